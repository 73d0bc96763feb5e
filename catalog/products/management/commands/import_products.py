"""`manage.py import_products FILE --group SLUG`: a group's goods from a CSV or XLSX table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from bumm.people.models import Group, User
from catalog.products.imports import carry_out, plan_import
from catalog.products.sheets import MOST_BYTES, UnreadableSheet, read_table

PROGRESS_EVERY = 250


class Command(BaseCommand):
    help = "Import a group's goods from a CSV or XLSX file: all of them, or none if a row is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--group", required=True, help="the group's slug")
        parser.add_argument("--by", help="user name of whoever imports; stands in the history")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
        parser.add_argument("--submit", action="store_true", help="send the new words to moderation")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            group = Group.objects.get(slug=options["group"])
            by = User.objects.get(username=options["by"]) if options["by"] else None
            with options["file"].open("rb") as file:
                table = read_table(file.read(MOST_BYTES + 1))
        except (Group.DoesNotExist, User.DoesNotExist, UnreadableSheet, OSError) as error:
            raise CommandError(str(error)) from error
        plan = plan_import(group, table)
        for column in plan.ignored:
            self.stderr.write(_("The column {column} is not known and is left out.").format(column=column))
        for problem in plan.problems:
            self.stderr.write(str(problem))
        if plan.problems:
            raise CommandError(_("Nothing was stored: {count} mistakes.").format(count=len(plan.problems)))
        if not options["dry_run"]:
            carry_out(plan, by=by, submit=options["submit"], progress=lambda done: self.report(done, plan.size))
        self.stdout.write(
            _("{new} new, {changed} changed, {unchanged} as they were.").format(
                new=len(plan.new), changed=len(plan.changed), unchanged=plan.unchanged
            )
        )

    def report(self, done: int, size: int) -> None:
        if done % PROGRESS_EVERY == 0:
            self.stderr.write(f"{done}/{size}")
