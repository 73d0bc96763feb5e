"""The office's screens of the groups' money: what each role is shown and may do, and what forms keep."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from bumm.distribution import services as distribution
from bumm.ledger.statements.days import Days
from bumm.ledger.verification import first_fault
from bumm.people import services as people
from bumm.people.models import Bumm, Group, User
from catalog.settlement import naming, services
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.office.menu import settlement_tasks
from catalog.settlement.selectors import held_by, standing_of
from catalog.settlement.services import Line, Money
from catalog.settlement.statements import Part, last_months, statement_of
from tests.bumm.distribution import scene
from tests.catalog.settlement.market import (
    DAY,
    bumm_that_sells,
    group_of,
    handed,
    paid,
    pay_out,
    refunded,
    sale_of,
    with_bank_account,
)
from tests.factories import UserFactory, holder

pytestmark = pytest.mark.django_db

LATER = DAY + dt.timedelta(days=10)
OF_MARCH = "?first=2014-03-01&last=2014-03-31"


@pytest.fixture
def bumm() -> Bumm:
    return bumm_that_sells()


@pytest.fixture
def melati(bumm: Bumm) -> Group:
    """Is owed 180.000 by two sales of 100.000, of which it took one in cash; its bank account is known."""
    group = group_of(bumm, name="Perca Melati")
    with_bank_account(group)
    sold(bumm, group, "1", Money.BANK)
    sold(bumm, group, "2", Money.CUSTODY, holds=group)
    return group


@pytest.fixture
def treasurer(bumm: Bumm) -> User:
    return scene.treasurer_of(bumm)


@pytest.fixture
def supervisor(bumm: Bumm) -> User:
    return scene.supervisor_of(bumm)


def sold(bumm: Bumm, group: Group, number: str, into: Money, *, holds: Group | None = None, on: dt.date = DAY) -> None:
    sale = sale_of(bumm, Line(1, group, 1, 100_000), reference=f"order:{number}")
    paid(sale, 100_000, into=into, group=holds)
    handed(sale, on=on)


def told(bumm: Bumm, group: Group) -> list[Part]:
    """The group's statement of March, in English."""
    with translation.override("en"):
        return statement_of(bumm.book.accounts.get(group=group), Days(dt.date(2014, 3, 1), dt.date(2014, 3, 31))).parts


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: HttpResponse) -> str:
    return answer.getvalue().decode()


def rows_of(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def proof(name: str = "mutasi.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4 {name}".encode())


def at(step: str, *keys: int) -> str:
    return reverse(f"payoutbatch:{step}", args=keys)


def of_book(view: str, bumm: Bumm, *keys: int) -> str:
    return reverse(f"groupmoney:{view}", args=[bumm.book.pk, *keys])


def prepared(bumm: Bumm, by: User, method: str = "bank") -> PayoutBatch:
    return services.prepare_payouts(book=bumm.book, method=method, by=by, also_with_account=True)


def approved(bumm: Bumm, by: User, approver: User, method: str = "bank") -> PayoutBatch:
    return services.approve_batch(batch=prepared(bumm, by, method), by=approver)


# --- What groups are owed --------------------------------------------------------------------------------------------


def test_the_treasurer_sees_how_the_bumm_stands_with_each_group(bumm: Bumm, melati: Group, treasurer: User) -> None:
    kenanga, today = group_of(bumm, name="Perca Kenanga"), timezone.localdate()
    sold(bumm, kenanga, "3", Money.BANK, on=today)
    client = desk(treasurer)
    answer = client.get(of_book("groups", bumm))
    assert answer.context["sums"] == {
        "owed": 270_000,
        "not_due": 90_000,
        "listed": 0,
        "pays": 80_000,
        "custody": 100_000,
        "due": 0,
    }
    assert at("prepare", bumm.book.pk) in text(answer) and of_book("hand_in", bumm) in text(answer)
    rows = rows_of(client.get(of_book("groups", bumm), {"export": "csv"}))
    due_on = (today + dt.timedelta(days=3)).isoformat()
    assert rows[1] == ["Perca Kenanga", "90000", "90000", due_on, "0", "0", "0", "0"]
    assert rows[2] == ["Perca Melati", "180000", "0", "", "0", "80000", "100000", "0"]
    assert client.get(of_book("groups", bumm), {"export": "xlsx"}).status_code == 200


@pytest.mark.usefixtures("melati")
def test_others_read_it_and_are_offered_nothing(bumm: Bumm, supervisor: User) -> None:
    for user in (supervisor, holder("auditor")):
        shown = text(desk(user).get(of_book("groups", bumm)))
        assert "Perca Melati" in shown
        assert at("prepare", bumm.book.pk) not in shown and of_book("hand_in", bumm) not in shown


def test_more_groups_ask_no_more_questions(
    bumm: Bumm, melati: Group, treasurer: User, django_assert_num_queries: Any
) -> None:
    client = desk(treasurer)
    text(client.get(of_book("groups", bumm)))
    with CaptureQueriesContext(connection) as one:
        client.get(of_book("groups", bumm))
    for number in range(3, 7):
        sold(bumm, group_of(bumm), str(number), Money.BANK)
    with django_assert_num_queries(len(one)):
        assert client.get(of_book("groups", bumm)).context["sums"]["owed"] == 540_000
    assert len(one) <= 34


def test_the_way_in_leads_each_to_their_own(bumm: Bumm, melati: Group, treasurer: User) -> None:
    index = reverse("groupmoney:index")
    assert desk(treasurer).get(index).url == of_book("groups", bumm)
    assert desk(holder("group_admin", group=melati)).get(index).url == of_book("statement", bumm, melati.pk)
    newcomer = holder("group_admin", group=group_of(bumm))
    assert "Perca Melati" not in text(desk(newcomer).get(index))
    bumm_that_sells(place="mojosongo")
    assert of_book("groups", bumm) in text(desk(holder("auditor")).get(index))
    assert desk(holder("market_officer")).get(index).status_code == 302


# --- A group's statement ---------------------------------------------------------------------------------------------


def test_a_statement_says_what_happened(
    monkeypatch: pytest.MonkeyPatch, bumm: Bumm, melati: Group, treasurer: User
) -> None:
    """Owed 180.000, paid 80.000 with 100.000 of cash taken off; then 45.000 of a sale are taken back."""
    monkeypatch.setitem(naming.CALLED, "order", lambda key: f"order JL-{int(key):06}")
    pay_out(bumm, method="bank", on=LATER)
    scene.earn(bumm, 100_000, on=DAY)
    sale = bumm.book.sales.get(reference="order:1")
    refunded(sale, 50_000, on=LATER)
    client = desk(treasurer)
    answer = client.get(of_book("statement", bumm, melati.pk) + OF_MARCH)
    assert "JL-000002" in text(answer)
    owed, held, due = told(bumm, melati)
    assert [(row.what, row.amount, row.balance) for row in owed.movements] == [
        ("Sold: order JL-000001", 90_000, 90_000),
        ("Sold: order JL-000002", 90_000, 180_000),
        ("Payment, batch 1", -80_000, 100_000),
        ("Payment, batch 1: cash that the group held", -100_000, 0),
    ]
    assert (owed.opening, owed.closing) == (0, 0)
    assert [(row.amount, row.balance) for row in held.movements] == [(100_000, 100_000), (-100_000, 0)]
    assert [(row.what, row.amount) for row in due.movements] == [("Refunded: order JL-000001", 45_000)]
    rows = rows_of(client.get(of_book("statement", bumm, melati.pk) + OF_MARCH + "&export=csv"))
    assert "order JL-000001" in rows[2][2] and rows[2][3:] == ["90000", "90000"]
    before = client.get(of_book("statement", bumm, melati.pk) + "?first=2014-03-05&last=2014-03-06")
    assert [part.closing for part in before.context["statement"].parts] == [180_000, 100_000]


def test_a_discount_that_the_group_bears_is_in_what_it_sold(treasurer: User) -> None:
    bumm = bumm_that_sells(place="mojosongo", discount_bearer="group")
    group = group_of(bumm)
    sale = sale_of(bumm, Line(1, group, 1, 100_000, 20_000))
    paid(sale, 80_000)
    handed(sale)
    client = desk(scene.treasurer_of(bumm))
    answer = client.get(of_book("statement", bumm, group.pk) + OF_MARCH)
    assert [row.amount for row in answer.context["statement"].parts[0].movements] == [70_000]
    assert desk(treasurer).get(of_book("statement", bumm, group.pk)).status_code == 302


@pytest.mark.parametrize(
    "days", ["?first=2014-03-31&last=2014-03-01", "?first=2013-01-01&last=2014-03-01", "?first=kemarin&last="]
)
def test_days_that_make_no_sense_are_said_so_and_kept(bumm: Bumm, melati: Group, treasurer: User, days: str) -> None:
    answer = desk(treasurer).get(of_book("statement", bumm, melati.pk) + days)
    assert answer.context["form"].errors and "statement" not in answer.context
    assert f'value="{days.split("=")[1].split("&")[0]}"' in text(answer)


def test_a_statement_begins_with_the_last_three_months(bumm: Bumm, melati: Group, treasurer: User) -> None:
    days = desk(treasurer).get(of_book("statement", bumm, melati.pk)).context["statement"].days
    assert days == last_months()
    assert days.first.day == 1 and days.last == timezone.localdate()
    assert 89 <= (days.last - days.first).days <= 123


def test_a_group_reads_its_own_statement_and_no_other(bumm: Bumm, melati: Group) -> None:
    kenanga = group_of(bumm, name="Perca Kenanga")
    sold(bumm, kenanga, "3", Money.BANK)
    client = desk(holder("group_admin", group=melati))
    shown = text(client.get(of_book("statement", bumm, melati.pk) + OF_MARCH))
    assert "Rp180.000" in shown and "entry/inspect" not in shown
    assert f'"{of_book("groups", bumm)}"' not in shown
    for address in (of_book("statement", bumm, kenanga.pk), of_book("groups", bumm), reverse("payoutbatch:index")):
        assert client.get(address).status_code == 302
    assert client.get(of_book("statement", bumm, group_of(bumm).pk)).status_code == 404


@pytest.mark.usefixtures("pango")
def test_a_statement_is_drawn(bumm: Bumm, melati: Group) -> None:
    client = desk(holder("group_admin", group=melati))
    answer = client.get(of_book("statement_pdf", bumm, melati.pk) + OF_MARCH)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


# --- Batches ---------------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_prepares_one_batch(bumm: Bumm, melati: Group, treasurer: User) -> None:
    client, address = desk(treasurer), at("prepare", bumm.book.pk)
    shown = text(client.get(address))
    assert "Perca Melati" in shown and "Rp80.000" in shown
    for _again in range(2):
        answer = client.post(address, {"number": 1, "method": "bank"})
        assert answer.url == at("inspect", PayoutBatch.objects.get().pk)
    assert list(Payout.objects.values_list("group", "amount")) == [(melati.pk, 80_000)]
    assert client.post(address, {"number": 1, "method": "cash"}).status_code == 200


@pytest.mark.usefixtures("melati")
def test_what_cannot_be_prepared_is_said_and_what_was_chosen_kept(bumm: Bumm, treasurer: User) -> None:
    client, address = desk(treasurer), at("prepare", bumm.book.pk)
    answer = client.post(address, {"number": 1, "method": "cash"})
    assert answer.context["form"].non_field_errors()
    assert answer.context["form"]["method"].value() == "cash"
    assert client.post(address, {"number": "x", "method": "sapi"}).status_code == 200
    assert not PayoutBatch.objects.exists()


@pytest.mark.usefixtures("melati")
def test_another_approves_with_the_list_and_the_balance_before_them(
    bumm: Bumm, treasurer: User, supervisor: User
) -> None:
    batch, client = prepared(bumm, treasurer), desk(supervisor)
    assert at("approve", batch.pk) in text(client.get(at("inspect", batch.pk)))
    shown = text(client.get(at("approve", batch.pk)))
    assert "Perca Melati" in shown and "Rp80.000" in shown and "Rp100.000" in shown
    assert client.post(at("approve", batch.pk)).url == at("inspect", batch.pk)
    assert PayoutBatch.objects.get().approved_by == supervisor


@pytest.mark.usefixtures("melati")
def test_an_approver_is_warned_of_money_that_is_not_there(bumm: Bumm, treasurer: User, supervisor: User) -> None:
    batch = prepared(bumm, treasurer, "cash")
    shown = desk(supervisor).get(at("approve", batch.pk))
    assert shown.context["missing"] == 80_000


@pytest.mark.usefixtures("melati")
def test_nobody_approves_their_own(bumm: Bumm, treasurer: User) -> None:
    people.assign(user=treasurer, role=people.Role.objects.get(code="supervisor"), bumm=bumm)
    batch, client = prepared(bumm, treasurer), desk(treasurer)
    assert at("approve", batch.pk) not in text(client.get(at("inspect", batch.pk)))
    assert client.post(at("approve", batch.pk)).url == at("inspect", batch.pk)
    assert PayoutBatch.objects.get().state == "prepared"
    assert not [task for task in settlement_tasks(treasurer) if task.waiting and "state=prepared" in task.url]


@pytest.mark.usefixtures("melati")
def test_a_batch_is_cancelled_with_a_reason(bumm: Bumm, treasurer: User, supervisor: User) -> None:
    batch, client = prepared(bumm, treasurer), desk(supervisor)
    assert client.post(at("cancel", batch.pk), {"reason": "  "}).status_code == 200
    assert client.post(at("cancel", batch.pk), {"reason": "tunai saja"}).status_code == 302
    assert set(batch.payouts.values_list("state", "reason")) == {("struck", "tunai saja")}
    assert at("cancel", batch.pk) not in text(client.get(at("inspect", batch.pk)))
    assert client.get(at("cancel", batch.pk)).status_code == 302


def test_all_or_those_ticked_are_recorded_as_paid(bumm: Bumm, melati: Group, treasurer: User, supervisor: User) -> None:
    sold(bumm, group_of(bumm, name="Perca Kenanga"), "3", Money.CASH)
    batch, client = approved(bumm, treasurer, supervisor, "cash"), desk(treasurer)
    first, second = batch.payouts.order_by("pk")
    ticked = client.get(at("pay", batch.pk), {"payout": first.pk})
    assert "Perca Kenanga" in text(ticked) and "Perca Melati" not in text(ticked)
    sent = {"payout": first.pk, "paid_on": "2014-03-20", "proofs": proof()}
    assert client.post(at("pay", batch.pk), sent).status_code == 302
    assert set(batch.payouts.values_list("pk", "state")) == {(first.pk, "paid"), (second.pk, "listed")}
    short = client.post(at("pay", batch.pk), {"paid_on": "2014-03-21", "proofs": proof("lembar.pdf")})
    assert short.status_code == 200 and "Rp80.000" in text(short)  # there is no more cash
    assert 'value="2014-03-21"' in text(short) and "lembar.pdf" in text(short)
    kept = short.context["carried"][0].signed
    sold(bumm, melati, "4", Money.CASH)
    assert client.post(at("pay", batch.pk), {"paid_on": "2014-03-21", "kept": kept}).status_code == 302
    assert set(batch.payouts.values_list("state", flat=True)) == {"paid"}
    assert first_fault(bumm.book) is None


@pytest.mark.parametrize(
    "sent",
    [
        {"paid_on": "2014-03-20"},
        {"paid_on": "kemarin", "proofs": True},
        {"paid_on": "2100-01-01", "proofs": True},
        {"paid_on": "2014-03-20", "proofs": True, "payout": "999999"},
    ],
)
@pytest.mark.usefixtures("melati")
def test_without_a_day_a_file_or_a_payout_nothing_is_paid(
    bumm: Bumm, treasurer: User, supervisor: User, sent: dict[str, Any]
) -> None:
    batch, client = approved(bumm, treasurer, supervisor), desk(treasurer)
    answer = client.post(at("pay", batch.pk), sent | ({"proofs": proof()} if "proofs" in sent else {}))
    assert answer.status_code == 200 and answer.context["form"].errors
    assert set(batch.payouts.values_list("state", flat=True)) == {"listed"}


def test_a_payout_is_struck_off_or_comes_back(bumm: Bumm, melati: Group, treasurer: User, supervisor: User) -> None:
    batch, client = approved(bumm, treasurer, supervisor), desk(treasurer)
    payout = batch.payouts.get()
    assert client.post(at("strike", payout.pk), {"reason": ""}).status_code == 200
    assert client.post(at("strike", payout.pk), {"reason": "rekening lama"}).status_code == 302
    batch = approved(bumm, treasurer, supervisor)
    assert client.post(at("pay", batch.pk), {"paid_on": "2014-03-20", "proofs": proof()}).status_code == 302
    payout = batch.payouts.get()
    assert at("return", payout.pk) in text(client.get(at("inspect", batch.pk)))
    refused = client.post(at("return", payout.pk), {"returned_on": "2014-03-25", "reason": "", "proofs": proof()})
    assert refused.status_code == 200 and 'value="2014-03-25"' in text(refused)
    sent = {"returned_on": "2014-03-25", "reason": "rekening ditutup", "proofs": proof()}
    assert client.post(at("return", payout.pk), sent).status_code == 302
    assert standing_of(bumm.book, melati, LATER).owed == 180_000
    assert client.get(at("return", payout.pk)).status_code == 302  # it is not the time for this any more
    owed = told(bumm, melati)[0]
    assert owed.movements[-1].what.startswith("Payment came back, batch 2") and owed.closing == 180_000


@pytest.mark.usefixtures("melati")
def test_the_bank_gets_accounts_as_they_were_approved(
    bumm: Bumm, melati: Group, treasurer: User, supervisor: User
) -> None:
    batch, client = approved(bumm, treasurer, supervisor), desk(treasurer)
    account = {"bank": "Bank Lain", "number": "99999999", "name": "Orang"}
    distribution.record_bank_account(party=people.party_of(melati), by=treasurer, **account)
    rows = rows_of(client.get(at("bank_list", batch.pk)))
    assert rows[1:] == [["1", "Bank", "12345678", "Perca Melati", "80000", "UK-1-1"]]
    assert client.get(at("cash_sheet", batch.pk)).status_code == 404
    assert "12345678" in text(client.get(at("inspect", batch.pk)))
    assert "12345678" not in text(desk(supervisor).get(at("inspect", batch.pk)))
    assert "12345678" not in text(desk(supervisor).get(at("inspect", batch.pk), {"export": "csv"}))


@pytest.mark.usefixtures("melati")
def test_nothing_goes_out_before_it_is_approved(bumm: Bumm, treasurer: User) -> None:
    batch = prepared(bumm, treasurer)
    assert desk(treasurer).get(at("bank_list", batch.pk)).url == at("inspect", batch.pk)


@pytest.mark.usefixtures("melati", "pango")
def test_the_cash_sheet_is_shown_and_drawn(bumm: Bumm, treasurer: User, supervisor: User) -> None:
    batch, client = approved(bumm, treasurer, supervisor, "cash"), desk(treasurer)
    shown = text(client.get(at("cash_sheet", batch.pk)))
    assert "Perca Melati" in shown and "Rp80.000" in shown
    assert client.get(at("cash_sheet_pdf", batch.pk)).content.startswith(b"%PDF")


def test_the_list_of_batches_shows_sums_and_asks_no_more_for_more(bumm: Bumm, melati: Group, treasurer: User) -> None:
    client, index = desk(treasurer), reverse("payoutbatch:index")
    prepared(bumm, treasurer)
    assert "Rp80.000" in text(client.get(index))
    with CaptureQueriesContext(connection) as one:
        client.get(index)
    sold(bumm, group_of(bumm), "3", Money.BANK)
    prepared(bumm, treasurer, "cash")
    with CaptureQueriesContext(connection) as two:
        client.get(index)
    assert len(two) <= len(one)
    assert len(rows_of(client.get(index, {"export": "csv", "method": "cash"}))) == 2
    assert "Rp80.000" not in text(client.get(index, {"state": "approved"}))


def test_other_bumm_and_other_roles_are_refused(bumm: Bumm, melati: Group, treasurer: User, supervisor: User) -> None:
    batch = approved(bumm, treasurer, supervisor)
    stranger = desk(scene.treasurer_of(bumm_that_sells(place="mojosongo")))
    payout = batch.payouts.get()
    addresses = [at(step, batch.pk) for step in ("inspect", "approve", "cancel", "pay", "bank_list")]
    addresses += [at("prepare", bumm.book.pk), at("strike", payout.pk), at("return", payout.pk)]
    addresses += [of_book("groups", bumm), of_book("hand_in", bumm), of_book("statement", bumm, melati.pk)]
    for address in addresses:
        assert stranger.get(address).status_code == 302, address
    assert batch.book.name not in text(stranger.get(reverse("payoutbatch:index")))
    auditor = desk(holder("auditor"))
    assert "Perca Melati" in text(auditor.get(at("inspect", batch.pk)))
    assert at("pay", batch.pk) not in text(auditor.get(at("inspect", batch.pk)))
    assert auditor.post(at("pay", batch.pk), {"paid_on": "2014-03-20", "proofs": proof()}).status_code == 302
    assert set(batch.payouts.values_list("state", flat=True)) == {"listed"}


# --- Cash that is handed in ------------------------------------------------------------------------------------------


def test_a_form_sent_twice_hands_in_once(bumm: Bumm, melati: Group, treasurer: User) -> None:
    client, address = desk(treasurer), of_book("hand_in", bumm)
    form = client.get(address, {"who": f"group-{melati.pk}"}).context["form"]
    sent = {name: form[name].value() for name in ("sending", "who", "into")}
    sent |= {"amount": "60.000", "on": "2014-03-10"}
    for _again in range(2):
        assert client.post(address, sent).url == of_book("groups", bumm)
    assert standing_of(bumm.book, melati, LATER).custody == 40_000
    held = told(bumm, melati)[1]
    assert (held.movements[-1].what, held.closing) == ("Handed in", 40_000)
    other = client.post(address, sent | {"amount": "10.000"})
    assert other.status_code == 200 and other.context["form"].non_field_errors()


def test_an_attendant_hands_in_what_he_took(bumm: Bumm, treasurer: User) -> None:
    attendant = UserFactory()
    paid(sale_of(bumm, Line(1, group_of(bumm), 1, 30_000)), 30_000, into=Money.CUSTODY, holder=attendant)
    client, address = desk(treasurer), of_book("hand_in", bumm)
    assert f"?who=user-{attendant.pk}" in text(client.get(of_book("groups", bumm)))
    form = client.get(address).context["form"]
    sent = {"sending": form["sending"].value(), "who": f"user-{attendant.pk}", "on": "2014-03-10", "into": "1.1.01.02"}
    assert client.post(address, sent | {"amount": "30.000", "proofs": proof()}).status_code == 302
    assert held_by(bumm.book, attendant.pk) == 0
    assert first_fault(bumm.book) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", "100.001"),
        ("amount", "sapi"),
        ("amount", ""),
        ("who", "group-0"),
        ("on", "2100-01-01"),
        ("sending", "x"),
    ],
)
def test_what_cannot_be_handed_in_is_said_and_what_was_typed_kept(
    bumm: Bumm, melati: Group, treasurer: User, name: str, value: str
) -> None:
    client, address = desk(treasurer), of_book("hand_in", bumm)
    sending = client.get(address).context["form"]["sending"].value()
    sent = {
        "sending": sending,
        "who": f"group-{melati.pk}",
        "amount": "50.000",
        "on": "2014-03-10",
        "into": "1.1.01.01",
    }
    answer = client.post(address, sent | {"proofs": proof("kuitansi.pdf"), name: value})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert answer.context["form"][name].value() == value
    assert "kuitansi.pdf" in text(answer)
    assert standing_of(bumm.book, melati, LATER).custody == 100_000


# --- Tasks -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("melati")
def test_the_first_page_says_what_waits(bumm: Bumm, treasurer: User, supervisor: User) -> None:
    assert [task.waiting for task in settlement_tasks(treasurer)] == [1, 0]
    assert [task.waiting for task in settlement_tasks(supervisor)] == [0]
    batch = prepared(bumm, treasurer)
    assert [task.waiting for task in settlement_tasks(treasurer)] == [0, 0]
    assert [task.waiting for task in settlement_tasks(supervisor)] == [1]
    services.approve_batch(batch=batch, by=supervisor)
    assert [task.waiting for task in settlement_tasks(treasurer)] == [0, 1]
    other = bumm_that_sells(place="mojosongo")
    assert [task.waiting for task in settlement_tasks(scene.treasurer_of(other))] == [0, 0]
