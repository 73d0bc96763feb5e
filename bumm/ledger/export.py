"""A whole book as text for others to read and check: CSV, and the journal of beancount (https://beancount.github.io).

Both are read from the database in pieces, so that a book of any length passes through little memory.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Min

from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.statements.figures import Figures, accounts_of, standing
from bumm.sheets import harmless

AT_A_TIME = 2_000  # entries that an export holds in memory

# An entry a row, by the day from which it is effective.
ENTRIES = """
SELECT number, kind, reference, effective_on, recorded_at, hash,
    (SELECT json_agg(json_build_array(debit.code, credit.code, amount) ORDER BY position)
     FROM ledger_transfer
     JOIN ledger_account debit ON debit.id = debit_id JOIN ledger_account credit ON credit.id = credit_id
     WHERE entry_id = entry.id)
FROM ledger_entry entry WHERE book_id = %s AND number <= %s ORDER BY effective_on, number
"""
CSV_HEADER = ["number", "kind", "reference", "effective_on", "recorded_at", "debit", "credit", "amount", "hash"]
ROOTS = {
    Account.Kind.ASSET: "Assets",
    Account.Kind.LIABILITY: "Liabilities",
    Account.Kind.EQUITY: "Equity",
    Account.Kind.REVENUE: "Income",
    Account.Kind.EXPENSE: "Expenses",
}
# How beancount writes what would end or break a string.
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Posted(NamedTuple):
    """An entry with its transfers as (debit code, credit code, rupiah)."""

    number: int
    kind: str
    reference: str
    effective_on: dt.date
    recorded_at: dt.datetime
    hash: str
    transfers: list[tuple[str, str, int]]


class Extent(NamedTuple):
    """How far a book goes at one moment, and what stands on its accounts then; None for the days of an empty one."""

    last_number: int
    first_day: dt.date | None
    last_day: dt.date | None
    standing: Figures


@transaction.atomic
def extent(book: Book) -> Extent:
    """Looked up while nobody posts; what is posted afterwards does not belong to the export."""
    Book.objects.select_for_update().get(pk=book.pk)
    found = Entry.objects.filter(book=book).aggregate(
        number=Max("number"), first=Min("effective_on"), last=Max("effective_on")
    )
    accounts = accounts_of(book)
    figures = standing(book, accounts, found["last"]) if found["last"] else dict.fromkeys(accounts, 0)
    return Extent(found["number"] or 0, found["first"], found["last"], figures)


def as_csv(book: Book) -> Iterator[str]:
    """Lines, one a transfer, under a header. No text in them acts as a formula."""
    yield _csv_line(CSV_HEADER)
    for entry in _entries(book, extent(book).last_number):
        when = entry.effective_on.isoformat(), entry.recorded_at.astimezone(dt.UTC).isoformat()
        for debit, credit, amount in entry.transfers:
            cells = entry.number, entry.kind, entry.reference, *when, debit, credit, amount, entry.hash
            yield _csv_line(map(harmless, cells))


def as_beancount(book: Book) -> Iterator[str]:
    """Lines that `bean-check` accepts, at the end our own balances, for it to compare with what it has added up."""
    reach = extent(book)
    yield f"option {_text('title')} {_text(book.name)}\n"
    yield 'option "operating_currency" "IDR"\n\n'
    if reach.first_day is None or reach.last_day is None:
        return
    names = {account.code: beancount_name(account) for account in reach.standing}
    for name in names.values():
        yield f"{reach.first_day} open {name} IDR\n"
    for entry in _entries(book, reach.last_number):
        yield from _transaction(entry, names)
    yield "\n"
    next_day = reach.last_day + dt.timedelta(days=1)  # a balance is that of a day's beginning
    for account, amount in reach.standing.items():
        yield f"{next_day} balance {names[account.code]} {amount} IDR\n"


def beancount_name(account: Account) -> str:
    """Such as `Assets:K1-1-01-01-Kas`. The code makes it unique: the name that follows begins with a letter."""
    plain = unicodedata.normalize("NFKD", account.name).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).lstrip("-0123456789").rstrip("-")
    return "-".join(filter(None, [f"{ROOTS[Account.Kind(account.kind)]}:K{account.code.replace('.', '-')}", name]))


def _transaction(entry: Posted, names: dict[str, str]) -> Iterator[str]:
    yield f"\n{entry.effective_on} * {_text(str(entry.number))} {_text(entry.reference)}\n"
    yield f"  kind: {_text(entry.kind)}\n  hash: {_text(entry.hash)}\n"
    for debit, credit, amount in entry.transfers:
        yield f"  {names[debit]} {amount} IDR\n  {names[credit]} -{amount} IDR\n"


def _text(text: str) -> str:
    return f'"{text.translate(ESCAPED)}"'


def _csv_line(cells: Iterable[object]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _entries(book: Book, last_number: int) -> Iterator[Posted]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES, [book.pk, last_number])
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from (Posted(*row) for row in rows)
