"""`make bench PART=books`: what posting, verifying and adding up cost, each beside its floor in the same run.

The floor: the same rows in twins of the tables with the same keys, without triggers, numbers, chain or references to
look up, each with its commit. Bare inserts are Django's own; beside them stand hand-written ones, which no model meets.
Rounds are interleaved. All of it runs in a database of its own on the durable embedded server, or on that of
DATABASE_URL, and is dropped afterwards. One JSON line a figure.

ENTRIES in the large book: 500,000 of two transfers each, unless the environment says otherwise.
"""

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

import django

django.setup()

from config import database
from django.core.management import call_command
from django.db import connection, models, transaction

from bumm.ledger import services
from bumm.ledger.models import Account, BalanceSnapshot, Book
from bumm.ledger.selectors import balances, moved
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault

NAME = "bench_books"
ROUNDS, SINGLES, BULK = 5, 300, 10_000
ENTRIES = int(os.environ.get("ENTRIES") or 500_000)
DAY, CLOSED = dt.date(2013, 1, 1), dt.date(2013, 12, 31)
CASH, BANK, COMMISSION = "1.1.01.01", "1.1.01.02", "4.1.01"

TWINS = """
CREATE TABLE bare_entry (LIKE ledger_entry INCLUDING ALL, FOREIGN KEY (book_id) REFERENCES ledger_book);
CREATE TABLE bare_transfer (LIKE ledger_transfer INCLUDING ALL,
    FOREIGN KEY (entry_id, book_id) REFERENCES bare_entry (id, book_id),
    FOREIGN KEY (debit_id, book_id) REFERENCES ledger_account (id, book_id),
    FOREIGN KEY (credit_id, book_id) REFERENCES ledger_account (id, book_id));
"""
BARE_ENTRY = """
INSERT INTO bare_entry (book_id, number, kind, reference, effective_on, recorded_at, hash)
VALUES (%(book_id)s, %(number)s, %(kind)s, %(reference)s, %(effective_on)s, %(recorded_at)s, %(hash)s) RETURNING id
"""
BARE_TRANSFERS = """
INSERT INTO bare_transfer (entry_id, book_id, position, debit_id, credit_id, amount)
VALUES (%s, %s, 1, %s, %s, %s), (%s, %s, 2, %s, %s, %s)
"""
BARE_MANY = """
WITH entry AS (
    INSERT INTO bare_entry (book_id, number, kind, reference, effective_on, recorded_at, hash)
    SELECT %(book_id)s, number, %(kind)s, reference, %(effective_on)s, %(recorded_at)s, %(hash)s
    FROM unnest(%(number)s::int[], %(reference)s::text[]) AS new (number, reference) RETURNING id
)
INSERT INTO bare_transfer (entry_id, book_id, position, debit_id, credit_id, amount)
SELECT id, %(book_id)s, position, debit, credit, amount FROM entry, unnest(ARRAY[1, 2], ARRAY[%(cash)s, %(bank)s],
    ARRAY[%(commission)s, %(cash)s], ARRAY[90000, 45000]) AS new (position, debit, credit, amount)
"""


class BareEntry(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    number = models.IntegerField()
    kind = models.CharField(max_length=8)
    reference = models.CharField(max_length=120)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    hash = models.CharField(max_length=64)
    objects: models.Manager["BareEntry"] = models.Manager()

    class Meta:
        app_label, managed, db_table = "ledger", False, "bare_entry"


class BareTransfer(models.Model):
    entry = models.ForeignKey(BareEntry, models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    position = models.IntegerField()
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    objects: models.Manager["BareTransfer"] = models.Manager()

    class Meta:
        app_label, managed, db_table = "ledger", False, "bare_transfer"


@contextmanager
def own_database() -> Iterator[None]:
    """A new, migrated database, dropped when done."""
    database.ensure()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
        connection.close()
        connection.settings_dict["NAME"] = NAME
        try:
            call_command("migrate", verbosity=0)
            connection.cursor().execute("SET synchronous_commit = on")
            yield
        finally:
            connection.close()
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


class Floor:
    """Rows as they come, into tables that only have keys."""

    def __init__(self, book: Book) -> None:
        self.book, self.number = book.pk, 0
        keys = dict(book.accounts.values_list("code", "pk"))
        self.cash, self.bank, self.commission = keys[CASH], keys[BANK], keys[COMMISSION]

    def values(self) -> dict[str, Any]:
        self.number += 1
        now, reference = dt.datetime.now(dt.UTC), f"sale:{self.number}"
        said = {"kind": "journal", "effective_on": DAY, "recorded_at": now, "hash": "0" * 64}
        return {"book_id": self.book, "number": self.number, "reference": reference, **said}

    def transfers(self, entry: BareEntry) -> Iterator[BareTransfer]:
        for position, pair in enumerate([(self.cash, self.commission, 90_000), (self.bank, self.cash, 45_000)], 1):
            debit, credit, amount = pair
            yield BareTransfer(
                entry=entry, book_id=self.book, position=position, debit_id=debit, credit_id=credit, amount=amount
            )

    def single(self, times: int) -> None:
        for _time in range(times):
            with transaction.atomic():
                BareTransfer.objects.bulk_create(self.transfers(BareEntry.objects.create(**self.values())))

    def single_by_hand(self, times: int) -> None:
        for _time in range(times):
            row = self.values()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(BARE_ENTRY, row)
                entry = cursor.fetchone()[0]
                one: list[Any] = [entry, self.book, self.cash, self.commission, 90_000]
                cursor.execute(BARE_TRANSFERS, [*one, entry, self.book, self.bank, self.cash, 45_000])

    @transaction.atomic
    def bulk(self, times: int) -> None:
        entries = BareEntry.objects.bulk_create(BareEntry(**self.values()) for _time in range(times))
        BareTransfer.objects.bulk_create(transfer for entry in entries for transfer in self.transfers(entry))

    @transaction.atomic
    def bulk_by_hand(self, times: int) -> None:
        rows = [self.values() for _time in range(times)]
        values = {name: [row[name] for row in rows] for name in ("number", "reference")}
        keys = {"cash": self.cash, "bank": self.bank, "commission": self.commission}
        connection.cursor().execute(BARE_MANY, rows[0] | keys | values)


class Ours:
    def __init__(self, book: Book) -> None:
        self.book, self.number = book, 0

    def drafts(self, times: int, day: dt.date = DAY) -> list[Draft]:
        numbers = range(self.number, self.number + times)
        self.number += times
        return [Draft(f"sale:{n}", day, ((CASH, COMMISSION, 90_000), (BANK, CASH, 45_000))) for n in numbers]

    def single(self, times: int) -> None:
        for draft in self.drafts(times):
            services.post(book=self.book, draft=draft)

    def bulk(self, times: int, day: dt.date = DAY) -> None:
        services.post_many(book=self.book, drafts=self.drafts(times, day))


def seconds(do: Callable[..., object], *arguments: Any) -> float:
    begun = time.perf_counter()
    do(*arguments)
    return time.perf_counter() - begun


Work = Callable[[int], None]


def beside_the_floor(name: str, ours: Work, bare: Work, by_hand: Work, times: int, most: float) -> None:
    for warming in (ours, bare, by_hand):
        warming(times)
    connection.cursor().execute("ANALYZE")
    rounds = [[seconds(work, times) for work in (ours, bare, by_hand)] for _round in range(ROUNDS)]
    rates = [round(times / median(column)) for column in zip(*rounds, strict=True)]
    say(
        name,
        **dict(zip(("entries_a_second", "bare", "bare_by_hand"), rates, strict=True)),
        ratio=round(median(own / floor for own, floor, _by_hand in rounds), 2),
        most=most,
        ratio_by_hand=round(median(own / floor for own, _bare, floor in rounds), 2),
    )


def large_book() -> None:
    """A closed year of many entries and an open month, read in several ways."""
    book = services.open_book(code="FUND-LARGE", name="Besar")
    ours = Ours(book)
    for start in range(0, ENTRIES, BULK):
        ours.bulk(min(BULK, ENTRIES - start))
    services.close_period(book=book, through=CLOSED, by=None)
    ours.bulk(BULK, CLOSED + dt.timedelta(days=30))
    connection.cursor().execute("ANALYZE")
    book.refresh_from_db()
    took = seconds(lambda: sound(book))
    say("verify", transfers=2 * (ENTRIES + BULK), seconds=round(took, 1), most=60)
    day = CLOSED + dt.timedelta(days=60)
    kept = median(seconds(balances, book, day) for _round in range(ROUNDS))
    counted = median(seconds(lambda: moved(book, after=None, until=day)) for _round in range(ROUNDS))
    say(
        "trial balance",
        transfers=2 * (ENTRIES + BULK),
        kept_accounts=BalanceSnapshot.objects.filter(book=book).count(),
        milliseconds=round(1000 * kept),
        counting_all=round(1000 * counted),
        ratio=round(kept / counted, 3),
    )


def sound(book: Book) -> None:
    if fault := first_fault(book):
        sys.exit(f"{fault}")


def say(name: str, **figures: Any) -> None:
    print(json.dumps({"bench": "books", "figure": name, **figures}), flush=True)


def main() -> None:
    with own_database():
        with connection.cursor() as cursor:
            cursor.execute(TWINS)
            cursor.execute("SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') = 'on'")
            if not cursor.fetchone()[0]:
                sys.exit("This server is not durable: its figures would say nothing.")
        book = services.open_book(code="FUND-BENCH", name="Ukur")
        floor, ours = Floor(book), Ours(book)
        beside_the_floor("single entries", ours.single, floor.single, floor.single_by_hand, SINGLES, most=2.5)
        beside_the_floor("10,000 at once", ours.bulk, floor.bulk, floor.bulk_by_hand, BULK, most=2.0)
        large_book()


if __name__ == "__main__":
    main()
