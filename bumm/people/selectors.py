"""Reads that join several models: what the KUBE rules find on a group, and whose rows a user may see."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bumm.people.models import Assignment, Group, Membership, Person, User

FEWEST_HOUSEHOLDS, MOST_HOUSEHOLDS = 5, 20


@dataclass(frozen=True)
class Finding:
    """One KUBE rule that a group does not keep. `rule` is its short name, `text` a sentence for the screen."""

    rule: str
    text: str


def findings(group: Group, on: dt.date | None = None) -> list[Finding]:
    """What the KUBE rules (Permensos 2/2019: one trade, one kelurahan, 5-20 households, no civil servant, army or
    police, three officers) find on a group as of a day, by default today."""
    day = on or timezone.localdate()
    members = list(current_memberships(group, day))
    return [
        *_households(members),
        *_one_trade(members, group),
        *_one_kelurahan(members, group),
        *_excluded_occupations(members),
        *_officers(members),
    ]


def current_memberships(group: Group, on: dt.date | None = None) -> QuerySet[Membership]:
    """Who belongs to a group on a day, by default today."""
    return (
        Membership.objects.filter(running_on(on or timezone.localdate()), group=group)
        .select_related("person__household__kelurahan", "trade")
        .order_by("since", "pk")
    )


def running_on(day: dt.date) -> Q:
    """A condition on Membership: those that hold on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def _households(members: list[Membership]) -> list[Finding]:
    count = len({member.person.household_id for member in members if member.person.household_id})
    if FEWEST_HOUSEHOLDS <= count <= MOST_HOUSEHOLDS:
        return []
    return [Finding("households", _("{count} households; a KUBE has 5 to 20.").format(count=count))]


def _one_trade(members: list[Membership], group: Group) -> list[Finding]:
    others = sorted({member.person.name for member in members if member.trade_id != group.trade_id})
    if not others:
        return []
    return [Finding("trade", _("Not in the group's trade: {names}.").format(names=", ".join(others)))]


def _one_kelurahan(members: list[Membership], group: Group) -> list[Finding]:
    elsewhere = sorted(
        {m.person.name for m in members if m.person.household and m.person.household.kelurahan_id != group.kelurahan_id}
    )
    homeless = sorted({member.person.name for member in members if not member.person.household_id})
    found = []
    if elsewhere:
        text = _("Living in another kelurahan: {names}.").format(names=", ".join(elsewhere))
        found.append(Finding("kelurahan", text))
    if homeless:
        text = _("No household recorded: {names}.").format(names=", ".join(homeless))
        found.append(Finding("household", text))
    return found


def _excluded_occupations(members: list[Membership]) -> list[Finding]:
    names = sorted({m.person.name for m in members if m.person.occupation in Person.EXCLUDED_FROM_KUBE})
    if not names:
        return []
    text = _("Civil servants, army and police may not be members: {names}.").format(names=", ".join(names))
    return [Finding("occupation", text)]


def _officers(members: list[Membership]) -> list[Finding]:
    held = {member.office for member in members}
    office = Membership.Office
    missing = [str(wanted.label) for wanted in (office.CHAIR, office.SECRETARY, office.TREASURER) if wanted not in held]
    if not missing:
        return []
    return [Finding("officers", _("Not chosen yet: {offices}.").format(offices=", ".join(missing)))]


def standing_grade(group: Group) -> str:
    """The grade that counts: the one given, as long as the KUBE rules are kept; "" otherwise."""
    return "" if findings(group) else group.grade


# Roles whose holders may see every group, and those who may see all residents too.
SEES_ALL_RESIDENTS = {"cooperative_officer", "auditor", "administrator"}
SEES_ALL_GROUPS = SEES_ALL_RESIDENTS | {"promotion_officer", "market_officer", "steward"}


def groups_visible_to(user: User) -> Q:
    """A condition on Group: the groups whose records this user may see."""
    return Q() if _holds_any(user, SEES_ALL_GROUPS) else _groups_in_care_of(user)


def memberships_visible_to(user: User) -> Q:
    """A condition on Membership: those in the groups that the user works with, or all."""
    if _holds_any(user, SEES_ALL_RESIDENTS):
        return Q()
    return Q(group__in=Group.objects.filter(_groups_in_care_of(user)))


def persons_visible_to(user: User) -> Q:
    """A condition on Person: members of the groups that the user works with, or all residents."""
    if _holds_any(user, SEES_ALL_RESIDENTS):
        return Q()
    return Q(pk__in=Membership.objects.filter(memberships_visible_to(user)).values("person"))


def households_visible_to(user: User) -> Q:
    """A condition on Household: where the residents live that the user may see."""
    if _holds_any(user, SEES_ALL_RESIDENTS):
        return Q()
    return Q(pk__in=Person.objects.filter(persons_visible_to(user)).values("household"))


def _holds_any(user: User, roles: set[str]) -> bool:
    return user.is_superuser or Assignment.objects.active().filter(user=user, role__in=roles).exists()


def _groups_in_care_of(user: User) -> Q:
    """Groups for which, or for whose selling BUMM, the user holds a role."""
    held = Assignment.objects.active().filter(user=user)
    return Q(pk__in=held.values("group")) | Q(selling_bumm__in=held.values("bumm"))
