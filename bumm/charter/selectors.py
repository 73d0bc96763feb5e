"""Reads that join several models: which charter is in force, by which rule a meeting decides, and who may see what."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from bumm.charter.models import Charter, Meeting, Motion
from bumm.charter.models.charters import VotingRule
from bumm.charter.percent import WHOLE
from bumm.ledger.models import Book
from bumm.people.models import Assignment, Bumm, Group, Person, User

NAMES = ["party__person", "party__group", "party__kelurahan", "party__institution"]  # what a voter's name is read from


def charter_in_force(bumm: Bumm | int, on: dt.date | None = None) -> Charter | None:
    """The charter of a BUMM on a day, by default today: its latest that had come into force by then."""
    day = on or timezone.localdate()
    return Charter.objects.adopted().filter(bumm=bumm, in_force_from__lte=day).order_by("-in_force_from").first()


def rule_of(meeting: Meeting) -> Charter | None:
    """The charter that a meeting decides by: the one in force on its day; of a founding meeting the draft that it is to
    adopt, and None while that is not on its agenda."""
    if meeting.kind != Meeting.Kind.FOUNDING:
        return charter_in_force(meeting.bumm_id, meeting.held_on)
    if not meeting.pk:
        return None
    return Charter.objects.filter(motions__meeting=meeting, motions__effect=Motion.Effect.ADOPT_CHARTER).first()


def voting_rule_of(meeting: Meeting) -> str:
    """How votes are counted in a meeting. A founding meeting counts heads: there are no shares yet."""
    if meeting.voting_rule:
        return meeting.voting_rule
    rule = None if meeting.kind == Meeting.Kind.FOUNDING else rule_of(meeting)
    return rule.voting_rule if rule else VotingRule.HEAD


def closed_through(bumm: Bumm | int) -> dt.date | None:
    """The last closed day of a BUMM's book; None where nothing is closed, or no book is open yet."""
    return Book.objects.filter(bumm=bumm).values_list("closed_through", flat=True).first()


@dataclass(frozen=True)
class Quorum:
    """Votes on a roll, of those the ones present, and how many must be."""

    present: int
    roll: int
    basis_points: int

    @property
    def is_reached(self) -> bool:
        return self.present * WHOLE >= self.basis_points * self.roll

    @property
    def needed(self) -> int:
        return -(-self.basis_points * self.roll // WHOLE)


def quorum_of(meeting: Meeting) -> Quorum:
    """Of a meeting with a frozen roll."""
    sums = meeting.voters.aggregate(roll=Sum("weight"), present=Sum("weight", filter=Q(attended=True)))
    return Quorum(sums["present"] or 0, sums["roll"] or 0, meeting.quorum_bp or WHOLE)


def residents_of(bumm: Bumm) -> QuerySet[Person]:
    """Those who live in the BUMM's kelurahan, by name."""
    return Person.objects.filter(household__kelurahan=bumm.kelurahan_id).select_related("household").order_by("name")


def groups_of(bumm: Bumm) -> QuerySet[Group]:
    """The groups that the BUMM sells for, by name."""
    return Group.objects.filter(selling_bumm=bumm).order_by("name")


# Roles whose holders see the charters and meetings of every BUMM, those who see every roll, and who runs meetings.
SEES_ALL = {"steward", "auditor", "cooperative_officer"}
SEES_ALL_ROLLS = {"steward", "auditor"}


def visible_to(user: User) -> Q:
    """A condition on charters, meetings and resolutions: all, or those of the BUMM that the user works for."""
    return Q() if _holds_any(user, SEES_ALL) else Q(bumm__in=bumm_of(user))


def rolls_visible_to(user: User) -> Q:
    """A condition on meetings: residents' names on a roll are for those who run or watch over the meeting."""
    if _holds_any(user, SEES_ALL_ROLLS):
        return Q()
    return Q(bumm__in=bumm_of(user, "manager", "treasurer", "supervisor"))


def meetings_run_by(user: User) -> Q:
    """A condition on meetings: a steward runs all, a manager those of the own BUMM."""
    return Q() if _holds_any(user, {"steward"}) else Q(bumm__in=bumm_of(user, "manager"))


def bumm_run_by(user: User) -> QuerySet[Bumm]:
    """The BUMM for which the user may call a meeting."""
    if _holds_any(user, {"steward"}):
        return Bumm.objects.all()
    return Bumm.objects.filter(pk__in=bumm_of(user, "manager"))


def _holds_any(user: User, roles: set[str]) -> bool:
    return user.is_superuser or not roles.isdisjoint(user.active_roles)


def bumm_of(user: User, *roles: str) -> QuerySet[Assignment, int | None]:
    """The keys of the BUMM that the user works for, in these roles or in any."""
    held = Assignment.objects.active().filter(user=user, bumm__isnull=False)
    return (held.filter(role__in=roles) if roles else held).values_list("bumm", flat=True)
