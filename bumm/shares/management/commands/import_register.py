"""`manage.py import_register BUMM-CODE FILE [--dry-run]`: the register that a BUMM brings with it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from bumm.ledger.models import Book
from bumm.shares.exceptions import ShareRefusal
from bumm.shares.opening import read_register
from bumm.shares.services import open_register


class Command(BaseCommand):
    help = (
        "Bring an opening register into an empty one from a CSV (class,party_kind,party_key,quantity,since): all of it,"
        " or nothing if a row or a sum is wrong. Its capital must be in the BUMM's book already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the code of the BUMM's book")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, store nothing")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        book = Book.objects.filter(code=options["code"], bumm__isnull=False).select_related("bumm").first()
        if not book or not book.bumm:
            raise CommandError(f"There is no BUMM with the book {options['code']}.")
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                events = open_register(bumm=book.bumm, rows=read_register(lines))
        except (ShareRefusal, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        for event in events:
            self.stdout.write(f"{event.share_class.code}\t{event.number}\t{event.quantity}\t{event.hash}")
        if options["dry_run"]:
            transaction.set_rollback(True)
            self.stderr.write("Nothing was stored.")
