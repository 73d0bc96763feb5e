"""Whether a book is as it was posted: its chain, the balances kept of it, entries with other books, its evidence."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from bumm.ledger import evidence as files
from bumm.ledger.hashing import Content, entry_hash, genesis
from bumm.ledger.models import BalanceSnapshot, Book, Evidence
from bumm.ledger.pairs import DUE_FROM_OTHERS, DUE_TO_OTHERS
from bumm.ledger.selectors import moved

AT_A_TIME = 5_000  # entries that checking the chain holds in memory

# The whole of a book in the order of its numbers, an entry a row.
CHAIN = """
SELECT entry.number, entry.kind, entry.reference, entry.effective_on, entry.recorded_at, reversed.number, entry.hash,
    (SELECT json_agg(json_build_array(debit.code, credit.code, amount) ORDER BY position)
     FROM ledger_transfer
     JOIN ledger_account debit ON debit.id = debit_id JOIN ledger_account credit ON credit.id = credit_id
     WHERE entry_id = entry.id),
    ARRAY(SELECT evidence_id FROM ledger_entryevidence WHERE entry_id = entry.id)
FROM ledger_entry entry LEFT JOIN ledger_entry reversed ON reversed.id = entry.reverses_id
WHERE entry.book_id = %s ORDER BY entry.number
"""
# Entries between two books: which book each names under which key, and what that one owes it more than before.
PAIRS = """
WITH half AS (
    SELECT entry.id, entry.book_id, number, effective_on, split_part(reference, ':', 2) AS other_book,
        substr(reference, length('between:' || split_part(reference, ':', 2)) + 2) AS key,
        EXISTS (SELECT FROM ledger_entry WHERE reverses_id = entry.id) AS is_reversed,
        (SELECT sum(amount * ((debit.code = ANY(%(between)s))::int - (credit.code = ANY(%(between)s))::int))
         FROM ledger_transfer
         JOIN ledger_account debit ON debit.id = debit_id JOIN ledger_account credit ON credit.id = credit_id
         WHERE entry_id = entry.id) AS owed
    FROM ledger_entry entry WHERE kind = 'between'
)
SELECT this.number, other.id IS NULL, this.effective_on = other.effective_on, this.is_reversed = other.is_reversed,
    this.owed + other.owed = 0
FROM half this JOIN ledger_book book ON book.id = this.book_id
LEFT JOIN (half other JOIN ledger_book named ON named.id = other.book_id)
    ON named.code = this.other_book AND other.other_book = book.code AND other.key = this.key
WHERE this.book_id = %(book)s ORDER BY this.number
"""


# Where upper rooms add their looks, from their `AppConfig.ready`: what of theirs a book must agree with. Each answers
# with the first place that does not and the reason, or None.
CONTROLS: list[Callable[[Book], tuple[str, str] | None]] = []


class Fault(NamedTuple):
    """The first thing in a book that is not as it was posted, and why. `where` names it, such as `entry 12`."""

    book: str
    where: str
    reason: str


def first_fault(book: Book) -> Fault | None:
    """Read all of a book again, from its first entry; None where all of it holds."""
    for look in (_in_the_chain, _in_what_was_kept, _between_books, _in_the_evidence, *CONTROLS):
        if found := look(book):
            return Fault(book.code, *found)
    return None


def _in_the_chain(book: Book) -> tuple[str, str] | None:
    previous, expected = genesis(book.code), 1
    for row in _chain(book):
        number, kind, reference, effective_on, recorded_at, reverses, stored, transfers, evidence = row
        if number != expected:
            return f"entry {expected}", "it is missing"
        if not transfers:
            return f"entry {number}", "it has no transfers"
        said = [(debit, credit, amount) for debit, credit, amount in transfers]
        content = Content(book.code, number, kind, reference, effective_on, recorded_at, reverses, said, evidence)
        previous = entry_hash(content, previous)
        if previous != stored:
            return f"entry {number}", "it does not fit its hash"
        expected += 1
    return None


def _chain(book: Book) -> Iterator[tuple[Any, ...]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(CHAIN, [book.pk])
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows


def _in_what_was_kept(book: Book) -> tuple[str, str] | None:
    """Count anew what was kept of the balances, from one closing to the next."""
    counted: dict[int, tuple[int, int]] = {}
    codes = dict(book.accounts.values_list("pk", "code"))
    after = None
    for day in BalanceSnapshot.objects.filter(book=book).order_by("on").values_list("on", flat=True).distinct():
        for account, (debited, credited) in moved(book, after=after, until=day).items():
            before = counted.get(account, (0, 0))
            counted[account] = before[0] + debited, before[1] + credited
        rows = BalanceSnapshot.objects.filter(book=book, on=day)
        kept = {row.account_id: (int(row.debited), int(row.credited)) for row in rows}
        for account in sorted(counted.keys() | kept.keys(), key=codes.__getitem__):
            if kept.get(account) != counted.get(account):
                return f"account {codes[account]}", f"what was kept of it on {day} is not what the entries say"
        after = day
    return None


def _between_books(book: Book) -> tuple[str, str] | None:
    reasons = ("is of another day", "is reversed and this is not, or the other way", "says another amount")
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"book": book.pk, "between": [DUE_FROM_OTHERS, DUE_TO_OTHERS]})
        for number, is_missing, *alike in cursor.fetchall():
            if is_missing:
                return f"entry {number}", "its counterpart in the other book is missing"
            for is_alike, reason in zip(alike, reasons, strict=True):
                if not is_alike:
                    return f"entry {number}", f"its counterpart in the other book {reason}"
    return None


def _in_the_evidence(book: Book) -> tuple[str, str] | None:
    for sha256 in Evidence.objects.filter(entries__book=book).distinct().order_by("pk").values_list("pk", flat=True):
        if not files.is_whole(sha256):
            return f"evidence {sha256}", "its file is missing or another"
    return None
