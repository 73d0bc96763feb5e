"""The rules that the database itself keeps, each tried past every service and form."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from bumm.people.models import (
    Assignment,
    Bumm,
    Division,
    Group,
    Household,
    Institution,
    Kecamatan,
    Kelurahan,
    Membership,
    Party,
    Person,
    Role,
    User,
)
from tests.factories import BummFactory, GroupFactory, HouseholdFactory, InstitutionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        yield


# --- Memberships -----------------------------------------------------------------------------------------------------


def member(person: Person, group: Group, since: str, until: str | None = None, office: str = "member") -> Membership:
    dates = {"since": dt.date.fromisoformat(since), "until": dt.date.fromisoformat(until) if until else None}
    return Membership.objects.create(person=person, group=group, trade=group.trade, office=office, **dates)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2013-01-01", None),
        ("2012-06-01", None),
        ("2012-06-01", "2012-10-02"),
        ("2013-01-01", "2013-01-02"),
        ("2013-12-31", "2014-06-01"),
    ],
)
def test_nobody_is_in_a_group_twice_at_a_time(since: str, until: str | None) -> None:
    person, group = PersonFactory(), GroupFactory()
    member(person, group, "2012-10-01", "2014-01-01")
    with refused("membership_once_at_a_time"):
        member(person, group, since, until)


def test_one_membership_may_follow_another_and_groups_do_not_matter_to_each_other() -> None:
    person, group = PersonFactory(), GroupFactory()
    member(person, group, "2012-10-01", "2014-01-01")
    member(person, group, "2014-01-01")
    member(person, group, "2012-09-01", "2012-10-01")
    member(person, GroupFactory(), "2012-10-01")
    assert Membership.objects.count() == 4


@pytest.mark.parametrize("office", ["chair", "secretary", "treasurer"])
def test_an_office_has_one_holder_at_a_time(office: str) -> None:
    group = GroupFactory()
    member(PersonFactory(), group, "2012-10-01", "2014-01-01", office)
    with refused("membership_one_officer_at_a_time"):
        member(PersonFactory(), group, "2013-12-31", None, office)
    member(PersonFactory(), group, "2014-01-01", None, office)
    member(PersonFactory(), GroupFactory(), "2012-10-01", None, office)
    assert Membership.objects.filter(office=office).count() == 3


def test_there_are_many_plain_members() -> None:
    group = GroupFactory()
    for _ in range(3):
        member(PersonFactory(), group, "2012-10-01")
    assert group.memberships.count() == 3


@pytest.mark.parametrize("until", ["2012-10-01", "2012-09-30"])
def test_a_membership_ends_after_it_begins(until: str) -> None:
    # A range that ends before it begins is no range at all, which PostgreSQL says before any constraint is asked.
    with pytest.raises(DatabaseError, match=r"membership_ends_after_it_begins|range lower bound"), transaction.atomic():
        member(PersonFactory(), GroupFactory(), "2012-10-01", until)


def test_other_offices_are_unknown() -> None:
    with refused("membership_office_is_known"):
        member(PersonFactory(), GroupFactory(), "2012-10-01", None, "king")


# --- Owners ----------------------------------------------------------------------------------------------------------


OWNERS: dict[str, Callable[[], Any]] = {
    "person": PersonFactory,
    "group": GroupFactory,
    "kelurahan": lambda: Kelurahan.objects.get(slug="tipes"),
    "institution": InstitutionFactory,
}


def test_a_party_is_somebody() -> None:
    with refused("party_is_exactly_one"):
        Party.objects.create()


@pytest.mark.parametrize("first", OWNERS)
@pytest.mark.parametrize("second", OWNERS)
def test_a_party_is_one_and_one_only(first: str, second: str) -> None:
    if first == second:
        owner = OWNERS[first]()
        Party.objects.create(**{first: owner})
        with refused("_key|_uniq"):
            Party.objects.create(**{first: owner})
    else:
        with refused("party_is_exactly_one"):
            Party.objects.create(**{first: OWNERS[first](), second: OWNERS[second]()})


# --- Accounts and roles ----------------------------------------------------------------------------------------------


def test_an_e_mail_address_is_one_account_in_any_case_but_may_be_missing() -> None:
    UserFactory(email="sri@example.org")
    with refused("user_email_once"):
        User.objects.create(username="lain", email="Sri@Example.org")
    for name in ["satu", "dua"]:
        User.objects.create(username=name, email="")


def test_a_user_name_is_one_account_in_any_case() -> None:
    UserFactory(username="melati")
    with refused("user_name_once_in_any_case"):
        User.objects.create(username="Melati")


def test_a_phone_is_one_account_however_it_is_written_but_may_be_missing() -> None:
    UserFactory(phone="0812-0000-0101")
    with refused("phone"):
        User.objects.create(username="lain", phone="+62 812 0000 0101")
    for name in ["satu", "dua"]:
        User.objects.create(username=name, phone=None)


def role(code: str) -> Role:
    return Role.objects.get(code=code)


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("group_admin", "group"),
        ("mentor", "group"),
        ("treasurer", "bumm"),
        ("manager", "bumm"),
        ("supervisor", "bumm"),
        *(
            (code, "")
            for code in [
                "kiosk_attendant",
                "promotion_officer",
                "market_officer",
                "cooperative_officer",
                "steward",
                "auditor",
                "administrator",
            ]
        ),
    ],
)
def test_a_role_is_held_for_its_own_kind_of_scope(code: str, fits: str) -> None:
    group, bumm = GroupFactory(), BummFactory()
    scopes: dict[str, dict[str, Any]] = {
        "": {},
        "group": {"group": group},
        "bumm": {"bumm": bumm},
        "both": {"group": group, "bumm": bumm},
    }
    for kind, scope in scopes.items():
        if kind == fits:
            Assignment.objects.create(user=UserFactory(), role=role(code), **scope)
        else:
            with refused("assignment_scope_fits_role"):
                Assignment.objects.create(user=UserFactory(), role=role(code), **scope)


def test_every_role_is_in_the_table_above() -> None:
    """A new role must be told apart by the constraint, or it could be held for anything."""
    mark = next(mark for mark in test_a_role_is_held_for_its_own_kind_of_scope.pytestmark)  # type: ignore[attr-defined]
    scopes = {"": {"kiosk", "city"}, "group": {"group"}, "bumm": {"bumm"}}
    table = {code: scopes[fits] for code, fits in mark.args[1]}
    assert set(table) == set(Role.objects.values_list("code", flat=True))
    assert all(found.scope in table[found.code] for found in Role.objects.all())


def test_a_role_is_held_once_until_it_ends() -> None:
    user, group = UserFactory(), GroupFactory()
    city, local = {"role": role("auditor")}, {"role": role("group_admin"), "group": group}
    for scope in [city, local]:
        first = Assignment.objects.create(user=user, **scope)
        with refused("assignment_once"):
            Assignment.objects.create(user=user, **scope)
        Assignment.objects.filter(pk=first.pk).update(ended_at=first.started_at)
        Assignment.objects.create(user=user, **scope)
    Assignment.objects.create(user=user, role=role("group_admin"), group=GroupFactory())


# --- Places, households, groups --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["33.72", "33.72.1", "33.73.01", "33.72.011", "33-72-01", " 33.72.01"])
def test_a_kecamatan_is_of_surakarta(code: str) -> None:
    with pytest.raises(DatabaseError, match=r"kecamatan_code_is_of_surakarta|too long"), transaction.atomic():
        Kecamatan.objects.create(code=code, name="Baru")


@pytest.mark.parametrize("code", ["33.72.01.2001", "33.72.01.101", "33.73.01.1001", "337201.1001"])
def test_a_kelurahan_is_of_surakarta(code: str) -> None:
    with refused("kelurahan_code_is_of_surakarta"):
        Kelurahan.objects.create(code=code, name="Baru", slug="baru", kecamatan=Kecamatan.objects.first())


@pytest.mark.parametrize(("rt", "rw"), [("1", "002"), ("001", "2"), ("00a", "002"), ("", "")])
def test_rt_and_rw_have_three_digits(rt: str, rw: str) -> None:
    household, group = HouseholdFactory(), GroupFactory()
    with refused("household_rt_rw_three_digits"):
        Household.objects.filter(pk=household.pk).update(rt=rt, rw=rw)
    with refused("group_rt_rw_three_digits"):
        Group.objects.filter(pk=group.pk).update(rt=rt, rw=rw)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "club"}, "group_kind_is_known"),
        ({"status": "fine"}, "group_status_is_known"),
        ({"grade": "best"}, "group_grade_is_known"),
    ],
)
def test_kinds_states_and_grades_are_known(change: dict[str, str], constraint: str) -> None:
    group = GroupFactory()
    with refused(constraint):
        Group.objects.filter(pk=group.pk).update(**change)


def test_a_bumm_is_one_a_kelurahan_and_has_each_division_once() -> None:
    bumm = BummFactory(place="tipes")
    with refused("kelurahan"):
        Bumm.objects.create(kelurahan=bumm.kelurahan, name="Lain", auth_group=GroupFactory().auth_group)
    with refused("division_once_a_bumm"):
        Division.objects.create(bumm=bumm, kind="market")
    with refused("division_kind_is_known"):
        Division.objects.create(bumm=bumm, kind="war")


def test_an_institution_is_not_merged_into_itself() -> None:
    institution = InstitutionFactory()
    with refused("institution_not_merged_into_itself"):
        Institution.objects.filter(pk=institution.pk).update(merged_into=institution.pk)


def test_a_nik_has_both_cipher_and_print_or_neither_and_one_owner() -> None:
    person, other = PersonFactory(nik="3372011708850001"), PersonFactory()
    with refused("person_nik_has_cipher_and_hash"):
        Person.objects.filter(pk=person.pk).update(nik_ciphertext=None)
    with refused("person_nik_has_cipher_and_hash"):
        Person.objects.filter(pk=person.pk).update(nik_hash=None)
    with refused("nik_hash"):
        Person.objects.filter(pk=other.pk).update(nik_hash=person.nik_hash, nik_ciphertext=b"x")


def test_what_others_stand_on_is_not_deleted() -> None:
    group = GroupFactory()
    membership = member(PersonFactory(), group, "2012-10-01")
    for row in [group, membership.person, membership.trade, group.kelurahan, group.selling_bumm, group.auth_group]:
        with pytest.raises(ProtectedError):
            row.delete()


def test_the_constraints_are_in_the_database_and_not_only_in_django() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        found = {name for (name,) in cursor.fetchall()}
    assert found >= {"membership_once_at_a_time", "membership_one_officer_at_a_time"}
