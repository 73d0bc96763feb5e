"""From draft to posted: announced, put to a meeting, approved by another than who prepared it; void or reversed."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bumm.charter import services as charters
from bumm.charter.models import Meeting, Resolution
from bumm.distribution import exceptions as refusals
from bumm.distribution.accounts import PAYABLE, RECEIVABLES, RESERVE, RETAINED_EARNINGS
from bumm.distribution.hashing import digest
from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.motions import text_of, title_of
from bumm.distribution.selectors import missing_for_approval, paid_out
from bumm.distribution.services.drafts import locked_run
from bumm.ledger import services as ledger
from bumm.ledger.models import Entry, Evidence
from bumm.ledger.selectors import balance_of
from bumm.people.models import User

State = Distribution.State


@transaction.atomic
def announce_distribution(*, distribution: Distribution, announced_on: dt.date) -> Distribution:
    """Show a draft to everybody concerned: objections are taken for the charter's days from then on.

    Raises WrongState, or ToCome for a day that is still to come.
    """
    run = locked_run(distribution)
    if run.state == State.ANNOUNCED and run.announced_on == announced_on:
        return run
    refuse_unless(run, State.DRAFT)
    if announced_on > timezone.localdate():
        raise refusals.ToCome(announced_on)
    run.announced_on = announced_on
    run.objections_until = announced_on + dt.timedelta(days=run.charter.objection_days)
    run.state = State.ANNOUNCED
    run.save(update_fields=["announced_on", "objections_until", "state"])
    return run


@transaction.atomic
def put_to_meeting(*, distribution: Distribution, meeting: Meeting) -> Distribution:
    """Put an announced run on the agenda of a meeting after the window for objections, with all its figures.

    One that a meeting rejected may be put to another. Raises WrongState, MeetingNotOpen, MeetingTooEarly or
    AlreadyOnAgenda.
    """
    run = locked_run(distribution)
    refuse_unless(run, State.ANNOUNCED)
    if run.motion and run.motion.meeting_id == meeting.pk:
        return run
    if run.motion and run.motion.carried is not False:
        raise refusals.AlreadyOnAgenda
    if meeting.bumm_id != run.bumm_id or meeting.is_frozen:
        raise refusals.MeetingNotOpen
    if run.objections_until and meeting.held_on <= run.objections_until:
        raise refusals.MeetingTooEarly(run.objections_until)
    run.motion = charters.add_motion(meeting=meeting, title=title_of(run), text=text_of(run))
    run.save(update_fields=["motion"])
    return run


@transaction.atomic
def approve_distribution(*, distribution: Distribution, by: User) -> Distribution:
    """Post an announced run on the day of its resolution: retained earnings to reserve, funds and what is payable.

    Raises WrongState, OwnRun, NotYetResolved with all that is missing, Tampered, RetainedEarningsGone, and what posting
    does (such as PeriodClosed).
    """
    run = locked_run(distribution)
    if run.state == State.POSTED and run.approved_by_id == by.pk:
        return run
    refuse_unless(run, State.ANNOUNCED)
    if run.prepared_by_id == by.pk:
        raise refusals.OwnRun
    if missing := missing_for_approval(run):
        raise refusals.NotYetResolved(missing)
    if digest(run) != run.digest:
        raise refusals.Tampered
    run.entry = _post(run)
    run.approved_by, run.approved_at, run.state = by, timezone.now(), State.POSTED
    run.save(update_fields=["entry", "approved_by", "approved_at", "state"])
    return run


@transaction.atomic
def void_distribution(*, distribution: Distribution, reason: str, by: User) -> Distribution:
    """Give up a run that is not posted; what it allocated stays on record, and a new run freezes anew.

    Its motion is taken off an agenda that is not frozen. Raises WrongState or NoReason.
    """
    run = locked_run(distribution)
    if run.state == State.VOID:
        return run
    refuse_unless(run, *Distribution.UNPOSTED)
    _end(run, State.VOID, reason, by)
    if run.motion and not run.motion.meeting.is_frozen:
        motion, run.motion = run.motion, None
        run.save(update_fields=["motion"])
        charters.withdraw_motion(motion=motion)
    return run


@transaction.atomic
def reverse_distribution(
    *, distribution: Distribution, effective_on: dt.date, reason: str, by: User, evidence: Sequence[Evidence] = ()
) -> Distribution:
    """Take a posted run back as of a day in the open period. What was paid becomes a receivable from who got it, what
    had lapsed leaves the reserve again, and what was still to be paid is struck off.

    Raises WrongState, OwnRun, NoReason, ToCome, and what reversing does.
    """
    run = locked_run(distribution)
    if run.state == State.REVERSED:
        return run
    refuse_unless(run, State.POSTED)
    if run.prepared_by_id == by.pk:
        raise refusals.OwnRun
    if effective_on > timezone.localdate():
        raise refusals.ToCome(effective_on)
    proof = [each.pk for each in evidence]
    assert run.entry is not None  # noqa: S101 (a posted run has one)
    run.reversal = ledger.reverse(entry=run.entry, effective_on=effective_on, evidence=proof)
    run.receivable = _take_back_payments(run, effective_on, proof)
    _end(run, State.REVERSED, reason, by)
    return run


def refuse_unless(run: Distribution, *states: str) -> None:
    """Raises WrongState."""
    if run.state not in states:
        raise refusals.WrongState(run.get_state_display())


def _end(run: Distribution, state: str, reason: str, by: User) -> None:
    if not reason.strip():
        raise refusals.NoReason
    run.state, run.reason, run.ended_by, run.ended_at = state, reason.strip(), by, timezone.now()
    run.save(update_fields=["state", "reason", "ended_by", "ended_at", "reversal", "receivable"])


def _post(run: Distribution) -> Entry:
    resolution: Resolution = run.motion.resolution  # type: ignore[union-attr]
    day = resolution.adopted_on
    there_is = min(balance_of(run.book, RETAINED_EARNINGS, on) for on in (day, dt.date.max))
    if run.amount > there_is:
        raise refusals.RetainedEarningsGone(run.amount, there_is)
    parts = run.parts.filter(amount__gt=0).order_by("position")
    transfers = tuple((RETAINED_EARNINGS, part.account, part.amount) for part in parts)
    minutes = [str(resolution.motion.meeting.minutes_id)]
    draft = ledger.Draft(f"distribution:{run.pk}", day, transfers, evidence=minutes)
    return ledger.post(book=run.book, draft=draft)


def _take_back_payments(run: Distribution, on: dt.date, proof: Sequence[str]) -> Entry | None:
    """What the reversal took from the payable although it was paid or had lapsed comes back to it."""
    people, lapsed = paid_out(run)
    listed = Payment.objects.filter(distribution=run, state=Payment.State.LISTED)
    listed.update(state=Payment.State.STRUCK, reason="reversal")
    paid = Payment.objects.filter(distribution=run, state=Payment.State.PAID)
    of_lapse = paid.filter(batch__method=PaymentBatch.Method.LAPSE)
    of_lapse.update(state=Payment.State.RETURNED, reason="reversal")
    paid.exclude(batch__method=PaymentBatch.Method.LAPSE).update(state=Payment.State.OWED)
    transfers = [(RECEIVABLES, PAYABLE, people), (RESERVE, PAYABLE, lapsed)]
    transfers = [transfer for transfer in transfers if transfer[2]]
    if not transfers:
        return None
    draft = ledger.Draft(f"distribution:{run.pk}:receivable", on, tuple(transfers), evidence=proof)
    return ledger.post(book=run.book, draft=draft)
