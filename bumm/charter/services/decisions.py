"""What a meeting decides: who is there, how they vote, and what closing it brings about."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from bumm.charter import exceptions as refusals
from bumm.charter import selectors
from bumm.charter.models import Meeting, Motion, Resolution, Vote, Voter
from bumm.charter.models.charters import Majority
from bumm.ledger.models import Book, Evidence
from bumm.ledger.services import reopen_period
from bumm.people.models import Bumm, User


@transaction.atomic
def mark_attendance(*, meeting: Meeting, present: Collection[Voter]) -> None:
    """These of the roll are there, and no others. Raises RollNotFrozen, MeetingClosed, NotHeldYet or HasVoted."""
    locked = _under_way(meeting)
    keys = {voter.pk for voter in present}
    gone = locked.voters.filter(attended=True).exclude(pk__in=keys)
    voted = gone.filter(votes__isnull=False).distinct().select_related(*selectors.NAMES)
    if names := [str(voter) for voter in voted]:
        raise refusals.HasVoted(names)
    gone.update(attended=False)
    locked.voters.filter(attended=False, pk__in=keys).update(attended=True)


@transaction.atomic
def record_votes(*, motion: Motion, votes: Mapping[Voter, str]) -> Motion:
    """Store how those present voted on a motion, all at once, and whether it is carried.

    Raises RollNotFrozen, MeetingClosed, NotHeldYet, MotionDecided, NoQuorum or AbsentVoter.
    """
    meeting = _under_way(motion.meeting)
    asked = Motion.objects.select_for_update().get(pk=motion.pk)
    refuse_vote(asked)
    attended = set(meeting.voters.filter(attended=True).values_list("pk", flat=True))
    if not {voter.pk for voter in votes} <= attended:
        raise refusals.AbsentVoter
    Vote.objects.bulk_create(Vote(motion=asked, voter=voter, choice=choice) for voter, choice in votes.items())
    return _count(asked, meeting)


@transaction.atomic
def close_meeting(*, meeting: Meeting, minutes: Evidence, by: User | None) -> list[Resolution]:
    """Close a meeting with its minutes: each carried motion becomes a resolution, and takes effect.

    Raises RollNotFrozen, MeetingClosed or NotHeldYet; and what the books raise where a period cannot be opened again.
    """
    bumm = Bumm.objects.select_for_update(no_key=True, of=("self",)).select_related("kelurahan").get(pk=meeting.bumm_id)
    locked = _under_way(meeting)
    locked.minutes, locked.closed_at, locked.closed_by = minutes, timezone.now(), by
    locked.save(update_fields=["minutes", "closed_at", "closed_by"])
    year = locked.held_on.year
    number = Resolution.objects.filter(bumm=bumm, year=year).aggregate(last=Max("number"))["last"] or 0
    resolutions = []
    for motion in locked.motions.filter(carried=True).select_related("charter").order_by("position"):
        number += 1
        resolution = Resolution(motion=motion, bumm=bumm, year=year, number=number, adopted_on=locked.held_on)
        resolution.reference = f"RES-{bumm.kelurahan.slug.upper()}-{year}-{number}"
        resolution.full_clean()
        resolution.save()
        _take_effect(resolution, by)
        resolutions.append(resolution)
    return resolutions


def refuse_unless_under_way(meeting: Meeting) -> None:
    """A meeting is held once its roll is frozen and its day has come, until it is closed. Raises what is not so."""
    if not meeting.is_frozen:
        raise refusals.RollNotFrozen
    if meeting.is_closed:
        raise refusals.MeetingClosed
    if meeting.held_on > timezone.localdate():
        raise refusals.NotHeldYet(meeting.held_on)


def refuse_vote(motion: Motion) -> None:
    """Raises MotionDecided, or NoQuorum with the votes that are there and that must be."""
    if motion.carried is not None:
        raise refusals.MotionDecided
    quorum = selectors.quorum_of(motion.meeting)
    if not quorum.is_reached:
        raise refusals.NoQuorum(quorum.present, quorum.roll, quorum.needed)


def _under_way(meeting: Meeting) -> Meeting:
    """The meeting, locked, while it is being held."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    refuse_unless_under_way(locked)
    return locked


def _count(motion: Motion, meeting: Meeting) -> Motion:
    sums = dict(motion.votes.order_by().values_list("choice").annotate(Sum("voter__weight")))
    choice = Vote.Choice
    yes, nay, none = (sums.get(name, 0) for name in (choice.FOR, choice.AGAINST, choice.ABSTAIN))
    adopts = motion.effect == Motion.Effect.ADOPT_CHARTER
    needed = meeting.charter_majority if adopts else meeting.majority
    motion.votes_for, motion.votes_against, motion.abstained = yes, nay, none
    motion.carried = Majority(str(needed)).is_reached(yes, nay)
    motion.save(update_fields=["votes_for", "votes_against", "abstained", "carried"])
    return motion


def _take_effect(resolution: Resolution, by: User | None) -> None:
    motion = resolution.motion
    if motion.effect == Motion.Effect.ADOPT_CHARTER and motion.charter:
        motion.charter.in_force_from, motion.charter.resolution = motion.in_force_from, resolution
        motion.charter.save(update_fields=["in_force_from", "resolution"])
    elif motion.effect == Motion.Effect.REOPEN_PERIOD:
        book = Book.objects.get(bumm=resolution.bumm)
        reopen_period(book=book, back_to=motion.reopen_back_to, resolution=resolution.reference, by=by)
