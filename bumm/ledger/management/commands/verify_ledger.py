"""`manage.py verify_ledger [--book CODE]`: whether the books are as they were posted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bumm.ledger.models import Book
from bumm.ledger.verification import first_fault


class Command(BaseCommand):
    help = "Read every book again, or one: chain, balances, entries between books, evidence. Exit 1 at a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", help="the code of one book")

    def handle(self, *args: Any, **options: Any) -> None:
        books = Book.objects.filter(code=options["book"]) if options["book"] else Book.objects.all()
        if options["book"] and not books:
            raise CommandError(f"There is no book {options['book']}.")
        for book in books:
            if fault := first_fault(book):
                raise CommandError(f"{fault.book}: {fault.where} is broken: {fault.reason}")
            last = book.entries.order_by("-number").first()
            self.stdout.write(f"{book.code}\t{last.number if last else 0}\t{last.hash if last else '-'}")
