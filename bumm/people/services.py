"""Every change to people, groups and roles. Each function is one transaction."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group as AuthGroup
from django.db import transaction
from django.utils import timezone

from bumm.people import identity, selectors
from bumm.people.exceptions import GradeRefused, InvalidNik, NikTaken
from bumm.people.models import (
    Assignment,
    Bumm,
    Division,
    Group,
    Household,
    Institution,
    Kelurahan,
    Membership,
    Party,
    Person,
    Role,
    Trade,
    User,
)

ADMINISTRATOR = "administrator"


@transaction.atomic
def open_bumm(*, kelurahan: Kelurahan, name: str, **details: Any) -> Bumm:
    """Open the enterprise of a kelurahan with its three divisions, and the auth group of those who manage it."""
    bumm = Bumm(kelurahan=kelurahan, name=name, auth_group=AuthGroup(name=f"BUMM: {kelurahan.slug}"), **details)
    bumm.full_clean(exclude=["auth_group"])
    bumm.auth_group.save()
    bumm.auth_group_id = bumm.auth_group.pk
    bumm.save()
    Division.objects.bulk_create(Division(bumm=bumm, kind=kind) for kind in Division.Kind)
    return bumm


@transaction.atomic
def create_group(
    *, name: str, slug: str, kelurahan: Kelurahan, trade: Trade, kind: str, selling_bumm: Bumm, **details: Any
) -> Group:
    """Create a joint business group with the auth group of those who keep its listings."""
    group = Group(
        name=name,
        slug=slug,
        kelurahan=kelurahan,
        trade=trade,
        kind=kind,
        selling_bumm=selling_bumm,
        auth_group=AuthGroup(name=f"Group: {slug}"),
        **details,
    )
    group.full_clean(exclude=["auth_group"])
    group.auth_group.save()
    group.auth_group_id = group.auth_group.pk
    group.save()
    return group


@transaction.atomic
def grade_group(*, group: Group, grade: str) -> Group:
    """Give a group its grade, or take it away with "". Raises GradeRefused while the KUBE rules are not met."""
    refuse_grade(group=group, grade=grade)
    group.grade = grade
    group.full_clean()
    group.save(update_fields=["grade"])
    return group


def refuse_grade(*, group: Group, grade: str) -> None:
    """Raises GradeRefused where findings stand against a new grade."""
    is_new = grade and grade != Group.objects.values_list("grade", flat=True).get(pk=group.pk)
    if is_new and (findings := selectors.findings(group)):
        raise GradeRefused([finding.text for finding in findings])


@transaction.atomic
def register_person(
    *, name: str, household: Household | None = None, occupation: str = Person.Occupation.OTHER, **details: Any
) -> Person:
    """Record a resident. `nik`, if given, is checked and stored encrypted; raises InvalidNik or NikTaken."""
    nik = details.pop("nik", "")
    person = Person(name=name, household=household, occupation=occupation, **details)
    person.full_clean()
    person.save()
    if nik:
        set_nik(person=person, nik=nik)
    return person


@transaction.atomic
def set_nik(*, person: Person, nik: str) -> Person:
    """Store a resident's identity number, encrypted. Raises InvalidNik or NikTaken; nothing is stored then."""
    digits = refuse_nik(nik=nik, person=person)
    person.nik_ciphertext, person.nik_hash = identity.encrypt(digits), identity.fingerprint(digits)
    person.save(update_fields=["nik_ciphertext", "nik_hash"])
    return person


def refuse_nik(*, nik: str, person: Person) -> str:
    """The sixteen digits of an identity number; raises InvalidNik, or NikTaken where another resident has it."""
    try:
        digits = identity.normalise(nik)
    except ValueError as error:
        raise InvalidNik from error
    if Person.objects.filter(nik_hash=identity.fingerprint(digits)).exclude(pk=person.pk).exists():
        raise NikTaken
    return digits


@transaction.atomic
def join_group(
    *, person: Person, group: Group, since: dt.date, trade: Trade | None = None, office: str = Membership.Office.MEMBER
) -> Membership:
    """Let someone join a group. What the KUBE rules say of it shows as a finding; the database keeps the rest:
    one membership at a time, one holder of each office."""
    membership = Membership(person=person, group=group, since=since, trade=trade or group.trade, office=office)
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def leave_group(*, membership: Membership, on: dt.date) -> Membership:
    """End a membership; `on` is the first day that is no longer part of it."""
    membership.until = on
    membership.full_clean()
    membership.save(update_fields=["until"])
    return membership


@transaction.atomic
def party_of(owner: Person | Group | Kelurahan | Institution) -> Party:
    """The one Party that stands for this owner, made when first asked for."""
    kind: dict[str, Any] = {type(owner).__name__.lower(): owner}
    party, _created = Party.objects.get_or_create(**kind)
    return party


@transaction.atomic
def assign(*, user: User, role: Role, group: Group | None = None, bumm: Bumm | None = None) -> Assignment:
    """Give a user a role. The rights follow in the same transaction."""
    assignment = Assignment(user=user, role=role, group=group, bumm=bumm)
    assignment.full_clean()
    assignment.save()
    _let_rights_follow(user)
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment) -> Assignment:
    """Take a role back. It stays on record; its rights are gone at once."""
    if assignment.ended_at is None:
        assignment.ended_at = timezone.now()
        assignment.save(update_fields=["ended_at"])
        _let_rights_follow(assignment.user)
    return assignment


def _let_rights_follow(user: User) -> None:
    """Make the user's auth groups those of the active assignments, and leave all other auth groups alone."""
    active = Assignment.objects.active().filter(user=user).select_related("role", "group", "bumm")
    wanted: set[int] = set()
    for assignment in active:
        wanted.add(assignment.role.auth_group_id)
        if assignment.group and assignment.role_id == "group_admin":
            wanted.add(assignment.group.auth_group_id)
        if assignment.bumm and assignment.role_id == "manager":
            wanted.add(assignment.bumm.auth_group_id)
    managed = AuthGroup.objects.exclude(role=None, people_group=None, bumm=None)
    user.groups.remove(*managed.exclude(pk__in=wanted))
    user.groups.add(*wanted)
    was_administrator = Assignment.objects.filter(user=user, role_id=ADMINISTRATOR).exists()
    if was_administrator:
        user.is_superuser = any(assignment.role_id == ADMINISTRATOR for assignment in active)
        user.save(update_fields=["is_superuser"])
