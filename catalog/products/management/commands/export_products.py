"""`manage.py export_products FILE`: a group's goods, or an empty template, in the columns of `import_products`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bumm.people.models import Group
from bumm.sheets import WRITERS
from catalog.products.imports.columns import SAMPLE, header
from catalog.products.imports.export import export


class Command(BaseCommand):
    help = "Write a group's goods to a .csv or .xlsx file; without --group, a template with one sample row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--group", help="the group's slug")

    def handle(self, *args: Any, **options: Any) -> None:
        write = WRITERS.get(options["file"].suffix.lower().removeprefix("."))
        if write is None:
            raise CommandError("The file name must end in .csv or .xlsx.")
        try:
            rows = export(Group.objects.get(slug=options["group"])) if options["group"] else [SAMPLE]
            options["file"].write_bytes(write(header(), rows))
        except (Group.DoesNotExist, OSError) as error:
            raise CommandError(str(error)) from error
