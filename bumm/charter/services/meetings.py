"""Calling a meeting: its agenda, its roll, and the freezing of both."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bumm.charter import exceptions as refusals
from bumm.charter import selectors
from bumm.charter.models import Charter, Meeting, Motion, Voter
from bumm.charter.models.charters import VotingRule
from bumm.people.models import Bumm, Party, User


@transaction.atomic
def call_meeting(
    *,
    bumm: Bumm,
    kind: str,
    held_on: dt.date,
    starts_at: dt.time,
    place: str,
    invited_on: dt.date,
    notice: str,
    by: User | None,
) -> Meeting:
    """Raises AlreadyFounded or NotFoundedYet where a meeting of this kind cannot be, and ShortNotice."""
    meeting = Meeting(
        bumm=bumm,
        kind=kind,
        held_on=held_on,
        starts_at=starts_at,
        place=place,
        invited_on=invited_on,
        notice=notice,
        called_by=by,
    )
    return _store(meeting)


@transaction.atomic
def change_meeting(*, meeting: Meeting, **details: Any) -> Meeting:
    """Change day, time, place or invitation before the roll is frozen. Raises as `call_meeting()`, or RollFrozen."""
    locked = _open(meeting)
    for name, value in details.items():
        setattr(locked, name, value)
    return _store(locked)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting) -> None:
    """Take a meeting back with its agenda and its roll. Raises RollFrozen."""
    _open(meeting).delete()


@transaction.atomic
def add_motion(
    *,
    meeting: Meeting,
    title: str,
    text: str,
    effect: str = Motion.Effect.NONE,
    charter: Charter | None = None,
    in_force_from: dt.date | None = None,
    reopen_back_to: dt.date | None = None,
) -> Motion:
    """Put a motion at the end of the agenda. Raises RollFrozen, or what `refuse_effect()` raises."""
    locked = _open(meeting)
    last = locked.motions.aggregate(last=Max("position"))["last"] or 0
    motion = Motion(
        meeting=locked,
        position=last + 1,
        title=title,
        text=text,
        effect=effect,
        charter=charter,
        in_force_from=in_force_from,
        reopen_back_to=reopen_back_to,
    )
    refuse_effect(motion)
    motion.full_clean()
    motion.save()
    return motion


@transaction.atomic
def withdraw_motion(*, motion: Motion) -> None:
    """Take a motion off the agenda; those after it move up. Raises RollFrozen."""
    locked = _open(motion.meeting)
    motion.delete()
    for position, later in enumerate(locked.motions.order_by("position"), 1):
        if later.position != position:
            later.position = position
            later.save(update_fields=["position"])


@transaction.atomic
def fill_roll(*, meeting: Meeting, weights: Mapping[Party, int]) -> None:
    """Make these parties the roll, each with so many votes. Raises RollFrozen, or HeadsCountOnce where heads count."""
    locked = _open(meeting)
    if selectors.voting_rule_of(locked) == VotingRule.HEAD and set(weights.values()) - {1}:
        raise refusals.HeadsCountOnce
    locked.voters.all().delete()
    Voter.objects.bulk_create(Voter(meeting=locked, party=party, weight=weight) for party, weight in weights.items())


@transaction.atomic
def freeze_roll(*, meeting: Meeting) -> Meeting:
    """Fix who may vote, on what, and by which rule: the charter's in force, or of the one that founds the BUMM.

    Raises RollFrozen, AnotherMeeting, EmptyAgenda, EmptyRoll, NoShareVotes, ShortNotice, NothingToFound,
    AlreadyFounded, NotFoundedYet, or what `refuse_effect()` raises.
    """
    Bumm.objects.select_for_update(no_key=True).get(pk=meeting.bumm_id)
    locked = _open(meeting)
    refuse_meeting(locked)
    rule = selectors.rule_of(locked)
    if rule is None:
        raise refusals.NothingToFound
    _refuse_freezing(locked)
    locked.roll_frozen_at = timezone.now()
    locked.voting_rule = selectors.voting_rule_of(locked)
    locked.quorum_bp, locked.majority, locked.charter_majority = rule.quorum_bp, rule.majority, rule.charter_majority
    locked.full_clean()
    locked.save()
    return locked


def refuse_meeting(meeting: Meeting) -> None:
    """Raises AlreadyFounded, NotFoundedYet or ShortNotice where the charter does not let this meeting be."""
    if meeting.kind == Meeting.Kind.FOUNDING:
        if Charter.objects.adopted().filter(bumm=meeting.bumm_id).exists():
            raise refusals.AlreadyFounded
    elif selectors.charter_in_force(meeting.bumm_id, meeting.held_on) is None:
        raise refusals.NotFoundedYet
    rule = selectors.rule_of(meeting)
    if rule and (meeting.held_on - meeting.invited_on).days < rule.notice_days:
        raise refusals.ShortNotice(rule.notice_days)


def refuse_effect(motion: Motion) -> None:
    """Raises where what a motion is to bring about could not be: NotADraftHere, SecondCharter, InForceTooEarly,
    InForceBeforeMeeting or NothingToReopen."""
    meeting = motion.meeting
    if motion.effect == Motion.Effect.ADOPT_CHARTER:
        _refuse_adoption(motion)
    elif motion.effect == Motion.Effect.REOPEN_PERIOD:
        closed = selectors.closed_through(meeting.bumm_id)
        if closed is None or (motion.reopen_back_to and motion.reopen_back_to >= closed):
            raise refusals.NothingToReopen


def _refuse_adoption(motion: Motion) -> None:
    meeting, charter, begins = motion.meeting, motion.charter, motion.in_force_from
    if charter is None or not charter.is_draft or charter.bumm_id != meeting.bumm_id:
        raise refusals.NotADraftHere
    if meeting.motions.filter(effect=Motion.Effect.ADOPT_CHARTER).exclude(pk=motion.pk).exists():
        raise refusals.SecondCharter
    if begins and begins < meeting.held_on:
        raise refusals.InForceBeforeMeeting(meeting.held_on)
    adopted = Charter.objects.adopted().filter(bumm=meeting.bumm_id)
    latest = adopted.aggregate(latest=Max("in_force_from"))["latest"]
    if begins and latest and begins <= latest:
        raise refusals.InForceTooEarly(latest)


def _refuse_freezing(meeting: Meeting) -> None:
    """Raises where agenda or roll are not ready, or another meeting of the BUMM is under way."""
    others = Meeting.objects.filter(bumm=meeting.bumm_id, roll_frozen_at__isnull=False, closed_at=None)
    if others.exists():
        raise refusals.AnotherMeeting
    motions = list(meeting.motions.select_related("charter"))
    if not motions:
        raise refusals.EmptyAgenda
    for motion in motions:
        motion.meeting = meeting
        refuse_effect(motion)
    if not meeting.voters.exists():
        by_share = selectors.voting_rule_of(meeting) == VotingRule.SHARE
        raise refusals.NoShareVotes if by_share else refusals.EmptyRoll
    if selectors.voting_rule_of(meeting) == VotingRule.HEAD and meeting.voters.exclude(weight=1).exists():
        raise refusals.HeadsCountOnce


def _open(meeting: Meeting) -> Meeting:
    """The meeting, locked, as long as its roll is not frozen."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.is_frozen:
        raise refusals.RollFrozen
    return locked


def _store(meeting: Meeting) -> Meeting:
    meeting.full_clean()
    refuse_meeting(meeting)
    meeting.save()
    return meeting
