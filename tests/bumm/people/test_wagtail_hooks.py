"""The office's screens of people and groups: each role sees its own scope, nobody deletes, no NIK is shown whole."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import ModelLogEntry

from bumm.people import services
from bumm.people.models import (
    Assignment,
    Bumm,
    Group,
    Household,
    Institution,
    Membership,
    Person,
    Role,
    Trade,
    User,
)
from tests.factories import (
    BummFactory,
    GroupFactory,
    HouseholdFactory,
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    UserFactory,
    holder,
)

pytestmark = pytest.mark.django_db

NIK = "3372011708850001"
SCREENS = ["group", "membership", "person", "household", "bumm", "institution", "assignment"]
OF_RESIDENTS = {"membership", "person", "household"}
CITY_ROLES = ["promotion_officer", "market_officer", "cooperative_officer", "steward", "auditor", "administrator"]


@pytest.fixture
def rows() -> dict[str, dict[str, Any]]:
    """By place, one row for each screen: a group of BUMM Tipes and one of BUMM Mojosongo, each with a member."""
    return {place: rows_of(place) for place in ["tipes", "mojosongo"]}


def rows_of(place: str) -> dict[str, Any]:
    bumm = BummFactory(place=place)
    group = GroupFactory(name=f"KUBE {place.title()}", slug=f"kube-{place}", selling_bumm=bumm)
    household = HouseholdFactory(code=f"rumah-{place}", place=place)
    person = PersonFactory(name=f"Warga {place.title()}", household=household)
    return {
        "group": group,
        "membership": MembershipFactory(person=person, group=group),
        "person": person,
        "household": household,
        "bumm": bumm,
        "institution": InstitutionFactory(name=f"Dinas {place.title()}"),
        "assignment": holder("mentor", group=group).assignments.get(),
    }


def user_in(role: str, rows: dict[str, Any]) -> User:
    """Someone in this role, for the group or the BUMM of these rows where the role is held for one."""
    scope = Role.objects.get(code=role).scope
    return holder(role, **{scope: rows[scope]} if scope in {"group", "bumm"} else {})


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


def listed(client: Client, screen: str) -> set[Any] | None:
    """The rows that a screen lists, or None where it is closed."""
    answer = client.get(reverse(f"{screen}:index"))
    return None if refused(answer) else set(answer.context["object_list"])


# --- Who sees what ---------------------------------------------------------------------------------------------------


# role: screens on which it sees the rows of its own scope; on which it sees all; the others are closed
SEES: dict[str, tuple[set[str], set[str]]] = {
    **{
        role: ({"group", *OF_RESIDENTS}, {"bumm", "institution"})
        for role in ["group_admin", "mentor", "manager", "treasurer", "supervisor"]
    },
    "kiosk_attendant": (set(), {"bumm", "institution"}),  # and no group: there are no kiosks yet
    **{role: (set(), {"group", "bumm", "institution"}) for role in ["promotion_officer", "market_officer", "steward"]},
    "cooperative_officer": (set(), {"group", "bumm", "institution", *OF_RESIDENTS}),
    "auditor": (set(), set(SCREENS)),
    "administrator": (set(), set(SCREENS)),
}


def test_every_role_is_in_the_table() -> None:
    assert set(SEES) == set(Role.objects.values_list("code", flat=True))


@pytest.mark.parametrize("role", SEES)
def test_each_role_lists_and_opens_its_scope_and_no_more(role: str, rows: dict[str, dict[str, Any]]) -> None:
    client = desk(user_in(role, rows["tipes"]))
    own, everything = SEES[role]
    for screen in SCREENS:
        mine, theirs = rows["tipes"][screen], rows["mojosongo"][screen]
        found = listed(client, screen)
        opened = [client.get(reverse(f"{screen}:inspect", args=[row.pk])) for row in [mine, theirs]]
        if screen in everything:
            assert found is not None
            assert {mine, theirs} <= found, screen
            assert [answer.status_code for answer in opened] == [200, 200], screen
        elif screen in own:
            assert found == {mine}, screen
            assert (opened[0].status_code, refused(opened[1])) == (200, True), screen
        else:
            assert not found, screen
            assert all(refused(answer) for answer in opened), screen


WRITES = {"administrator": set(SCREENS), "cooperative_officer": {"group", *OF_RESIDENTS}}


@pytest.mark.parametrize("role", SEES)
def test_only_keepers_write_and_nobody_deletes(role: str, rows: dict[str, dict[str, Any]]) -> None:
    client = desk(user_in(role, rows["tipes"]))
    models = [Group, Membership, Person, Household, Bumm, Institution, Assignment]
    before = [model.objects.count() for model in models]
    for screen in SCREENS:
        row = rows["tipes"][screen]
        addresses = {view: reverse(f"{screen}:{view}", args=[row.pk]) for view in ["edit", "usage"]}
        addresses["add"] = reverse(f"{screen}:add")
        opened = {view: client.get(address).status_code == 200 for view, address in addresses.items()}
        assert opened == dict.fromkeys(addresses, screen in WRITES.get(role, set())), screen
        if screen not in WRITES.get(role, set()):
            assert refused(client.post(addresses["add"], {})), screen
            assert refused(client.post(addresses["edit"], {})), screen
        delete = reverse(f"{screen}:delete", args=[row.pk])
        assert refused(client.get(delete)), screen
        assert refused(client.post(delete)), screen
    assert [model.objects.count() for model in models] == before


@pytest.mark.parametrize("role", SEES)
def test_whoever_sees_a_record_reads_who_changed_it(role: str, rows: dict[str, dict[str, Any]]) -> None:
    client, (own, everything) = desk(user_in(role, rows["tipes"])), SEES[role]
    for screen in SCREENS:
        for place, seen in [("tipes", own | everything), ("mojosongo", everything)]:
            answer = client.get(reverse(f"{screen}:history", args=[rows[place][screen].pk]))
            assert (answer.status_code == 200, refused(answer)) == (screen in seen, screen not in seen), (screen, place)


def test_a_record_leads_to_its_history_and_only_keepers_from_there_to_its_form(rows: dict[str, dict[str, Any]]) -> None:
    group = rows["tipes"]["group"]
    inspect, history, edit = (reverse(f"group:{view}", args=[group.pk]) for view in ["inspect", "history", "edit"])
    for role, leads_to_form in [("auditor", False), ("cooperative_officer", True)]:
        client = desk(user_in(role, rows["tipes"]))
        assert history in client.get(inspect).content.decode()
        assert (edit in client.get(history).content.decode()) is leads_to_form, role


def test_the_first_page_says_in_which_roles_one_is_here(rows: dict[str, dict[str, Any]]) -> None:
    user = user_in("manager", rows["tipes"])
    services.assign(user=user, role=Role.objects.get(code="mentor"), group=rows["mojosongo"]["group"])
    services.end_assignment(assignment=holder("mentor", group=rows["tipes"]["group"]).assignments.get())
    text = desk(user).get(reverse("wagtailadmin_home")).content.decode()
    assert [f"{held.role}: {held.group or held.bumm}" in text for held in user.assignments.all()] == [True, True]
    assert "KUBE Tipes" not in text


def test_a_filter_offers_no_group_that_its_user_does_not_see(rows: dict[str, dict[str, Any]]) -> None:
    for role, offered in [("group_admin", {"tipes"}), ("manager", {"tipes"}), ("auditor", {"tipes", "mojosongo"})]:
        page = desk(user_in(role, rows["tipes"])).get(reverse("membership:index"))
        choices = page.context["filters"].form.fields["group"].queryset
        assert set(choices) == {rows[place]["group"] for place in offered}, role
        assert page.context["filters"].form.fields["trade"].queryset.exists()
    theirs = desk(user_in("manager", rows["tipes"])).get(
        reverse("membership:index"), {"group": rows["mojosongo"]["group"].pk}
    )
    assert set(theirs.context["object_list"]) <= {rows["tipes"]["membership"]}


def test_there_is_no_screen_for_copies_nor_one_that_is_not_tried_here() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("person:copy", args=[1])
    tried = {"index", "index_results", "add", "edit", "delete", "history", "history_results", "usage", "inspect"}
    office = next(
        pattern
        for pattern in get_resolver().url_patterns
        if str(pattern.pattern) == "kantor/" and hasattr(pattern, "url_patterns")
    )
    for pattern in office.url_patterns:
        if getattr(pattern, "namespace", None) in SCREENS:
            assert {view.name for view in pattern.url_patterns} == tried


@pytest.mark.parametrize("role", ["manager", "group_admin"])
@pytest.mark.parametrize(
    "query", ["results/", "results/?q=mojosongo", "?export=csv", "?export=xlsx", "?ordering=name", "?p=2"]
)
def test_searching_filtering_and_exporting_reach_no_further(
    role: str, rows: dict[str, dict[str, Any]], query: str
) -> None:
    client = desk(user_in(role, rows["tipes"]))
    for screen in ["group", *OF_RESIDENTS]:
        answer = client.get(reverse(f"{screen}:index") + query)
        body = answer.getvalue() if answer.streaming else answer.content
        assert b"Warga Mojosongo" not in body
        assert b"rumah-mojosongo" not in body


def test_an_export_holds_what_the_list_holds(rows: dict[str, dict[str, Any]]) -> None:
    client = desk(user_in("manager", rows["tipes"]))
    lines = client.get(reverse("person:index") + "?export=csv").getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "Warga Tipes" in lines[1]


def test_the_group_screen_shows_findings_to_all_and_members_to_those_who_work_with_them(
    rows: dict[str, dict[str, Any]],
) -> None:
    address = reverse("group:inspect", args=[rows["tipes"]["group"].pk])
    for role, sees_members in [("manager", True), ("mentor", True), ("promotion_officer", False)]:
        page = desk(user_in(role, rows["tipes"])).get(address)
        assert [finding.rule for finding in page.context["findings"]] == ["households", "officers"]
        assert ("Warga Tipes" in page.content.decode()) is sees_members, role


def test_without_a_role_there_is_no_office(rows: dict[str, dict[str, Any]]) -> None:
    ended = user_in("manager", rows["tipes"])
    client = desk(ended)
    services.end_assignment(assignment=ended.assignments.get())
    for screen in SCREENS:
        for visitor in [client, Client()]:
            assert visitor.get(reverse(f"{screen}:index")).url.startswith(reverse("account_login"))


# --- Writing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper() -> Client:
    return desk(holder("cooperative_officer"))


@pytest.fixture
def administrator() -> Client:
    return desk(holder("administrator"))


def test_a_group_is_recorded_with_its_auth_group_and_graded_when_nothing_is_found(
    keeper: Client, rows: dict[str, dict[str, Any]]
) -> None:
    bumm = rows["tipes"]["bumm"]
    form = {
        "name": "KUBE Baru",
        "slug": "kube-baru",
        "kelurahan": bumm.kelurahan_id,
        "rt": "001",
        "rw": "002",
        "trade": Trade.objects.get().pk,
        "kind": "kube",
        "status": "growing",
        "selling_bumm": bumm.pk,
    }
    keeper.post(reverse("group:add"), form)
    group = Group.objects.get(slug="kube-baru")
    assert group.auth_group.name == "Group: kube-baru"
    refusal = keeper.post(reverse("group:edit", args=[group.pk]), form | {"grade": "growing"})
    assert "grade" in refusal.context["form"].errors
    elsewhere = form | {"selling_bumm": rows["mojosongo"]["bumm"].pk, "slug": "lain", "name": "KUBE Berganti"}
    keeper.post(reverse("group:edit", args=[group.pk]), elsewhere)
    group.refresh_from_db()
    assert (group.name, group.slug, group.selling_bumm, group.grade) == ("KUBE Berganti", "kube-baru", bumm, "")


def test_a_membership_is_not_rewritten_it_ends(keeper: Client, rows: dict[str, dict[str, Any]]) -> None:
    membership = rows["tipes"]["membership"]
    address = reverse("membership:edit", args=[membership.pk])
    other = rows["mojosongo"]["person"]
    assert keeper.post(address, {"until": ""}).context["form"].errors
    keeper.post(address, {"until": "2030-01-01", "person": other.pk, "office": "chair"})
    membership.refresh_from_db()
    assert (str(membership.until), membership.person, membership.office) == (
        "2030-01-01",
        rows["tipes"]["person"],
        "member",
    )


def test_a_membership_that_overlaps_is_refused_in_words(keeper: Client, rows: dict[str, dict[str, Any]]) -> None:
    old = rows["tipes"]["membership"]
    form = {"group": old.group_id, "person": old.person_id, "office": "member", "trade": old.trade_id}
    answer = keeper.post(reverse("membership:add"), form | {"since": "2030-01-01"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    keeper.post(reverse("membership:edit", args=[old.pk]), {"until": "2030-01-01"})
    assert keeper.post(reverse("membership:add"), form | {"since": "2030-01-01"}).status_code == 302
    for until in ["2030-01-02", "1950-01-01"]:  # over the next one, and before its own beginning
        answer = keeper.post(reverse("membership:edit", args=[old.pk]), {"until": until})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    old.refresh_from_db()
    assert (str(old.until), Membership.objects.filter(person=old.person).count()) == ("2030-01-01", 2)


def test_a_role_is_given_and_taken_back_with_its_rights(administrator: Client, rows: dict[str, dict[str, Any]]) -> None:
    user, group = UserFactory(), rows["tipes"]["group"]
    administrator.post(reverse("assignment:add"), {"user": user.pk, "role": "group_admin", "group": group.pk})
    assert user.groups.filter(pk=group.auth_group_id).exists()
    again = administrator.post(reverse("assignment:add"), {"user": user.pk, "role": "group_admin", "group": group.pk})
    assert again.context["form"].errors
    assignment = user.assignments.get()
    administrator.post(reverse("assignment:edit", args=[assignment.pk]), {"end": "on"})
    assignment.refresh_from_db()
    assert assignment.ended_at is not None
    assert not user.groups.exists()


@pytest.mark.parametrize("scope", [{}, {"group", "bumm"}, {"bumm"}])
def test_a_role_for_the_wrong_scope_is_refused_in_words(
    administrator: Client, rows: dict[str, dict[str, Any]], scope: set[str]
) -> None:
    user = UserFactory()
    form = {"user": user.pk, "role": "group_admin", **{name: rows["tipes"][name].pk for name in scope}}
    answer = administrator.post(reverse("assignment:add"), form)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not user.assignments.exists()


# --- NIK -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def spoken(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """Everything that was logged, at whatever level."""
    with caplog.at_level(logging.DEBUG):
        yield lambda: caplog.text + "".join(str(record.__dict__) for record in caplog.records)


def test_a_nik_is_shown_whole_on_no_page_and_in_no_log(
    keeper: Client, rows: dict[str, dict[str, Any]], spoken: Callable[[], str]
) -> None:
    household = rows["tipes"]["household"]
    form = {"name": "Sumiyati", "household": household.pk, "occupation": "artisan", "nik": NIK}
    assert keeper.post(reverse("person:add"), form).status_code == 302
    person = Person.objects.get(name="Sumiyati")
    MembershipFactory(person=person, group=rows["tipes"]["group"])
    assert keeper.post(reverse("person:edit", args=[person.pk]), form).status_code == 302
    clients = [keeper, *(desk(user_in(role, rows["tipes"])) for role in ["administrator", "auditor", "group_admin"])]
    addresses = [
        reverse("person:index"),
        reverse("person:index_results"),
        reverse("person:index") + "?export=csv",
        *(reverse(f"person:{view}", args=[person.pk]) for view in ["inspect", "edit", "history", "usage"]),
        reverse("group:inspect", args=[rows["tipes"]["group"].pk]),
        reverse("household:inspect", args=[household.pk]),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_reports:site_history"),
    ]
    masked = 0
    for client in clients:
        for address in addresses:
            answer = client.get(address)
            body = (answer.getvalue() if answer.streaming else answer.content).decode()
            assert NIK not in body, address
            assert NIK[:12] not in body, address
            masked += body.count("•" * 12 + NIK[-4:])
    assert masked >= 2 * len(clients)  # in the list and on the record
    assert NIK not in spoken()
    assert not any(NIK in str(entry.__dict__) for entry in ModelLogEntry.objects.all())


def test_a_refused_nik_is_in_no_log_either(keeper: Client, spoken: Callable[[], str]) -> None:
    PersonFactory(nik=NIK)
    for nik, word in [(NIK, "NIK"), ("3372019908850001", "16")]:
        answer = keeper.post(reverse("person:add"), {"name": "Kembaran", "occupation": "other", "nik": nik})
        assert word in str(answer.context["form"].errors["nik"])
        assert nik not in str(answer.context["form"].errors)
    assert Person.objects.count() == 1
    assert "337201" not in spoken()


def test_an_empty_nik_leaves_the_one_there_is(keeper: Client) -> None:
    person = PersonFactory(nik=NIK)
    keeper.post(reverse("person:edit", args=[person.pk]), {"name": "Berganti", "occupation": "other", "nik": ""})
    person.refresh_from_db()
    assert (person.name, person.masked_nik[-4:]) == ("Berganti", "0001")


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", ["group", "membership", "person", "household"])
def test_a_longer_list_takes_no_more_queries(screen: str, rows: dict[str, dict[str, Any]]) -> None:
    client = desk(user_in("auditor", rows["tipes"]))
    address = reverse(f"{screen}:index")
    client.get(address)  # content types, permissions and sites are read once a process
    few = queries(client, address)
    for _ in range(3):
        MembershipFactory()
    assert queries(client, address) == few


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)
