"""Changes to people, groups and roles."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.core.exceptions import ValidationError
from django.db import connection

from bumm.people import identity, services
from bumm.people.exceptions import GradeRefused, InvalidNik, NikTaken
from bumm.people.models import (
    Assignment,
    Bumm,
    Group,
    Institution,
    Kelurahan,
    Membership,
    Party,
    Person,
    Role,
    User,
)
from tests.factories import (
    BummFactory,
    GroupFactory,
    InstitutionFactory,
    PersonFactory,
    TradeFactory,
    UserFactory,
    holder,
)

pytestmark = pytest.mark.django_db

NIK = "3372011708850001"
TODAY = dt.date(2013, 6, 1)


# --- What a new site knows already -----------------------------------------------------------------------------------


def test_the_city_and_the_roles_are_there() -> None:
    assert Kelurahan.objects.count() == 54
    assert set(Kelurahan.objects.values_list("kecamatan__name", flat=True)) == {
        "Laweyan",
        "Serengan",
        "Pasar Kliwon",
        "Jebres",
        "Banjarsari",
    }
    assert Kelurahan.objects.get(slug="tipes").kecamatan.name == "Serengan"
    assert Role.objects.count() == 12


# --- BUMM and groups -------------------------------------------------------------------------------------------------


def test_a_bumm_opens_with_its_three_divisions_and_its_auth_group() -> None:
    bumm = services.open_bumm(kelurahan=Kelurahan.objects.get(slug="tipes"), name="BUMM Tipes", postcode="57154")
    assert {division.kind for division in bumm.divisions.all()} == {"market", "production", "finance"}
    assert (bumm.auth_group.name, bumm.postcode) == ("BUMM: tipes", "57154")


def test_a_refused_bumm_leaves_nothing_behind() -> None:
    BummFactory(place="tipes")
    before = AuthGroup.objects.count()
    with pytest.raises(ValidationError):
        services.open_bumm(kelurahan=Kelurahan.objects.get(slug="tipes"), name="BUMM Tipes Dua")
    assert (Bumm.objects.count(), AuthGroup.objects.count()) == (1, before)


@pytest.mark.parametrize("wrong", [{"slug": "perca-melati"}, {"name": "KUBE Melati"}, {"rt": "1"}, {"kind": "other"}])
def test_a_refused_group_leaves_nothing_behind(wrong: dict[str, str]) -> None:
    GroupFactory(slug="perca-melati", name="KUBE Melati")
    before = AuthGroup.objects.count()
    with pytest.raises(ValidationError):
        GroupFactory(**wrong)
    assert (Group.objects.count(), AuthGroup.objects.count()) == (1, before)


def test_a_grade_is_given_where_nothing_is_found_and_taken_away_at_any_time() -> None:
    group = GroupFactory()
    with pytest.raises(GradeRefused, match="5"):
        services.grade_group(group=group, grade="growing")
    assert Group.objects.get().grade == ""
    keep_the_rules(group)
    services.grade_group(group=group, grade="growing")
    assert Group.objects.get().grade == "growing"
    Membership.objects.filter(office="chair").update(until=dt.date(2013, 1, 1))
    services.grade_group(group=group, grade="growing")  # the grade it has is no new one
    with pytest.raises(GradeRefused):
        services.grade_group(group=group, grade="advanced")
    services.grade_group(group=group, grade="")
    assert Group.objects.get().grade == ""


def keep_the_rules(group: Group) -> None:
    """Five households of the group's kelurahan, three officers."""
    for office in ["chair", "secretary", "treasurer", "member", "member"]:
        person = PersonFactory(household__kelurahan=group.kelurahan)
        services.join_group(person=person, group=group, since=dt.date(2012, 10, 1), office=office)


# --- Residents -------------------------------------------------------------------------------------------------------


def test_a_nik_is_stored_encrypted_and_shown_masked() -> None:
    person = services.register_person(name="Sumiyati", nik="3372 0117 0885 0001")
    person.refresh_from_db()
    assert person.masked_nik == "•" * 12 + "0001"
    assert identity.decrypt(person.nik_ciphertext) == NIK
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_person::text FROM people_person")
        row = cursor.fetchone()[0]
    assert NIK not in row
    assert NIK.encode().hex() not in row
    assert PersonFactory().masked_nik == ""


@pytest.mark.parametrize("nik", ["123", "3372019908850001", "NIK-saya"])
def test_a_wrong_nik_registers_nobody(nik: str) -> None:
    with pytest.raises(InvalidNik) as refusal:
        services.register_person(name="Sumiyati", nik=nik)
    assert not Person.objects.exists()
    assert nik not in str(refusal.value)


def test_a_nik_belongs_to_one_resident_however_it_is_typed() -> None:
    first, second = PersonFactory(nik=NIK), PersonFactory()
    with pytest.raises(NikTaken):
        services.register_person(name="Kembaran", nik=NIK)
    with pytest.raises(NikTaken):
        services.set_nik(person=second, nik="33.72.01.170885.0001")
    services.set_nik(person=first, nik=NIK)  # her own
    assert Person.objects.exclude(nik_hash=None).get() == first


def test_someone_joins_leaves_and_joins_again() -> None:
    person, group = PersonFactory(), GroupFactory()
    first = services.join_group(person=person, group=group, since=dt.date(2012, 10, 1))
    assert first.trade == group.trade
    with pytest.raises(ValidationError):
        services.join_group(person=person, group=group, since=TODAY)
    services.leave_group(membership=first, on=TODAY)
    services.join_group(person=person, group=group, since=TODAY, office="chair", trade=TradeFactory(slug="stove"))
    assert Membership.objects.count() == 2


def test_nobody_leaves_before_joining() -> None:
    membership = services.join_group(person=PersonFactory(), group=GroupFactory(), since=TODAY)
    with pytest.raises(ValidationError):
        services.leave_group(membership=membership, on=TODAY)
    membership.refresh_from_db()
    assert membership.until is None


def test_what_the_rules_of_membership_refuse_is_said_in_words() -> None:
    person, group = PersonFactory(), GroupFactory()
    first = services.join_group(person=person, group=group, since=TODAY, office="chair")
    for again in [{"person": person}, {"person": PersonFactory(), "office": "chair"}]:
        with pytest.raises(ValidationError) as refusal:
            services.join_group(**{"group": group, "since": TODAY, "person": person} | again)
        assert "membership_" not in str(refusal.value)
    with pytest.raises(ValidationError) as refusal:
        services.leave_group(membership=first, on=dt.date(2012, 1, 1))
    assert list(refusal.value.message_dict) == ["until"]


@pytest.mark.parametrize("kind", ["person", "group", "kelurahan", "institution"])
def test_each_owner_is_one_party(kind: str) -> None:
    owners: dict[str, Person | Group | Kelurahan | Institution] = {
        "person": PersonFactory(),
        "group": GroupFactory(),
        "kelurahan": Kelurahan.objects.get(slug="tipes"),
        "institution": InstitutionFactory(),
    }
    owner = owners[kind]
    party = services.party_of(owner)
    assert services.party_of(owner) == party
    assert getattr(party, kind) == owner
    assert str(party) == str(owner)
    assert Party.objects.count() == 1


# --- Roles -----------------------------------------------------------------------------------------------------------


def rights(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def give(user: User, role: str, **scope: Group | Bumm) -> Assignment:
    return services.assign(user=user, role=Role.objects.get(code=role), **scope)


def test_rights_come_and_go_with_the_role() -> None:
    user, group, bumm = UserFactory(), GroupFactory(slug="perca-melati"), BummFactory(place="tipes")
    admin, manager = give(user, "group_admin", group=group), give(user, "manager", bumm=bumm)
    assert rights(user) == {"Role: group_admin", "Group: perca-melati", "Role: manager", "BUMM: tipes"}
    services.end_assignment(assignment=admin)
    assert rights(user) == {"Role: manager", "BUMM: tipes"}
    services.end_assignment(assignment=manager)
    assert rights(user) == set()
    assert Assignment.objects.filter(user=user).exclude(ended_at=None).count() == 2


@pytest.mark.parametrize(
    ("role", "scope"),
    [("mentor", "group"), ("treasurer", "bumm"), ("supervisor", "bumm"), ("auditor", ""), ("kiosk_attendant", "")],
)
def test_these_roles_give_no_rights_on_pages(role: str, scope: str) -> None:
    """The groups of a group's admins and of a BUMM's managers hold rights on branches; these are in neither."""
    scopes = {"group": {"group": GroupFactory()}, "bumm": {"bumm": BummFactory()}, "": {}}
    user = holder(role, **scopes[scope])
    assert rights(user) == {f"Role: {role}"}


def test_one_of_two_groups_is_kept() -> None:
    user, groups = UserFactory(), [GroupFactory(slug="satu"), GroupFactory(slug="dua")]
    first, _second = [give(user, "group_admin", group=group) for group in groups]
    services.end_assignment(assignment=first)
    assert rights(user) == {"Role: group_admin", "Group: dua"}


def test_auth_groups_that_are_none_of_ours_are_left_alone() -> None:
    user, own = UserFactory(), AuthGroup.objects.create(name="Penerjemah")
    user.groups.add(own)
    services.end_assignment(assignment=give(user, "auditor"))
    assert rights(user) == {"Penerjemah"}


def test_rights_given_past_the_roles_go_with_the_next_change() -> None:
    user, group = UserFactory(), GroupFactory(slug="perca-melati")
    user.groups.add(group.auth_group, Role.objects.get(code="manager").auth_group)
    give(user, "auditor")
    assert rights(user) == {"Role: auditor"}


def test_others_keep_their_rights() -> None:
    group = GroupFactory(slug="perca-melati")
    other = holder("group_admin", group=group)
    services.end_assignment(assignment=give(UserFactory(), "group_admin", group=group))
    assert rights(other) == {"Role: group_admin", "Group: perca-melati"}


def test_an_administrator_may_everything_as_long_as_the_role_lasts() -> None:
    user = UserFactory()
    give(user, "auditor")
    first = give(user, "administrator")
    assert User.objects.get(pk=user.pk).is_superuser
    services.end_assignment(assignment=first)
    assert not User.objects.get(pk=user.pk).is_superuser
    services.end_assignment(assignment=give(user, "administrator"))
    assert not User.objects.get(pk=user.pk).is_superuser


def test_a_superuser_by_another_way_stays_one() -> None:
    """Whoever was made one on the server, before there were roles, is not shut out by a role of theirs."""
    user = UserFactory(is_superuser=True)
    services.end_assignment(assignment=give(user, "auditor"))
    assert User.objects.get(pk=user.pk).is_superuser


def test_a_role_ends_once() -> None:
    assignment = give(UserFactory(), "auditor")
    ended = services.end_assignment(assignment=assignment).ended_at
    assert services.end_assignment(assignment=assignment).ended_at == ended
    give(assignment.user, "auditor")
    assert Assignment.objects.active().count() == 1


@pytest.mark.parametrize("scope", [{}, {"bumm"}, {"group", "bumm"}])
def test_a_role_is_held_for_what_it_is_meant_for(scope: set[str]) -> None:
    given = {name: {"group": GroupFactory(), "bumm": BummFactory()}[name] for name in scope}
    user = UserFactory()
    with pytest.raises(ValidationError):
        give(user, "group_admin", **given)
    assert (rights(user), Assignment.objects.count()) == (set(), 0)


def test_nobody_holds_a_role_twice() -> None:
    user = UserFactory()
    give(user, "auditor")
    with pytest.raises(ValidationError):
        give(user, "auditor")
    assert Assignment.objects.count() == 1
