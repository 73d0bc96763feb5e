"""A run from its preparation to the last payment, written so that it can be begun again wherever it broke off."""

import datetime as dt

from bumm.charter import services as charters
from bumm.charter.models import Meeting
from bumm.distribution import services
from bumm.distribution.models import Distribution, PaymentBatch
from bumm.distribution.verification import payable_agrees, runs_hold
from bumm.ledger.models import Evidence
from bumm.people.models import Bumm, User
from tests.bumm.distribution.scene import ANNOUNCED, END

PAID = dt.date(2014, 3, 1)
AMOUNT = 9_876_543_210


def carry_out() -> None:
    """What is done already is found, or done again to no effect."""
    bumm, meeting = Bumm.objects.get(), Meeting.objects.filter(kind=Meeting.Kind.ANNUAL).get()
    treasurer, supervisor = (User.objects.get(username=name) for name in ("bendahara", "pengawas"))
    proof = Evidence.objects.order_by("added_at").last()
    assert proof
    run = Distribution.objects.live().first() or services.prepare_distribution(
        bumm=bumm, period_end=END, amount=AMOUNT, by=treasurer
    )
    run = services.carry_on(distribution=run)
    if run.state == Distribution.State.DRAFT:
        run = services.announce_distribution(distribution=run, announced_on=ANNOUNCED)
    if run.state == Distribution.State.ANNOUNCED:
        run = services.put_to_meeting(distribution=run, meeting=meeting)
        _decide(meeting, proof)
    run = services.approve_distribution(distribution=Distribution.objects.get(pk=run.pk), by=supervisor)
    for number, method in enumerate((PaymentBatch.Method.BANK, PaymentBatch.Method.CASH), 1):
        batch = services.prepare_batch(distribution=run, number=number, method=method, by=treasurer)
        batch = services.approve_batch(batch=batch, by=supervisor)
        services.record_paid(batch=batch, paid_on=PAID, evidence=[proof])
    assert runs_hold(run.book) is None
    assert payable_agrees(run.book) is None


def _decide(meeting: Meeting, minutes: Evidence) -> None:
    meeting.refresh_from_db()
    if not meeting.is_frozen:
        charters.freeze_roll(meeting=meeting)
        meeting.refresh_from_db()
    if meeting.is_closed:
        return
    voters = list(meeting.voters.all())
    charters.mark_attendance(meeting=meeting, present=voters)
    for motion in meeting.motions.filter(carried=None):
        charters.record_votes(motion=motion, votes=dict.fromkeys(voters, "for"))
    charters.close_meeting(meeting=meeting, minutes=minutes, by=None)
