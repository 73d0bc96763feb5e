"""The way of a journal from draft to posted. Each step locks the journal first, and is noted."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from bumm.ledger import exceptions as refusals
from bumm.ledger.models import (
    Account,
    Book,
    Entry,
    Evidence,
    Journal,
    JournalEvent,
    JournalEvidence,
    JournalLine,
)
from bumm.ledger.selectors import lines_of, opposite_of
from bumm.ledger.services.posting import Draft, post, refuse_bad_transfers, refuse_closed_day, reverse
from bumm.people.models import User

Lines = Sequence[tuple[str, str, int]]  # debit code, credit code, rupiah
State, Kind = Journal.State, JournalEvent.Kind
REVERSED_BY_HAND = (Entry.Kind.OPENING, Entry.Kind.JOURNAL)


@transaction.atomic
def prepare_journal(
    *, book: Book, effective_on: dt.date, description: str, lines: Lines, by: User, evidence: Sequence[str] = ()
) -> Journal:
    """Begin a journal as a draft, which may still lack lines or evidence (SHA-256 of stored files).

    Raises PeriodClosed, DayAhead, NotAnAccount, SameAccount or NotAnAmount.
    """
    journal = Journal(book=book, effective_on=effective_on, description=description, prepared_by=by)
    _write(journal, lines, evidence)
    _note(journal, Kind.PREPARED, by)
    return journal


@transaction.atomic
def prepare_reversal(
    *, entry: Entry, effective_on: dt.date, description: str, by: User, evidence: Sequence[str] = ()
) -> Journal:
    """Begin a journal that takes an entry back. Raises AlreadyReversed, IsAReversal, PeriodClosed or DayAhead, and
    NotReversedByHand: a year's closing is opened by a resolution, and an entry between two books concerns both."""
    if entry.kind == Entry.Kind.REVERSAL:
        raise refusals.IsAReversal(entry.number)
    if entry.kind not in REVERSED_BY_HAND:
        raise refusals.NotReversedByHand(entry.get_kind_display())
    if Entry.objects.filter(reverses=entry).exists():
        raise refusals.AlreadyReversed(entry.number)
    journal = Journal(
        book=entry.book, effective_on=effective_on, description=description, prepared_by=by, reverses=entry
    )
    _write(journal, opposite_of(entry), evidence)
    _note(journal, Kind.PREPARED, by)
    return journal


@transaction.atomic
def revise_journal(
    *,
    journal: Journal,
    effective_on: dt.date,
    description: str,
    lines: Lines,
    by: User,
    evidence: Sequence[str] = (),
) -> Journal:
    """Change what a draft or returned journal says; the lines of a reversal follow from its entry, whatever is given.

    Raises NotItsPreparer, NotOpen, and what `prepare_journal()` does.
    """
    locked = _locked(journal)
    _refuse_others(locked, by)
    _refuse_unless(locked, Journal.OPEN, refusals.NotOpen)
    locked.effective_on, locked.description = effective_on, description
    _write(locked, opposite_of(locked.reverses) if locked.reverses else lines, evidence)
    _note(locked, Kind.REVISED, by)
    return locked


@transaction.atomic
def submit_journal(*, journal: Journal, by: User) -> Journal:
    """Ask for approval. Raises NotItsPreparer, NotOpen, NothingToPost without a line, NoEvidence, or PeriodClosed."""
    locked = _locked(journal)
    _refuse_others(locked, by)
    _refuse_unless(locked, Journal.OPEN, refusals.NotOpen)
    lines = lines_of(locked)
    if not lines:
        raise refusals.NothingToPost
    evidence = _proofs_of(locked)
    if not evidence:
        raise refusals.NoEvidence
    refuse_closed_day(locked.book, locked.effective_on)
    said = {"effective_on": locked.effective_on.isoformat(), "description": locked.description}
    return _move(locked, State.SUBMITTED, Kind.SUBMITTED, by, said=said | {"lines": lines, "evidence": evidence})


@transaction.atomic
def return_journal(*, journal: Journal, reason: str, by: User) -> Journal:
    """Give a submitted journal back to who prepared it. Raises NoReason, NotWaiting or DecidedByItsPreparer."""
    locked = _locked(journal)
    _refuse_unless(locked, [State.SUBMITTED], refusals.NotWaiting)
    _refuse_its_preparer(locked, by)
    if not reason.strip():
        raise refusals.NoReason
    return _move(locked, State.RETURNED, Kind.RETURNED, by, reason=reason.strip())


@transaction.atomic
def approve_journal(*, journal: Journal, seen: int, by: User) -> Journal:
    """Post a submitted journal as the entry `journal:KEY`, or as the reversal of its entry.

    `seen` is the key of the submission that was looked at: where it is not the last one, ChangedMeanwhile. Raises also
    NotWaiting, DecidedByItsPreparer, and what `post()` or `reverse()` do.
    """
    locked = _locked(journal)
    _refuse_unless(locked, [State.SUBMITTED], refusals.NotWaiting)
    _refuse_its_preparer(locked, by)
    if locked.events.filter(kind=Kind.SUBMITTED).latest("pk").pk != seen:
        raise refusals.ChangedMeanwhile
    day, evidence = locked.effective_on, _proofs_of(locked)
    if locked.reverses:
        locked.entry = reverse(entry=locked.reverses, effective_on=day, evidence=evidence)
    else:
        draft = Draft(f"journal:{locked.pk}", day, tuple(lines_of(locked)), evidence=evidence)
        locked.entry = post(book=locked.book, draft=draft)
    locked.approved_by = by
    return _move(locked, State.POSTED, Kind.APPROVED, by)


@transaction.atomic
def withdraw_journal(*, journal: Journal, by: User) -> Journal:
    """Give a journal up before it is posted; it stays on record. Raises NotItsPreparer or NotOpen."""
    locked = _locked(journal)
    _refuse_others(locked, by)
    _refuse_unless(locked, [*Journal.OPEN, State.SUBMITTED], refusals.NotOpen)
    return _move(locked, State.WITHDRAWN, Kind.WITHDRAWN, by)


def refuse_day(*, book: Book, day: dt.date) -> None:
    """Raises DayAhead or PeriodClosed where no journal of this day can be posted."""
    if day > timezone.localdate():
        raise refusals.DayAhead
    refuse_closed_day(book, day)


def _locked(journal: Journal) -> Journal:
    rows = Journal.objects.select_for_update(of=("self",)).select_related("book", "reverses__book")
    return rows.get(pk=journal.pk)


def _refuse_others(journal: Journal, by: User) -> None:
    if journal.prepared_by_id != by.pk:
        raise refusals.NotItsPreparer


def _refuse_its_preparer(journal: Journal, by: User) -> None:
    if journal.prepared_by_id == by.pk:
        raise refusals.DecidedByItsPreparer


def _refuse_unless(
    journal: Journal, states: Collection[str], refusal: type[refusals.NotOpen | refusals.NotWaiting]
) -> None:
    if journal.state not in states:
        raise refusal(journal.get_state_display())


def _write(journal: Journal, lines: Lines, evidence: Sequence[str]) -> None:
    """Store what a journal says in place of what it said before."""
    refuse_day(book=journal.book, day=journal.effective_on)
    codes = {code for debit, credit, _amount in lines for code in (debit, credit)}
    accounts = {account.code: account for account in Account.objects.filter(book=journal.book, code__in=codes)}
    refuse_bad_transfers(lines, accounts)
    journal.full_clean(exclude=["approved_by", "entry"])
    journal.save()
    JournalLine.objects.filter(journal=journal).delete()
    JournalLine.objects.bulk_create(
        JournalLine(
            journal=journal,
            book=journal.book,
            position=position,
            debit=accounts[debit],
            credit=accounts[credit],
            amount=amount,
        )
        for position, (debit, credit, amount) in enumerate(lines, 1)
    )
    journal.evidence.set(Evidence.objects.filter(pk__in=evidence))


def _proofs_of(journal: Journal) -> tuple[str, ...]:
    """SHA-256 of what proves a journal, in alphabetical order."""
    proofs = JournalEvidence.objects.filter(journal=journal).order_by("evidence")
    return tuple(proofs.values_list("evidence_id", flat=True))


def _move(journal: Journal, state: str, kind: str, by: User, **noted: Any) -> Journal:
    journal.state = state
    journal.save(update_fields=["state", "approved_by", "entry"])
    _note(journal, kind, by, **noted)
    return journal


def _note(journal: Journal, kind: str, by: User, **noted: Any) -> None:
    event = JournalEvent(journal=journal, kind=kind, by=by, **noted)
    event.full_clean(exclude=["said"])
    event.save()
