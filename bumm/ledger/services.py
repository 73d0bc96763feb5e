"""Every change to the books. Each function is one transaction; posting and closing lock the book, and nothing else."""

import csv
import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bumm.ledger import exceptions as refusals
from bumm.ledger import selectors
from bumm.ledger.hashing import Content, entry_hash, genesis
from bumm.ledger.models import Account, Book, Entry, EntryEvidence, PeriodEvent, Transfer
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.ledger.selectors import evidence_of, transfers_of
from bumm.people.models import Bumm, User

CHART = Path(__file__).parent / "data" / "chart.csv"
RETAINED_EARNINGS = "3.3.01"


@dataclass(frozen=True)
class Draft:
    """An entry to be. `transfers` are (debit code, credit code, rupiah); `evidence` are SHA-256 of stored files."""

    reference: str
    effective_on: dt.date
    transfers: Sequence[tuple[str, str, int]]
    kind: str = Entry.Kind.JOURNAL
    evidence: Sequence[str] = ()
    reverses: Entry | None = field(default=None, compare=False)


@transaction.atomic
def open_book(*, code: str, name: str, bumm: Bumm | None = None) -> Book:
    """A new book with the chart of accounts that all begin with: of a BUMM, or without one of a fund."""
    book = Book(code=code, name=name, bumm=bumm, kind=Book.Kind.BUMM if bumm else Book.Kind.FUND)
    book.full_clean()
    book.save()
    with CHART.open(encoding="utf-8", newline="") as rows:
        Account.objects.bulk_create(Account(book=book, **row) for row in csv.DictReader(rows))
    return book


@transaction.atomic
def add_account(*, book: Book, code: str, name: str, kind: str, side: str, activity: str, name_en: str = "") -> Account:
    """An account of this book's own, beside the chart that all begin with."""
    account = Account(book=book, code=code, name=name, name_en=name_en, kind=kind, side=side, activity=activity)
    account.full_clean()
    account.save()
    return account


def post(*, book: Book, draft: Draft) -> Entry:
    """Post one entry. As `post_many()`."""
    return post_many(book=book, drafts=[draft])[0]


@transaction.atomic
def post_many(*, book: Book, drafts: Sequence[Draft]) -> list[Entry]:
    """Post entries in their order, all or none, in a number of statements that does not grow with them.

    A reference that stands in the book already with the same content is not posted again: its entry is returned. Raises
    ReferenceTaken where the content differs, PeriodClosed, NotAnAccount, NotAnAmount, SameAccount or NothingToPost.
    """
    locked = Book.objects.select_for_update().get(pk=book.pk)
    entries = _posted(locked, drafts)
    new: dict[str, Draft] = {}
    for draft in drafts:
        if draft.reference not in entries and new.setdefault(draft.reference, draft) != draft:
            raise refusals.ReferenceTaken(draft.reference)
    if new:
        entries |= _append(locked, list(new.values()))
    return [entries[draft.reference] for draft in drafts]


@transaction.atomic
def reverse(*, entry: Entry, effective_on: dt.date, evidence: Sequence[str] = ()) -> Entry:
    """Take an entry back by its opposite, in the open period. Raises AlreadyReversed."""
    book = Book.objects.select_for_update().get(pk=entry.book_id)
    if Entry.objects.filter(reverses=entry).exists():
        raise refusals.AlreadyReversed(entry.number)
    transfers = tuple((credit, debit, amount) for debit, credit, amount in transfers_of([entry])[entry.pk])
    reference = f"reversal:{entry.number}"
    draft = Draft(reference, effective_on, transfers, Entry.Kind.REVERSAL, tuple(evidence), reverses=entry)
    return post(book=book, draft=draft)


@transaction.atomic
def close_period(*, book: Book, through: dt.date, by: User | None) -> PeriodEvent:
    """Let nothing be posted on this day or before it any more. Raises NotClosable where that is so already."""
    locked = Book.objects.select_for_update().get(pk=book.pk)
    if locked.closed_through and through <= locked.closed_through:
        raise refusals.NotClosable(locked.closed_through)
    return _move_period(locked, PeriodEvent.Kind.CLOSED, through, by)


@transaction.atomic
def reopen_period(*, book: Book, back_to: dt.date | None, resolution: str, by: User | None) -> PeriodEvent:
    """Open what was closed, back to an earlier day or from the beginning, by a resolution. Raises NotReopenable."""
    locked = Book.objects.select_for_update().get(pk=book.pk)
    closed = locked.closed_through
    if not resolution or closed is None or (back_to and back_to >= closed):
        raise refusals.NotReopenable
    return _move_period(locked, PeriodEvent.Kind.REOPENED, back_to, by, resolution)


@transaction.atomic
def close_year(*, book: Book, through: dt.date, by: User | None) -> Entry | None:
    """Carry revenue and expense up to this day to retained earnings, and close the period. Without either, no entry."""
    locked = Book.objects.select_for_update().get(pk=book.pk)
    transfers = []
    for account, balance in selectors.balances(locked, through):
        if account.kind in (Account.Kind.REVENUE, Account.Kind.EXPENSE) and balance:
            on_credit = (account.side == Account.Side.CREDIT) == (balance > 0)
            pair = (account.code, RETAINED_EARNINGS) if on_credit else (RETAINED_EARNINGS, account.code)
            transfers.append((*pair, abs(balance)))
    draft = Draft(f"closing:{through.isoformat()}", through, tuple(transfers), Entry.Kind.CLOSING)
    entry = post(book=locked, draft=draft) if transfers else None
    close_period(book=locked, through=through, by=by)
    return entry


def _move_period(book: Book, kind: str, to: dt.date | None, by: User | None, resolution: str = "") -> PeriodEvent:
    event = PeriodEvent(book=book, kind=kind, before=book.closed_through, after=to, resolution=resolution, by=by)
    event.full_clean()
    event.save()
    book.closed_through = to
    book.save(update_fields=["closed_through"])
    return event


def _posted(book: Book, drafts: Sequence[Draft]) -> dict[str, Entry]:
    """The entries that stand already, by their reference, each with the content of its draft."""
    found = Entry.objects.filter(book=book, reference__in={draft.reference for draft in drafts})
    entries = {entry.reference: entry for entry in found}
    if not entries:
        return entries
    transfers, evidence = transfers_of(entries.values()), evidence_of(entries.values())
    for draft in drafts:
        if entry := entries.get(draft.reference):
            stands = (entry.kind, entry.effective_on, entry.reverses_id, transfers[entry.pk], evidence[entry.pk])
            wanted = (draft.kind, draft.effective_on, draft.reverses and draft.reverses.pk)
            if stands != (*wanted, list(draft.transfers), sorted(draft.evidence)):
                raise refusals.ReferenceTaken(draft.reference)
    return entries


def _append(book: Book, drafts: list[Draft]) -> dict[str, Entry]:
    """Put new entries at the end of a locked book."""
    accounts = dict(Account.objects.filter(book=book).values_list("code", "pk"))
    for draft in drafts:
        _refuse_nonsense(draft, book, accounts)
    last = Entry.objects.filter(book=book).order_by("-number").values_list("number", "hash").first()
    number, previous = last or (0, genesis(book.code))
    now = timezone.now()
    entries = []
    for draft in drafts:
        number += 1
        reverses = draft.reverses.number if draft.reverses else None
        said = (draft.kind, draft.reference, draft.effective_on, now, reverses, draft.transfers, draft.evidence)
        previous = entry_hash(Content(book.code, number, *said), previous)
        entries.append(
            Entry(
                book=book,
                number=number,
                kind=draft.kind,
                reference=draft.reference,
                effective_on=draft.effective_on,
                recorded_at=now,
                reverses=draft.reverses,
                hash=previous,
            )
        )
    Entry.objects.bulk_create(entries)
    Transfer.objects.bulk_create(
        Transfer(
            entry=entry, book=book, position=place, debit_id=accounts[debit], credit_id=accounts[credit], amount=amount
        )
        for entry, draft in zip(entries, drafts, strict=True)
        for place, (debit, credit, amount) in enumerate(draft.transfers, 1)
    )
    EntryEvidence.objects.bulk_create(
        EntryEvidence(entry=entry, evidence_id=sha256)
        for entry, draft in zip(entries, drafts, strict=True)
        for sha256 in sorted(draft.evidence)
    )
    return {entry.reference: entry for entry in entries}


def _refuse_nonsense(draft: Draft, book: Book, accounts: Container[str]) -> None:
    if not draft.transfers:
        raise refusals.NothingToPost
    if book.closed_through and draft.effective_on <= book.closed_through:
        raise refusals.PeriodClosed(book.closed_through)
    for debit, credit, amount in draft.transfers:
        if missing := next((code for code in (debit, credit) if code not in accounts), None):
            raise refusals.NotAnAccount(missing)
        if debit == credit:
            raise refusals.SameAccount(debit)
        if not 1 <= amount <= LARGEST_AMOUNT:
            raise refusals.NotAnAmount(amount)
