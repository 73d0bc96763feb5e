"""What the KUBE rules find on a group, and whose records a user may see."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import Q

from bumm.people import selectors, services
from bumm.people.models import Group, Household, Membership, Person, Role, User
from tests.factories import (
    BummFactory,
    GroupFactory,
    HouseholdFactory,
    MembershipFactory,
    PersonFactory,
    TradeFactory,
    UserFactory,
    holder,
)

pytestmark = pytest.mark.django_db

OFFICES = ["chair", "secretary", "treasurer"]
FOUNDED = dt.date(2012, 10, 1)


def join(group: Group, person: Person | None = None, *, office: str = "member", since: dt.date = FOUNDED) -> Membership:
    return MembershipFactory(person=person or PersonFactory(), group=group, office=office, since=since)


def group_of(households: int) -> Group:
    """A group of so many households of its kelurahan, one member each, the first three its officers."""
    group = GroupFactory()
    for number in range(households):
        join(group, office=OFFICES[number] if number < len(OFFICES) else "member")
    return group


def rules(group: Group, on: dt.date | None = None) -> list[str]:
    return [finding.rule for finding in selectors.findings(group, on)]


def text_of(group: Group, rule: str) -> str:
    return next(finding.text for finding in selectors.findings(group) if finding.rule == rule)


# --- Each rule alone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("households", "found"), [(4, ["households"]), (5, []), (20, []), (21, ["households"])])
def test_a_kube_has_five_to_twenty_households(households: int, found: list[str]) -> None:
    group = group_of(households)
    assert rules(group) == found
    if found:
        assert str(households) in text_of(group, "households")


def test_households_are_counted_and_not_heads() -> None:
    group = group_of(4)
    join(group, PersonFactory(household=Household.objects.first()))
    assert group.memberships.count() == 5
    assert rules(group) == ["households"]


def test_members_share_the_trade_of_the_group() -> None:
    group = group_of(5)
    services.join_group(
        person=PersonFactory(name="Tukang Kompor"), group=group, since=FOUNDED, trade=TradeFactory(slug="stove")
    )
    assert rules(group) == ["trade"]
    assert "Tukang Kompor" in text_of(group, "trade")


def test_members_live_in_the_kelurahan_of_the_group() -> None:
    group = group_of(5)
    join(group, PersonFactory(name="Warga Sebelah", household=HouseholdFactory(place="serengan")))
    assert rules(group) == ["kelurahan"]
    assert "Warga Sebelah" in text_of(group, "kelurahan")


def test_a_member_without_a_household_counts_for_none() -> None:
    group = group_of(5)
    join(group, PersonFactory(name="Tanpa Alamat", household=None))
    assert rules(group) == ["household"]
    assert "Tanpa Alamat" in text_of(group, "household")


@pytest.mark.parametrize("occupation", ["civil_servant", "army", "police"])
def test_servants_of_the_state_are_no_members(occupation: str) -> None:
    group = group_of(5)
    join(group, PersonFactory(name="Abdi Negara", occupation=occupation))
    assert rules(group) == ["occupation"]
    assert "Abdi Negara" in text_of(group, "occupation")


@pytest.mark.parametrize("occupation", ["artisan", "pedicab_driver", "student", "retired", "other"])
def test_everyone_else_may_be(occupation: str) -> None:
    group = group_of(5)
    join(group, PersonFactory(occupation=occupation))
    assert rules(group) == []


@pytest.mark.parametrize("missing", OFFICES)
def test_a_group_has_three_officers(missing: str) -> None:
    group = group_of(6)
    group.memberships.filter(office=missing).update(office="member")
    assert rules(group) == ["officers"]
    assert text_of(group, "officers").count(",") == 0


# --- Together, and in time -------------------------------------------------------------------------------------------


def test_all_that_is_wrong_is_found() -> None:
    group = GroupFactory()
    elsewhere = PersonFactory(household=HouseholdFactory(place="serengan"), occupation="police")
    services.join_group(person=elsewhere, group=group, since=FOUNDED, trade=TradeFactory(slug="stove"))
    join(group, PersonFactory(household=None))
    assert rules(group) == ["households", "trade", "kelurahan", "household", "occupation", "officers"]


def test_an_empty_group_has_no_household_and_no_officer() -> None:
    assert rules(GroupFactory()) == ["households", "officers"]


def test_findings_are_those_of_a_day() -> None:
    group = group_of(4)
    late = join(group, since=dt.date(2013, 3, 1))
    services.leave_group(membership=late, on=dt.date(2013, 9, 1))
    days = {
        dt.date(2012, 9, 30): ["households", "officers"],  # before it was founded
        dt.date(2013, 2, 28): ["households"],
        dt.date(2013, 3, 1): [],
        dt.date(2013, 8, 31): [],
        dt.date(2013, 9, 1): ["households"],  # the first day without
    }
    assert {day: rules(group, day) for day in days} == days
    assert rules(group) == ["households"]


def test_a_grade_stands_only_as_long_as_nothing_is_found() -> None:
    group = group_of(5)
    services.grade_group(group=group, grade="developing")
    assert selectors.standing_grade(group) == "developing"
    services.leave_group(membership=group.memberships.get(office="chair"), on=dt.date(2013, 1, 1))
    group.refresh_from_db()
    assert (group.grade, selectors.standing_grade(group)) == ("developing", "")


def test_findings_take_one_query(django_assert_num_queries: Callable[[int], object]) -> None:
    group = group_of(5)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        selectors.findings(group)


# --- Whose records a user may see ------------------------------------------------------------------------------------


@pytest.fixture
def city() -> dict[str, Group]:
    """Two groups of BUMM Tipes and one of BUMM Mojosongo, a member in each."""
    bumms = {"melati": BummFactory(place="tipes"), "kenanga": BummFactory(place="tipes")}
    bumms["sangkar"] = BummFactory(place="mojosongo")
    groups = {slug: GroupFactory(slug=slug, selling_bumm=bumm) for slug, bumm in bumms.items()}
    for slug, group in groups.items():
        place = group.kelurahan.slug
        join(group, PersonFactory(name=f"Warga {slug}", household=HouseholdFactory(code=f"kk-{slug}", place=place)))
    PersonFactory(name="Bukan anggota", household=HouseholdFactory(code="kk-lain"))
    return groups


ALL = {"melati", "kenanga", "sangkar"}
# role and what it is held for: whose groups it sees, and whose residents
SEEN: dict[tuple[str, str], tuple[set[str], set[str]]] = {
    ("group_admin", "melati"): ({"melati"}, {"melati"}),
    ("mentor", "kenanga"): ({"kenanga"}, {"kenanga"}),
    ("manager", "tipes"): ({"melati", "kenanga"}, {"melati", "kenanga"}),
    ("treasurer", "tipes"): ({"melati", "kenanga"}, {"melati", "kenanga"}),
    ("supervisor", "mojosongo"): ({"sangkar"}, {"sangkar"}),
    ("kiosk_attendant", ""): (set(), set()),
    **{(role, ""): (ALL, set()) for role in ["promotion_officer", "market_officer", "steward"]},
    **{(role, ""): (ALL, ALL) for role in ["cooperative_officer", "auditor", "administrator"]},
}


def in_role(role: str, scope: str, city: dict[str, Group]) -> User:
    if scope in city:
        return holder(role, group=city[scope])
    return holder(role, bumm=BummFactory(place=scope) if scope else None)


@pytest.mark.parametrize(("role", "scope"), SEEN)
def test_each_role_sees_the_groups_and_residents_of_its_scope(role: str, scope: str, city: dict[str, Group]) -> None:
    user = in_role(role, scope, city)
    groups, residents = SEEN[role, scope]
    strangers = residents == ALL
    assert slugs(selectors.groups_visible_to(user)) == groups
    members = Membership.objects.filter(selectors.memberships_visible_to(user))
    assert {member.group.slug for member in members} == residents
    persons = set(Person.objects.filter(selectors.persons_visible_to(user)).values_list("name", flat=True))
    assert persons == {f"Warga {slug}" for slug in residents} | ({"Bukan anggota"} if strangers else set())
    households = set(Household.objects.filter(selectors.households_visible_to(user)).values_list("code", flat=True))
    assert households == {f"kk-{slug}" for slug in residents} | ({"kk-lain"} if strangers else set())


def slugs(condition: Q) -> set[str]:
    return set(Group.objects.filter(condition).values_list("slug", flat=True))


def test_a_role_that_has_ended_shows_nothing(city: dict[str, Group]) -> None:
    user = in_role("group_admin", "melati", city)
    services.end_assignment(assignment=user.assignments.get())
    assert slugs(selectors.groups_visible_to(user)) == set()
    assert slugs(selectors.groups_visible_to(UserFactory())) == set()


def test_two_roles_add_up(city: dict[str, Group]) -> None:
    user = in_role("mentor", "kenanga", city)
    services.assign(user=user, role=Role.objects.get(code="supervisor"), bumm=BummFactory(place="mojosongo"))
    assert slugs(selectors.groups_visible_to(user)) == {"kenanga", "sangkar"}


def test_seeing_all_groups_by_one_role_opens_no_residents_to_another(city: dict[str, Group]) -> None:
    """A mentor of one group who also works for the markets still sees the residents of that group only."""
    user = in_role("mentor", "kenanga", city)
    services.assign(user=user, role=Role.objects.get(code="market_officer"))
    assert slugs(selectors.groups_visible_to(user)) == ALL
    persons = Person.objects.filter(selectors.persons_visible_to(user))
    assert [person.name for person in persons] == ["Warga kenanga"]
