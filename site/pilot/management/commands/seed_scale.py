"""`manage.py seed_scale --products N`: goods by the hundred thousand, to measure with. Never on a market that sells."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from pilot import scale


class Command(BaseCommand):
    help = "Add so many made-up goods with groups and pages: deterministic, in a few statements, in minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--products", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["products"] <= scale.MOST:
            raise CommandError(f"Between 1 and {scale.MOST} goods.")
        scale.seed_products(options["products"], say=self.say)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # or the planner believes in the empty tables of before

    def say(self, text: str) -> None:
        self.stderr.write(text, style_func=str)
