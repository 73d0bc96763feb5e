"""The office's screens of payments: what each role is shown and may do, what forms keep, and what goes to the bank."""

import csv
import datetime as dt
import io
from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bumm.distribution import services
from bumm.distribution.cash_sheet import sheet_part
from bumm.distribution.models import BankAccount, Distribution, GroupRule, Payment, PaymentBatch
from bumm.distribution.office.paying_tasks import paying_tasks
from bumm.distribution.paying import left_to_pay, units_of
from bumm.distribution.selectors import outstanding
from bumm.ledger import services as ledger
from bumm.ledger.models import Entry
from bumm.people import services as people
from bumm.people.models import Party, User
from tests.bumm.distribution import scene
from tests.factories import BummFactory, GroupFactory, PersonFactory, a_resident, holder

pytestmark = pytest.mark.django_db

MARCH, APRIL = dt.date(2014, 3, 1), dt.date(2014, 4, 1)
BANK, CASH, LAPSE = PaymentBatch.Method.BANK, PaymentBatch.Method.CASH, PaymentBatch.Method.LAPSE


@pytest.fixture(scope="module")
def posted_run(standing: None) -> tuple[Distribution, list[Party]]:
    names = ("Siti Aminah", "Bambang", "Retno")
    owners = [people.party_of(PersonFactory(name=name, nik="")) for name in names]
    bumm = scene.founded([("owners", 10_000)], lapse_months=240)
    scene.own(bumm, dict(zip(owners, (3, 2, 1), strict=True)))
    scene.earn(bumm, 600_000)
    cash = ledger.Draft("kas", dt.date(2013, 6, 2), ((scene.CASH, "3.4.01", 900_000),))
    ledger.post(book=bumm.book, draft=cash)
    scene.close(bumm)
    about = {"bank": "Bank Rakyat", "number": "0012345678", "name": "=Siti"}
    services.record_bank_account(party=owners[0], by=None, **about)
    return scene.posted(bumm, 600_000), owners


@pytest.fixture
def run_of_owners(db: None, posted_run: tuple[Distribution, list[Party]]) -> tuple[Distribution, list[Party]]:
    return deepcopy(posted_run)


@pytest.fixture
def owners(run_of_owners: tuple[Distribution, list[Party]]) -> list[Party]:
    """The first has a bank account, the other two have none."""
    return run_of_owners[1]


@pytest.fixture
def run(run_of_owners: tuple[Distribution, list[Party]]) -> Distribution:
    """300,000 / 200,000 / 100,000 are payable, and 600,000 stand on the bank and 900,000 in cash."""
    return run_of_owners[0]


@pytest.fixture
def treasurer(run: Distribution) -> User:
    return scene.treasurer_of(run.bumm)


@pytest.fixture
def supervisor(run: Distribution) -> User:
    return scene.supervisor_of(run.bumm)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: HttpResponse) -> str:
    return answer.getvalue().decode()


def proof(name: str = "mutasi.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4 {name}".encode())


def prepared(run: Distribution, by: User, method: str = CASH, number: int = 1, **details: Any) -> PaymentBatch:
    return services.prepare_batch(distribution=run, number=number, method=method, by=by, **details)


def approved(run: Distribution, by: User, approver: User, method: str = CASH, number: int = 1) -> PaymentBatch:
    return services.approve_batch(batch=prepared(run, by, method, number), by=approver)


def page_of(client: Client, batch: PaymentBatch, query: str = "") -> str:
    return text(client.get(reverse("paymentbatch:inspect", args=[batch.pk]) + query))


def at(step: str, *keys: int) -> str:
    return reverse(f"paymentbatch:{step}", args=keys)


# --- Preparing -------------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_batch(run: Distribution, treasurer: User) -> None:
    client = desk(treasurer)
    shown = text(client.get(at("prepare", run.pk)))
    assert "Rp300.000" in shown
    assert left_to_pay(run).banked == (1, 300_000)
    assert left_to_pay(run).others == (2, 300_000)
    for _again in range(2):
        answer = client.post(at("prepare", run.pk), {"number": 1, "method": "cash"})
        assert answer.status_code == 302
    batch = PaymentBatch.objects.get()
    assert (batch.method, batch.payments.count()) == (CASH, 2)
    assert left_to_pay(run).everybody == (1, 300_000)


def test_what_cannot_be_prepared_is_said_and_what_was_chosen_kept(run: Distribution, treasurer: User) -> None:
    client = desk(treasurer)
    answer = client.post(at("prepare", run.pk), {"number": 1, "method": "lapse"})
    assert "20 Februari 2034" in text(answer)
    assert answer.context["form"]["method"].value() == "lapse"
    prepared(run, treasurer, BANK)
    answer = client.post(at("prepare", run.pk), {"number": 1, "method": "cash", "also_with_account": "on"})
    assert answer.status_code == 200
    assert "checked" in str(answer.context["form"]["also_with_account"])
    assert client.post(at("prepare", run.pk), {"number": "x", "method": "sapi"}).status_code == 200
    assert PaymentBatch.objects.count() == 1


# --- Approving and cancelling ----------------------------------------------------------------------------------------


def test_another_person_approves_with_the_list_and_the_balance_before_them(
    run: Distribution, treasurer: User, supervisor: User
) -> None:
    batch, client = prepared(run, treasurer), desk(supervisor)
    assert at("approve", batch.pk) in page_of(client, batch)
    shown = text(client.get(at("approve", batch.pk)))
    assert "Bambang" in shown and "Rp200.000" in shown and "Rp900.000" in shown
    assert client.post(at("approve", batch.pk)).url == at("inspect", batch.pk)
    assert PaymentBatch.objects.get().approved_by == supervisor


def test_an_approver_is_warned_of_money_that_is_not_there(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = prepared(run, treasurer)
    ledger.post(book=run.book, draft=ledger.Draft("beli", MARCH, (("1.3.01", scene.CASH, 650_000),)))
    shown = desk(supervisor).get(at("approve", batch.pk))
    assert shown.context["missing"] == 50_000
    assert "Rp50.000" in text(shown)


def test_nobody_approves_their_own(run: Distribution) -> None:
    both = scene.treasurer_of(run.bumm)
    people.assign(user=both, role=people.Role.objects.get(code="supervisor"), bumm=run.bumm)
    batch, client = prepared(run, both), desk(both)
    assert at("approve", batch.pk) not in page_of(client, batch)
    assert client.post(at("approve", batch.pk)).url == at("inspect", batch.pk)
    assert PaymentBatch.objects.get().state == "prepared"
    assert not [task for task in paying_tasks(both) if task.waiting and "state=prepared" in task.url]


def test_a_batch_is_cancelled_with_a_reason(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = prepared(run, treasurer), desk(supervisor)
    assert client.post(at("cancel", batch.pk), {"reason": "  "}).status_code == 200
    assert PaymentBatch.objects.get().state == "prepared"
    assert client.post(at("cancel", batch.pk), {"reason": "lewat bank saja"}).status_code == 302
    assert set(batch.payments.values_list("state", "reason")) == {("struck", "lewat bank saja")}
    assert at("cancel", batch.pk) not in page_of(client, batch)


# --- Paying ----------------------------------------------------------------------------------------------------------


def test_all_or_those_ticked_are_recorded_as_paid(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = approved(run, treasurer, supervisor), desk(treasurer)
    first, second = batch.payments.order_by("pk")
    ticked = client.get(at("pay", batch.pk), {"payment": first.pk})
    assert "Bambang" in text(ticked) and "Retno" not in text(ticked)
    sent = {"payment": first.pk, "paid_on": "2014-03-01", "proofs": proof()}
    assert client.post(at("pay", batch.pk), sent).status_code == 302
    assert set(batch.payments.values_list("pk", "state")) == {(first.pk, "paid"), (second.pk, "listed")}
    assert client.post(at("pay", batch.pk), {"paid_on": "2014-04-01", "proofs": proof()}).status_code == 302
    assert [entry.effective_on for entry in Entry.objects.filter(payments__batch=batch)] == [MARCH, APRIL]
    assert outstanding(run) == 300_000


def test_a_refused_form_keeps_the_day_and_the_file(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = approved(run, treasurer, supervisor), desk(treasurer)
    late = client.post(at("pay", batch.pk), {"paid_on": "2014-02-19", "proofs": proof("lembar.pdf")})
    assert "20 Februari 2014" in text(late)
    assert 'value="2014-02-19"' in text(late) and "lembar.pdf" in text(late)
    kept = late.context["carried"][0].signed
    assert client.post(at("pay", batch.pk), {"paid_on": "2014-03-01", "kept": kept}).status_code == 302
    assert outstanding(run) == 300_000


@pytest.mark.parametrize(
    "sent",
    [
        {"paid_on": "2014-03-01"},
        {"paid_on": "kemarin", "proofs": True},
        {"paid_on": "", "proofs": True},
        {"paid_on": "2100-01-01", "proofs": True},
        {"paid_on": "2014-03-01", "proofs": True, "payment": "999999"},
        {"paid_on": "2014-03-01", "kept": "0" * 64},
    ],
)
def test_without_a_day_a_file_or_a_payment_nothing_is_paid(
    run: Distribution, treasurer: User, supervisor: User, sent: dict[str, Any]
) -> None:
    batch, client = approved(run, treasurer, supervisor), desk(treasurer)
    answer = client.post(at("pay", batch.pk), sent | ({"proofs": proof()} if "proofs" in sent else {}))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert set(batch.payments.values_list("state", flat=True)) == {"listed"}


def test_a_file_that_is_none_is_said_so(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = approved(run, treasurer, supervisor), desk(treasurer)
    bad = SimpleUploadedFile("catatan.exe", b"MZ")
    answer = client.post(at("pay", batch.pk), {"paid_on": "2014-03-01", "proofs": bad})
    assert "catatan.exe" in str(answer.context["form"].errors["proofs"])


def test_a_payment_that_came_back_is_due_again(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = approved(run, treasurer, supervisor, BANK), desk(treasurer)
    services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    payment = batch.payments.get()
    assert at("return", payment.pk) in page_of(client, batch)
    refused = client.post(at("return", payment.pk), {"returned_on": "2014-04-01", "reason": "", "proofs": proof()})
    assert refused.status_code == 200 and 'value="2014-04-01"' in text(refused)
    sent = {"returned_on": "2014-04-01", "reason": "rekening ditutup", "proofs": proof()}
    assert client.post(at("return", payment.pk), sent).status_code == 302
    assert outstanding(run) == 600_000
    assert client.get(at("return", payment.pk)).status_code == 302  # it is not the time for this any more


def test_one_payment_is_struck_off(run: Distribution, treasurer: User) -> None:
    batch, client = prepared(run, treasurer), desk(treasurer)
    payment = batch.payments.all()[0]
    assert client.post(at("strike", payment.pk), {"reason": ""}).status_code == 200
    assert client.post(at("strike", payment.pk), {"reason": "pindah"}).status_code == 302
    payment.refresh_from_db()
    assert (payment.state, payment.reason) == ("struck", "pindah")


def test_money_of_a_reversed_run_is_given_back(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = approved(run, treasurer, supervisor, BANK), desk(treasurer)
    services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    services.reverse_distribution(distribution=run, effective_on=APRIL, reason="salah", by=supervisor)
    payment = batch.payments.get()
    assert at("recover", payment.pk) in page_of(client, batch)
    wrong = client.post(at("recover", payment.pk), {"recovered_on": "2014-04-02", "into": "9", "proofs": proof()})
    assert wrong.status_code == 200
    sent = {"recovered_on": "2014-04-02", "into": "1.1.01.01", "proofs": proof()}
    assert client.post(at("recover", payment.pk), sent).status_code == 302
    payment.refresh_from_db()
    assert payment.state == Payment.State.RECOVERED
    assert client.get(at("prepare", run.pk)).status_code == 302  # nothing is paid of it


# --- Who sees and does what ------------------------------------------------------------------------------------------


def test_other_bumm_and_other_roles_are_refused(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = approved(run, treasurer, supervisor)
    other = scene.founded([("owners", 10_000)], place="mojosongo")
    stranger = desk(scene.treasurer_of(other))
    payment = batch.payments.all()[0]
    addresses = [at(step, batch.pk) for step in ("inspect", "approve", "cancel", "pay", "cash_sheet", "bank_list")]
    addresses += [at("prepare", run.pk), at("strike", payment.pk)]
    addresses.append(reverse("payout:statement", args=[run.pk, payment.party_id]))
    for address in addresses:
        assert stranger.get(address).status_code in (302, 404), address
    assert "Bambang" not in text(stranger.get(reverse("paymentbatch:index")))
    auditor = desk(holder("auditor"))
    assert "Bambang" in page_of(auditor, batch)
    assert at("pay", batch.pk) not in page_of(auditor, batch)
    assert auditor.post(at("pay", batch.pk), {"paid_on": "2014-03-01", "proofs": proof()}).status_code == 302
    assert set(batch.payments.values_list("state", flat=True)) == {"listed"}


def test_a_batch_is_searched_narrowed_and_taken_along(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch, client = approved(run, treasurer, supervisor, BANK), desk(treasurer)
    assert "0012345678" in page_of(client, batch)
    assert "0012345678" not in page_of(desk(supervisor), batch) and "5678" in page_of(desk(supervisor), batch)
    assert "Siti" in page_of(client, batch, "?q=siti&state=listed")
    assert "Siti" not in page_of(client, batch, "?q=bambang")
    assert "Siti" not in page_of(client, batch, "?state=paid")
    rows = list(csv.reader(io.StringIO(page_of(client, batch, "?export=csv").removeprefix("\ufeff"))))
    assert rows[1][:2] == ["Siti Aminah", "300000"] and rows[1][5] == "0012345678"
    assert client.get(at("inspect", batch.pk) + "?export=xlsx").status_code == 200


def test_a_page_of_a_batch_does_not_ask_more_for_more_payments(
    run: Distribution, treasurer: User, django_assert_max_num_queries: Any
) -> None:
    batch, client = prepared(run, treasurer), desk(treasurer)
    page_of(client, batch)
    with CaptureQueriesContext(connection) as few:
        page_of(client, batch)
    services.cancel_batch(batch=batch, reason="semua")
    more = prepared(run, treasurer, number=2, also_with_account=True)
    with django_assert_max_num_queries(len(few)):
        assert "Siti" in page_of(client, more)


def test_the_list_of_batches_shows_sums_and_asks_no_more_for_more(run: Distribution, treasurer: User) -> None:
    client = desk(treasurer)
    prepared(run, treasurer, BANK)
    index = reverse("paymentbatch:index")
    assert "Rp300.000" in text(client.get(index))
    with CaptureQueriesContext(connection) as one:
        client.get(index)
    prepared(run, treasurer, CASH, 2)
    with CaptureQueriesContext(connection) as two:
        client.get(index)
    assert len(two) <= len(one)
    sheet = text(client.get(index, {"export": "csv", "method": "cash"}))
    assert "300000" in sheet and sheet.count("\n") == 2


# --- What goes out ---------------------------------------------------------------------------------------------------


def test_the_bank_gets_harmless_rows_and_accounts_as_they_were_approved(
    run: Distribution, owners: list[Party], treasurer: User, supervisor: User
) -> None:
    batch, client = approved(run, treasurer, supervisor, BANK), desk(treasurer)
    services.record_bank_account(party=owners[0], bank="Bank Lain", number="99999999", name="Orang", by=treasurer)
    rows = list(csv.reader(io.StringIO(client.get(at("bank_list", batch.pk)).content.decode("utf-8-sig"))))
    assert rows[1:] == [["1", "Bank Rakyat", "0012345678", "'=Siti", "300000", "BH-2013-1-1"]]
    assert client.get(at("cash_sheet", batch.pk)).status_code == 404


def test_nothing_goes_out_before_it_is_approved(run: Distribution, treasurer: User) -> None:
    batch = prepared(run, treasurer, BANK)
    assert desk(treasurer).get(at("bank_list", batch.pk)).url == at("inspect", batch.pk)


def test_the_cash_sheet_has_so_many_a_page_and_adds_up(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = approved(run, treasurer, supervisor)
    part = sheet_part(batch, 7)
    assert (part.number, part.parts, part.all_pages, part.receivers, part.amount) == (1, 1, 1, 2, 300_000)
    assert [(each.place, each.name, each.units, each.amount) for each in part.pages[0].receivers] == [
        (1, "Bambang", 2, 200_000),
        (2, "Retno", 1, 100_000),
    ]
    shown = text(desk(treasurer).get(at("cash_sheet", batch.pk)))
    assert "Bambang" in shown and "Rp300.000" in shown


def test_long_sheets_come_in_pages_and_parts(
    monkeypatch: pytest.MonkeyPatch, run: Distribution, treasurer: User
) -> None:
    monkeypatch.setattr("bumm.distribution.cash_sheet.RECEIVERS_A_PAGE", 1)
    monkeypatch.setattr("bumm.distribution.cash_sheet.PAGES_A_PART", 2)
    batch = prepared(run, treasurer, also_with_account=True)
    first, second = sheet_part(batch, 1), sheet_part(batch, 2)
    assert (first.parts, first.all_pages, [page.number for page in first.pages]) == (2, 3, [1, 2])
    assert [each.place for page in second.pages for each in page.receivers] == [3]
    assert sum(page.amount for part in (first, second) for page in part.pages) == first.amount == 600_000
    assert second.is_last and not first.is_last


@pytest.mark.usefixtures("pango")
def test_the_cash_sheet_is_drawn(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = approved(run, treasurer, supervisor)
    answer = desk(treasurer).get(at("cash_sheet_pdf", batch.pk))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


# --- Bank accounts and groups' rules ---------------------------------------------------------------------------------


def test_an_account_is_recorded_for_a_holder_who_was_searched(run: Distribution, owners: list[Party]) -> None:
    client, add = desk(scene.treasurer_of(run.bumm)), reverse("bankaccount:add")
    assert f"?party={owners[1].pk}" in text(client.get(add, {"q": "bambang"}))
    assert "Bambang" not in text(client.get(add, {"q": "tidak ada"}))
    address = f"{add}?party={owners[1].pk}"
    wrong = client.post(address, {"bank": "Bank Jateng", "number": "12ab", "name": "Bambang"})
    assert wrong.status_code == 200 and 'value="12ab"' in text(wrong)
    sent = {"bank": "Bank Jateng", "number": "3-001.234 567", "name": "Bambang"}
    assert client.post(address, sent).status_code == 302
    assert BankAccount.objects.get(party=owners[1]).number == "3001234567"
    stranger = a_resident()
    assert client.get(f"{add}?party={stranger.pk}").status_code == 302
    assert client.get(f"{add}?party=x").status_code == 302
    assert client.post(add, sent).status_code == 200
    assert BankAccount.objects.count() == 2


def test_only_a_treasurer_sees_whole_numbers_and_the_latest_counts(run: Distribution, owners: list[Party]) -> None:
    index = reverse("bankaccount:index")
    services.record_bank_account(party=owners[0], bank="Bank Baru", number="7777788888", name="Siti", by=None)
    treasurer, manager = desk(scene.treasurer_of(run.bumm)), desk(holder("manager", bumm=run.bumm))
    assert "7777788888" in text(treasurer.get(index)) and "0012345678" not in text(treasurer.get(index))
    assert "7777788888" not in text(manager.get(index)) and "••••8888" in text(manager.get(index))
    assert "7777788888" not in text(manager.get(index, {"export": "csv"}))
    other = scene.founded([("owners", 10_000)], place="mojosongo")
    assert "Bank Baru" not in text(desk(scene.treasurer_of(other)).get(index))
    assert manager.get(reverse("bankaccount:add")).status_code == 302


def test_a_group_rule_is_recorded_with_its_history(run: Distribution) -> None:
    group = GroupFactory(selling_bumm=run.bumm)
    members = [PersonFactory(nik="") for _ in range(2)]
    for member in members:
        people.join_group(person=member, group=group, since=dt.date(2013, 1, 1))
    client = desk(holder("manager", bumm=run.bumm))
    address = reverse("grouprule:of_group", args=[group.pk])
    assert address in text(client.get(reverse("grouprule:add")))
    none = client.post(address, {"from_day": "2014-05-01"})
    assert none.status_code == 200 and 'value="2014-05-01"' in text(none)
    heavy = client.post(address, {"from_day": "2014-05-01", f"member_{members[0].pk}": "-1"})
    assert heavy.status_code == 200
    sent = {"from_day": "2014-05-01", f"member_{members[0].pk}": "2", f"member_{members[1].pk}": ""}
    assert client.post(address, sent | {"proofs": [proof("a.pdf"), proof("b.pdf")]}).status_code == 200
    assert not GroupRule.objects.exists()
    assert client.post(address, sent | {"proofs": proof("keputusan.pdf")}).status_code == 302
    rule = GroupRule.objects.get()
    assert list(rule.weights.values_list("person", "weight")) == [(members[0].pk, 2)]
    assert rule.evidence and rule.evidence.name in text(client.get(address))
    assert client.post(address, sent).status_code == 200  # one a day
    assert desk(holder("auditor")).post(address, sent).status_code == 302
    other = GroupFactory(selling_bumm=BummFactory(place="mojosongo"))
    assert client.get(reverse("grouprule:of_group", args=[other.pk])).status_code == 302


# --- Tasks -----------------------------------------------------------------------------------------------------------


def test_the_first_page_says_what_waits(run: Distribution, treasurer: User, supervisor: User) -> None:
    assert [task.waiting for task in paying_tasks(treasurer)] == [1, 0, 0]
    assert [task.waiting for task in paying_tasks(supervisor)] == [0]
    batch = prepared(run, treasurer, also_with_account=True)
    assert [task.waiting for task in paying_tasks(treasurer)] == [0, 0, 0]
    assert [task.waiting for task in paying_tasks(supervisor)] == [1]
    services.approve_batch(batch=batch, by=supervisor)
    assert [task.waiting for task in paying_tasks(treasurer)] == [0, 1, 0]
    other = scene.founded([("owners", 10_000)], place="mojosongo")
    assert [task.waiting for task in paying_tasks(scene.treasurer_of(other))] == [0, 0, 0]


def test_what_is_about_to_lapse_waits_for_the_treasurer(owners: list[Party]) -> None:
    bumm = scene.founded([("owners", 10_000)], lapse_months=36, place="mojosongo")
    scene.own(bumm, {owners[0]: 1})
    scene.earn(bumm, 10)
    scene.close(bumm)
    run = scene.posted(bumm, 10)
    treasurer = scene.treasurer_of(bumm)
    assert [task.waiting for task in paying_tasks(treasurer)] == [1, 0, 1]
    lapse = approved(run, treasurer, scene.supervisor_of(bumm), LAPSE)
    client = desk(treasurer)
    assert client.post(at("pay", lapse.pk), {"paid_on": timezone.localdate().isoformat()}).status_code == 302
    assert outstanding(run) == 0
    assert [task.waiting for task in paying_tasks(treasurer)] == [0, 0, 0]


def test_share_days_count_as_such(owners: list[Party]) -> None:
    """3 shares from 1 March through 31 December 2013 are 306 days each."""
    bumm = scene.founded([("owners", 10_000)], weighting="share_days", place="mojosongo")
    scene.own(bumm, {owners[0]: 3})
    scene.earn(bumm, 600)
    scene.close(bumm)
    run = scene.prepared(bumm, 600)
    assert units_of(run, [owners[0].pk]) == {owners[0].pk: 918}
