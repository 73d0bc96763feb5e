"""`manage.py export_ledger CODE --format beancount|csv`: a whole book on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bumm.ledger.export import as_beancount, as_csv
from bumm.ledger.models import Book

FORMATS = {"beancount": as_beancount, "csv": as_csv}


class Command(BaseCommand):
    help = "Write a whole book to standard output, as CSV or for beancount, whose `bean-check` accepts it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the code of the book, such as BUMM-TIPES")
        parser.add_argument("--format", choices=FORMATS, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        book = Book.objects.filter(code=options["code"]).first()
        if book is None:
            raise CommandError(f"There is no book {options['code']}.")
        for line in FORMATS[options["format"]](book):
            self.stdout.write(line, ending="")
