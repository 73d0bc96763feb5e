"""Putting entries at the end of a book: one, many at once, in two books together, and their reversal."""

import datetime as dt
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bumm.ledger import exceptions as refusals
from bumm.ledger.hashing import Content, entry_hash, genesis
from bumm.ledger.models import Book, Entry
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.ledger.pairs import counterpart_of, owed_by_the_other, paired_reference
from bumm.ledger.selectors import evidence_of, transfers_of

# Posting is the busiest write of all, so its statements are few and written out: the ORM takes longer to compose them
# than the database to answer. A locked book with the keys of these accounts, which are never taken away:
LOCKED = """
SELECT book.*, (SELECT json_object_agg(code, id) FROM ledger_account WHERE book_id = book.id AND code = ANY(%s)) AS keys
FROM ledger_book book WHERE id = %s FOR UPDATE
"""
# What stands already under these references, and the last entry:
STANDING = """
SELECT * FROM ledger_entry WHERE book_id = %(book)s AND (reference = ANY(%(references)s)
    OR number = (SELECT max(number) FROM ledger_entry WHERE book_id = %(book)s))
"""
# New entries with their transfers, in one statement however many they are; and what proves them, where anything does.
APPEND = """
WITH entry AS (
    INSERT INTO ledger_entry (book_id, number, kind, reference, effective_on, recorded_at, reverses_id, hash)
    SELECT %s, number, kind, reference, effective_on, %s, reverses, hash
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::date[], %s::bigint[], %s::text[])
        AS new (number, kind, reference, effective_on, reverses, hash)
    RETURNING id, number
), transfer AS (
    INSERT INTO ledger_transfer (entry_id, book_id, position, debit_id, credit_id, amount)
    SELECT entry.id, %s, position, debit, credit, amount
    FROM unnest(%s::int[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[])
        AS new (number, position, debit, credit, amount) JOIN entry USING (number)
)
SELECT number, id FROM entry
"""
PROVE = "INSERT INTO ledger_entryevidence (entry_id, evidence_id) SELECT * FROM unnest(%s::bigint[], %s::text[])"


@dataclass(frozen=True)
class Draft:
    """An entry to be. `transfers` are (debit code, credit code, rupiah); `evidence` are SHA-256 of stored files."""

    reference: str
    effective_on: dt.date
    transfers: Sequence[tuple[str, str, int]]
    kind: str = Entry.Kind.JOURNAL
    evidence: Sequence[str] = ()
    reverses: Entry | None = field(default=None, compare=False)


def post(*, book: Book, draft: Draft) -> Entry:
    """Post one entry. As `post_many()`."""
    return post_many(book=book, drafts=[draft])[0]


@transaction.atomic
def post_many(*, book: Book, drafts: Sequence[Draft]) -> list[Entry]:
    """Post entries in their order, all or none, in a number of statements that does not grow with them.

    A reference that stands in the book already with the same content is not posted again: its entry is returned. Raises
    ReferenceTaken where the content differs, PeriodClosed, NotAnAccount, NotAnAmount, SameAccount or NothingToPost.
    """
    codes = {code for draft in drafts for debit, credit, _amount in draft.transfers for code in (debit, credit)}
    locked = Book.objects.raw(LOCKED, [list(codes), book.pk])[0]
    accounts: dict[str, int] = locked.keys or {}  # type: ignore[attr-defined]
    last, entries = _standing(locked, {draft.reference for draft in drafts})
    _refuse_other_content(entries, drafts)
    new: dict[str, Draft] = {}
    for draft in drafts:
        if draft.reference not in entries and new.setdefault(draft.reference, draft) != draft:
            raise refusals.ReferenceTaken(draft.reference)
    if new:
        entries |= _append(locked, accounts, last, list(new.values()))
    return [entries[draft.reference] for draft in drafts]


@transaction.atomic
def post_between(*, key: str, one: tuple[Book, Draft], other: tuple[Book, Draft]) -> tuple[Entry, Entry]:
    """Post in two books what goes from one to the other: two entries that name each other by reference.

    `key` tells this transfer from others between the two; the drafts' own references and kinds are replaced. Raises
    NotMirrored unless what one book is owed by the other is what the other owes it, and what `post_many()` does.
    """
    (first, its), (second, others) = one, other
    owed = owed_by_the_other(its.transfers)
    if first.pk == second.pk or not owed or owed + owed_by_the_other(others.transfers):
        raise refusals.NotMirrored
    list(Book.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    kind = Entry.Kind.BETWEEN
    its = replace(its, kind=kind, reference=paired_reference(second.code, key))
    others = replace(others, kind=kind, reference=paired_reference(first.code, key))
    return post(book=first, draft=its), post(book=second, draft=others)


@transaction.atomic
def reverse(*, entry: Entry, effective_on: dt.date, evidence: Sequence[str] = ()) -> Entry:
    """Take an entry back by its opposite, in the open period; one between two books, in both. Raises AlreadyReversed,
    or IsAReversal: what was taken back is posted anew."""
    pair = [entry]
    if entry.kind == Entry.Kind.BETWEEN:
        pair.append(counterpart_of(entry))
    list(Book.objects.select_for_update().filter(pk__in=[each.book_id for each in pair]).order_by("pk"))
    back, *_others = [_reversed(each, effective_on, evidence) for each in pair]
    return back


def _reversed(entry: Entry, effective_on: dt.date, evidence: Sequence[str]) -> Entry:
    if entry.kind == Entry.Kind.REVERSAL:
        raise refusals.IsAReversal(entry.number)
    if Entry.objects.filter(reverses=entry).exists():
        raise refusals.AlreadyReversed(entry.number)
    transfers = tuple((credit, debit, amount) for debit, credit, amount in transfers_of([entry])[entry.pk])
    reference = f"reversal:{entry.number}"
    draft = Draft(reference, effective_on, transfers, Entry.Kind.REVERSAL, tuple(evidence), reverses=entry)
    return post(book=entry.book, draft=draft)


def _standing(book: Book, references: Collection[str]) -> tuple[Entry | None, dict[str, Entry]]:
    """The last entry of a locked book, and by their reference those that stand in it already."""
    found = list(Entry.objects.raw(STANDING, {"book": book.pk, "references": list(references)}))
    last = max(found, key=lambda entry: entry.number, default=None)
    return last, {entry.reference: entry for entry in found if entry.reference in references}


def _refuse_other_content(entries: dict[str, Entry], drafts: Sequence[Draft]) -> None:
    if not entries:
        return
    transfers, evidence = transfers_of(entries.values()), evidence_of(entries.values())
    for draft in drafts:
        if entry := entries.get(draft.reference):
            stands = (entry.kind, entry.effective_on, entry.reverses_id, transfers[entry.pk], evidence[entry.pk])
            wanted = (draft.kind, draft.effective_on, draft.reverses and draft.reverses.pk)
            if stands != (*wanted, list(draft.transfers), sorted(draft.evidence)):
                raise refusals.ReferenceTaken(draft.reference)


def _append(book: Book, accounts: dict[str, int], last: Entry | None, drafts: list[Draft]) -> dict[str, Entry]:
    """Put new entries at the end of a locked book. `accounts` maps codes to keys."""
    for draft in drafts:
        _refuse_nonsense(draft, book, accounts)
    entries = _chained(book, last, drafts)
    rows = [(e.number, e.kind, e.reference, e.effective_on, e.reverses_id, e.hash) for e in entries]
    transfers = [
        (entry.number, place, accounts[debit], accounts[credit], amount)
        for entry, draft in zip(entries, drafts, strict=True)
        for place, (debit, credit, amount) in enumerate(draft.transfers, 1)
    ]
    with connection.cursor() as cursor:
        columns: list[Any] = [book.pk, entries[0].recorded_at, *_columns(rows), book.pk, *_columns(transfers)]
        cursor.execute(APPEND, columns)
        keys = dict(cursor.fetchall())
        for entry in entries:
            entry.pk = keys[entry.number]
            entry._state.adding = False
        if proofs := [(e.pk, sha256) for e, draft in zip(entries, drafts, strict=True) for sha256 in draft.evidence]:
            cursor.execute(PROVE, _columns(proofs))
    return {entry.reference: entry for entry in entries}


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as the arrays that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)]


def _chained(book: Book, last: Entry | None, drafts: Iterable[Draft]) -> list[Entry]:
    """The entries to be, each numbered and hashed after the one before it."""
    number, previous = (last.number, last.hash) if last else (0, genesis(book.code))
    now = timezone.now()
    entries = []
    for draft in drafts:
        number += 1
        reverses = draft.reverses.number if draft.reverses else None
        said = (draft.kind, draft.reference, draft.effective_on, now, reverses, draft.transfers, draft.evidence)
        previous = entry_hash(Content(book.code, number, *said), previous)
        entry = Entry(book=book, number=number, kind=draft.kind, reference=draft.reference, hash=previous)
        entry.effective_on, entry.recorded_at, entry.reverses = draft.effective_on, now, draft.reverses
        entries.append(entry)
    return entries


def _refuse_nonsense(draft: Draft, book: Book, accounts: Container[str]) -> None:
    if not draft.transfers:
        raise refusals.NothingToPost
    refuse_closed_day(book, draft.effective_on)
    refuse_bad_transfers(draft.transfers, accounts)


def refuse_closed_day(book: Book, day: dt.date) -> None:
    """Raises PeriodClosed."""
    if book.closed_through and day <= book.closed_through:
        raise refusals.PeriodClosed(book.closed_through)


def refuse_bad_transfers(transfers: Iterable[tuple[str, str, int]], accounts: Container[str]) -> None:
    """Raises NotAnAccount, SameAccount or NotAnAmount. `accounts` are the codes that the book has."""
    for debit, credit, amount in transfers:
        if missing := next((code for code in (debit, credit) if code not in accounts), None):
            raise refusals.NotAnAccount(missing)
        if debit == credit:
            raise refusals.SameAccount(debit)
        if not 1 <= amount <= LARGEST_AMOUNT:
            raise refusals.NotAnAmount(amount)
