"""The office's screens of the register: who sees what, as of any day, as known at any time, and as a sheet."""

import datetime as dt
import io
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from bumm.charter.models import CharterShareClass
from bumm.people.models import Bumm, Party, Role, User
from bumm.people.services import assign, leave_group, party_of
from bumm.shares import services
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.permissions import share_events
from tests.bumm.ledger.test_books import pdf
from tests.bumm.ledger.test_office import desk, refused
from tests.bumm.shares.test_subscriptions import APRIL, MARCH, MAY, founded, proof, requested, share_class_of
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, UserFactory, holder, issued

pytestmark = pytest.mark.django_db

JUNE = dt.date(2013, 6, 1)
OWN, ALL = {"tipes"}, {"tipes", "mojosongo"}
# role: whose registers it reads, and whose classes and totals
SEES: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(["treasurer", "manager", "supervisor"], (OWN, OWN)),
    **dict.fromkeys(["steward", "auditor", "administrator"], (ALL, ALL)),
    "cooperative_officer": (set(), ALL),
    **dict.fromkeys(
        ["promotion_officer", "market_officer", "kiosk_attendant", "group_admin", "mentor"], (set(), set())
    ),
}


class Register(NamedTuple):
    """Of one BUMM: Siti has had ten shares since March, of which Karno got four in May; a group has six since April."""

    bumm: Bumm
    share_class: ShareClass
    siti: Party
    karno: Party
    group: Party
    transfer: ShareEvent


def register_in(place: str) -> Register:
    charter = founded(place=place)
    share_class, group = share_class_of(charter), GroupFactory(name=f"Perca {place}", selling_bumm=charter.bumm)
    home = {"household__kelurahan": charter.bumm.kelurahan}
    MembershipFactory(group=group, person=PersonFactory(name=f"Ayu {place}", **home), since=dt.date(2013, 1, 1))
    siti, karno = (party_of(PersonFactory(name=f"{name} {place}", **home)) for name in ("Siti", "Karno"))
    issued(share_class, {siti: 10}, MARCH)
    issued(share_class, {party_of(group): 6}, APRIL)
    said = {"effective_on": MAY, "reference": "alih-1", "evidence": proof(f"surat {place}")}
    transfer = services.transfer_shares(share_class=share_class, giver=siti, taker=karno, quantity=4, **said)
    requested(share_class, karno, 3)
    return Register(charter.bumm, share_class, siti, karno, party_of(group), transfer)


@pytest.fixture(scope="module")
def two_registers(standing: None) -> dict[str, Register]:
    return {place: register_in(place) for place in ("tipes", "mojosongo")}


@pytest.fixture
def registers(db: None, two_registers: dict[str, Register]) -> dict[str, Register]:
    return deepcopy(two_registers)


@pytest.fixture
def tipes(registers: dict[str, Register]) -> Register:
    return registers["tipes"]


@pytest.fixture
def client(tipes: Register) -> Client:
    return desk(holder("treasurer", bumm=tipes.bumm))


def user_in(role: str, bumm: Bumm) -> User:
    scope = Role.objects.get(code=role).scope
    if scope == "group":
        return holder(role, group=GroupFactory(selling_bumm=bumm))
    return holder(role, **{"bumm": bumm} if scope == "bumm" else {})


def look(client: Client, register: Register, view: str = "of_bumm", **asked: Any) -> HttpResponse:
    return client.get(reverse(f"register:{view}", args=[register.bumm.pk]), asked)


def held(answer: HttpResponse) -> list[tuple[str, int]]:
    """Names without their place, and shares, in the order of the table."""
    return [(line.row.name.split()[0], line.row.units) for line in answer.context["lines"]]


# --- Who sees what ---------------------------------------------------------------------------------------------------


def test_every_role_is_in_the_table() -> None:
    assert set(SEES) == set(Role.objects.values_list("code", flat=True))


@pytest.mark.parametrize("role", SEES)
def test_each_role_reads_the_registers_of_its_scope(registers: dict[str, Register], role: str) -> None:
    user = user_in(role, registers["tipes"].bumm)
    client, (of_holders, of_classes) = desk(user), SEES[role]
    for name, register in registers.items():
        pages = [
            look(client, register),
            look(client, register, "print"),
            client.get(reverse("register:party", args=[register.siti.pk])),
            client.get(reverse("shareevent:inspect", args=[register.transfer.pk])),
            client.get(reverse("shareevent:evidence", args=[register.transfer.pk])),
            client.get(reverse("subscription:inspect", args=[register.karno.subscriptions.get().pk])),
        ]
        assert all(page.status_code == 200 if name in of_holders else refused(page) for page in pages), name
        totals = [
            look(client, register, "growth"),
            client.get(reverse("shareclass:inspect", args=[register.share_class.pk])),
        ]
        assert all(page.status_code == 200 if name in of_classes else refused(page) for page in totals), name
        assert not any(b"Siti" in page.content for page in totals)


@pytest.mark.parametrize("role", SEES)
def test_lists_show_the_rows_of_the_scope(registers: dict[str, Register], role: str) -> None:
    client, (of_holders, of_classes) = desk(user_in(role, registers["tipes"].bumm)), SEES[role]
    for screen in ["shareevent", "subscription", "shareclass"]:
        wanted = {registers[name].bumm for name in (of_classes if screen == "shareclass" else of_holders)}
        answer = client.get(reverse(f"{screen}:index"))
        if not wanted:
            assert refused(answer), screen
            continue
        rows = answer.context["object_list"]
        assert {row.bumm if screen == "shareclass" else row.share_class.bumm for row in rows} == wanted, screen
        if screen != "shareclass":
            offered = answer.context["filters"].form.fields["share_class"].queryset
            assert {share_class.bumm for share_class in offered} == wanted, screen


def test_who_works_for_two_bumm_reads_each_in_the_role_held_there(registers: dict[str, Register]) -> None:
    tipes, mojosongo = registers.values()
    user = holder("treasurer", bumm=tipes.bumm)
    client = desk(user)
    assert client.get(reverse("register:index")).url == reverse("register:of_bumm", args=[tipes.bumm.pk])
    assert refused(look(client, mojosongo))
    assign(user=user, role=Role.objects.get(code="manager"), bumm=mojosongo.bumm)
    assert look(client, mojosongo).status_code == 200
    for action, own in [("pay", tipes), ("record", mojosongo)]:
        assert share_events.bumm_for(User.objects.get(pk=user.pk), [action]).get() == own.bumm


def test_a_party_of_another_register_is_refused_and_its_other_holdings_are_not_shown(
    registers: dict[str, Register],
) -> None:
    tipes, mojosongo = registers.values()
    issued(tipes.share_class, {mojosongo.siti: 1}, JUNE)
    client = desk(holder("treasurer", bumm=tipes.bumm))
    answer = client.get(reverse("register:party", args=[mojosongo.siti.pk]))
    assert [(each.share_class, each.units) for each in answer.context["held"]] == [(tipes.share_class, 1)]
    assert {event.share_class for event in answer.context["page"]} == {tipes.share_class}
    assert refused(client.get(reverse("register:party", args=[mojosongo.karno.pk])))
    assert client.get(reverse("register:party", args=[999_999])).status_code == 404


# --- The register ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        ("2013-02-28", []),
        ("2013-03-01", [("Siti", 10)]),
        ("2013-04-30", [("Siti", 10), ("Perca", 6)]),
        ("2013-05-01", [("Perca", 6), ("Siti", 6), ("Karno", 4)]),
    ],
)
def test_the_register_is_that_of_its_day(client: Client, tipes: Register, on: str, wanted: list[Any]) -> None:
    assert held(look(client, tipes, on=on)) == wanted


def test_it_says_part_nominal_and_capital_by_hand(client: Client, tipes: Register) -> None:
    answer = look(client, tipes, on="2013-05-01")
    [perca, siti, karno] = answer.context["lines"]
    assert [line.part for line in (perca, siti, karno)] == ["37,5%", "37,5%", "25%"]
    assert (siti.nominal, karno.nominal) == ("Rp300.000", "Rp200.000")
    [line] = answer.context["classes"]
    assert (line.total.units, line.total.holders, line.par, line.nominal) == (16, 3, "Rp50.000", "Rp800.000")
    assert (answer.context["capital"], answer.context["in_book"]) == ("Rp800.000", "Rp800.000")


def test_groups_open_up_to_their_members_of_that_day(client: Client, tipes: Register) -> None:
    page = look(client, tipes, on="2013-05-01").content.decode()
    assert "Ayu tipes" in page
    group = next(line for line in look(client, tipes, on="2013-05-01").context["lines"] if line.row.group)
    assert group.members == ["Ayu tipes"]


def test_holders_are_narrowed_and_sorted(client: Client, tipes: Register) -> None:
    assert held(look(client, tipes, kind="group")) == [("Perca", 6)]
    assert held(look(client, tipes, name="KARNO")) == [("Karno", 4)]
    assert held(look(client, tipes, name="%")) == []
    assert held(look(client, tipes, sort="name")) == [("Karno", 4), ("Perca", 6), ("Siti", 6)]
    assert held(look(client, tipes, sort="units"))[0] == ("Karno", 4)
    assert held(look(client, tipes, sort="-units"))[-1] == ("Karno", 4)
    assert len(look(client, tipes, kind="group").context["classes"]) == 1


def test_what_was_known_stays_as_it_was(client: Client, tipes: Register) -> None:
    """A transfer of March that is recorded today changes March, and not March as it was known before."""
    before = held(look(client, tipes, on="2013-03-31", known_A=3))
    said = {"effective_on": dt.date(2013, 3, 15), "reference": "alih-2"}
    services.transfer_shares(share_class=tipes.share_class, giver=tipes.siti, taker=tipes.karno, quantity=1, **said)
    assert held(look(client, tipes, on="2013-03-31", known_A=3)) == before == [("Siti", 10)]
    assert held(look(client, tipes, on="2013-03-31")) == [("Siti", 9), ("Karno", 1)]
    assert held(look(client, tipes, on="2013-05-31", known_A=2)) == [("Siti", 10), ("Perca", 6)]
    assert held(look(client, tipes, known_A=0)) == []


def test_the_slider_goes_over_the_days_on_which_something_happened(client: Client, tipes: Register) -> None:
    slider = look(client, tipes, on="2013-04-20").context["slider"]
    assert slider.days == [MARCH, APRIL, MAY]
    assert (slider.place, slider.before, slider.after) == (1, APRIL, MAY)
    answer = look(client, tipes, step="2", name="siti")
    assert answer.url.endswith("?name=siti&on=2013-05-01")
    assert look(client, tipes, step="99").url.endswith("on=2013-05-01")
    early = look(client, tipes, on="2013-01-01").context["slider"]
    assert (early.place, early.before, early.after) == (0, None, MARCH)


@pytest.mark.parametrize(
    "asked",
    [
        {"on": "32-13-2013"},
        {"on": ""},
        {"on": "0001-01-01"},
        {"known_A": "abc"},
        {"known_A": "-1"},
        {"known_A": "99999999999999999999"},
        {"kind": "kucing"},
        {"sort": "1; DROP TABLE"},
        {"name": "a\x00b"},
        {"name": "x" * 81},
    ],
)
@pytest.mark.parametrize("view", ["of_bumm", "print"])
def test_what_makes_no_sense_is_said_and_kept(
    client: Client, tipes: Register, view: str, asked: dict[str, str]
) -> None:
    answer = look(client, tipes, view, **asked)
    assert answer.status_code == 200
    [field] = asked
    form = answer.context["form"]
    assert form.errors[field]
    assert form[field].value() == asked[field]
    assert "lines" not in answer.context


@pytest.mark.parametrize(
    "asked", [{"step": "abc"}, {"step": ""}, {"step": "²"}, {"p": "abc"}, {"p": "0"}, {"p": "9" * 30}]
)
def test_odd_steps_and_pages_lead_somewhere(client: Client, tipes: Register, asked: dict[str, str]) -> None:
    assert look(client, tipes, **asked).status_code in (200, 302)


def test_caps_that_do_not_hold_are_named(client: Client, tipes: Register) -> None:
    others = register_in_capped()
    answer = look(desk(holder("supervisor", bumm=others.bumm)), others)
    assert [(str(breach.party), breach.units, breach.most) for breach in answer.context["breaches"]] == [
        (str(others.karno), 10, 5)
    ]
    assert [line.row.name for line in answer.context["lines"] if line.is_over] == [str(others.karno)]
    assert not look(client, tipes).context["breaches"]


def register_in_capped() -> Register:
    """A class of which one may hold a half at most: Karno inherits to be above it."""
    terms = CharterShareClass(code="A", name="Warga", par=50_000, for_persons=True, holder_cap_bp=5_000)
    charter = founded(terms, place="serengan")
    share_class = share_class_of(charter)
    siti, karno = (party_of(PersonFactory(name=name)) for name in ("Siti", "Karno"))
    issued(share_class, {siti: 5, karno: 5}, MARCH)
    said = {"effective_on": APRIL, "reference": "waris-1"}
    event = services.inherit_shares(share_class=share_class, giver=siti, taker=karno, quantity=5, **said)
    return Register(charter.bumm, share_class, siti, karno, siti, event)


def test_a_bumm_without_shares_has_an_empty_register(registers: dict[str, Register]) -> None:
    charter = founded(place="serengan")
    share_class_of(charter)
    reader = desk(holder("auditor"))
    answer = reader.get(reverse("register:of_bumm", args=[charter.bumm.pk]))
    assert answer.status_code == 200
    assert not answer.context["lines"]
    assert reader.get(reverse("register:growth", args=[charter.bumm.pk])).context["picture"] is None
    assert [each.pk for each in reader.get(reverse("register:index")).context["few"]] == [
        registers["mojosongo"].bumm.pk,
        charter.bumm.pk,
        registers["tipes"].bumm.pk,
    ]


def test_the_sheets_have_what_the_screen_has(client: Client, tipes: Register) -> None:
    answer = look(client, tipes, on="2013-05-01", sort="name", export="csv")
    assert 'filename="daftar-saham-tipes-2013-05-01.csv"' in answer["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [lines[1].split(",")[place] for place in (0, 1, 3, 4, 5)] == ["A", "Karno tipes", "4", "25.0", "200000"]
    assert len(lines) == 4
    answer = look(client, tipes, on="2013-05-01", kind="group", export="xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [(row[1], row[3], row[4], row[5]) for row in rows[1:]] == [("Perca tipes", 6, 37.5, 300_000)]


def test_the_paper_has_every_holder_and_members(client: Client, tipes: Register) -> None:
    page = look(client, tipes, "print", on="2013-05-01").content.decode()
    assert all(name in page for name in ("Siti tipes", "Karno tipes", "Perca tipes", "Ayu tipes", "Rp800.000"))


def test_a_long_register_comes_in_pages(client: Client, tipes: Register) -> None:
    many = {party_of(PersonFactory()): 1 for _ in range(101)}
    issued(tipes.share_class, many, JUNE)
    first, second = look(client, tipes), look(client, tipes, p=2)
    assert [len(page.context["lines"]) for page in (first, second)] == [100, 4]
    assert not {line.row.party for line in first.context["lines"]} & {
        line.row.party for line in second.context["lines"]
    }
    assert first.context["page"].paginator.num_pages == 2
    assert len(look(client, tipes, export="csv").content.splitlines()) == 105
    assert look(client, tipes, p=9).context["page"].number == 1


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("view", ["register", "print", "growth", "party", "shareevent", "subscription", "shareclass"])
def test_more_rows_ask_no_more_of_the_database(client: Client, tipes: Register, view: str) -> None:
    addresses = {
        "register": reverse("register:of_bumm", args=[tipes.bumm.pk]),
        "print": reverse("register:print", args=[tipes.bumm.pk]),
        "growth": reverse("register:growth", args=[tipes.bumm.pk]),
        "party": reverse("register:party", args=[tipes.siti.pk]),
        **{name: reverse(f"{name}:index") for name in ("shareevent", "subscription", "shareclass")},
    }
    few = queries(client, addresses[view])
    for number in range(3):
        other = party_of(GroupFactory(selling_bumm=tipes.bumm))
        issued(tipes.share_class, {party_of(PersonFactory()): 1, other: 1}, JUNE)
        said = {"effective_on": JUNE, "reference": f"lagi-{number}"}
        services.transfer_shares(share_class=tipes.share_class, giver=tipes.siti, taker=other, quantity=1, **said)
    assert queries(client, addresses[view]) == few


# --- Events and subscriptions ----------------------------------------------------------------------------------------


def test_events_are_filtered_found_and_exported(client: Client, tipes: Register) -> None:
    address = reverse("shareevent:index")

    def numbers(**asked: Any) -> list[int]:
        return [event.number for event in client.get(address, asked).context["object_list"]]

    assert numbers() == [3, 2, 1]
    assert numbers(kind="transfer") == [3]
    assert numbers(share_class=tipes.share_class.pk, effective_on_from="2013-04-01", ordering="number") == [2, 3]
    assert numbers(q="karno") == [3]
    assert numbers(q="alih-1") == [3]
    csv = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode()
    assert len(csv.splitlines()) == 4
    assert tipes.transfer.hash in csv
    assert "Karno tipes" in csv


def test_an_event_names_what_it_hangs_together_with(client: Client, tipes: Register) -> None:
    wrong = services.correct_event(event=tipes.transfer, effective_on=JUNE)
    page = client.get(reverse("shareevent:inspect", args=[tipes.transfer.pk]))
    assert page.context["corrected_by"] == wrong
    before = ShareEvent.objects.get(share_class=tipes.share_class, number=2)
    assert page.context["previous"] == before.hash
    assert all(said in page.content.decode() for said in (tipes.transfer.hash, before.hash, "Rp200.000"))
    assert reverse("shareevent:evidence", args=[tipes.transfer.pk]) in page.content.decode()
    first = client.get(reverse("shareevent:inspect", args=[before.pk]))
    assert reverse("entry:inspect", args=[before.entry_id]) in first.content.decode()
    assert client.get(reverse("shareevent:evidence", args=[before.pk])).status_code == 404
    paper = client.get(reverse("shareevent:evidence", args=[tipes.transfer.pk]))
    assert b"".join(paper.streaming_content) == pdf("surat tipes").read()


def test_subscriptions_are_filtered_and_exported(client: Client, tipes: Register) -> None:
    address = reverse("subscription:index")
    assert [row.party for row in client.get(address, {"state": "requested"}).context["object_list"]] == [tipes.karno]
    assert [row.party for row in client.get(address, {"q": "siti"}).context["object_list"]] == [tipes.siti]
    csv = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode()
    assert len(csv.splitlines()) == 4
    page = client.get(reverse("subscription:inspect", args=[tipes.siti.subscriptions.get().pk]))
    assert [event.number for event in page.context["events"]] == [1]
    assert page.context["payment"] == tipes.siti.subscriptions.get().payment


def test_nobody_writes_here(client: Client, tipes: Register) -> None:
    assert client.post(reverse("register:of_bumm", args=[tipes.bumm.pk])).status_code == 405
    assert client.post(reverse("shareevent:evidence", args=[tipes.transfer.pk])).status_code == 405


# --- My shares -------------------------------------------------------------------------------------------------------


@pytest.fixture
def siti(tipes: Register) -> Client:
    user = UserFactory()
    tipes.siti.person.user = user
    tipes.siti.person.save()
    return desk(user)


def test_a_resident_sees_own_shares_and_nobody_elses(siti: Client, tipes: Register) -> None:
    answer = siti.get(reverse("own_shares"))
    assert [(each.share_class, each.units, each.part) for each in answer.context["held"]] == [
        (tipes.share_class, 6, 3_750)
    ]
    assert [event.number for event in answer.context["events"]] == [3, 1]
    page = answer.content.decode()
    assert "Rp300.000" in page
    assert "Karno" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "no-store" in answer["Cache-Control"]


def test_a_member_sees_what_the_group_holds(tipes: Register) -> None:
    user, member = UserFactory(), tipes.group.group.memberships.get()
    member.person.user = user
    member.person.save()
    client = desk(user)
    [(group, held_for)] = client.get(reverse("own_shares")).context["held_for"]
    assert (group, [each.units for each in held_for]) == (tipes.group.group, [6])
    leave_group(membership=member, on=dt.date(2014, 1, 1))
    assert not client.get(reverse("own_shares")).context["held_for"]


def test_an_account_of_nobody_and_one_without_shares_are_told_so(tipes: Register) -> None:
    user = UserFactory()
    assert desk(user).get(reverse("own_shares")).context["person"] is None
    person = PersonFactory()
    person.user = user
    person.save()
    answer = desk(user).get(reverse("own_shares"))
    assert (answer.context["held"], list(answer.context["events"])) == ([], [])


def test_a_visitor_is_asked_to_log_in(tipes: Register) -> None:
    answer = Client().get(reverse("own_shares"))
    assert answer.url.startswith(reverse("account_login"))
