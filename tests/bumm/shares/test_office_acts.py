"""Deeds on the register in the office: what is done, what is refused, and what is kept of what was typed."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bumm.charter import services as charters
from bumm.ledger import services as ledger
from bumm.ledger.models import Book
from bumm.ledger.selectors import balances
from bumm.people import services as people
from bumm.people.models import Bumm, Party
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.models import RedemptionPayment, ShareClass, ShareEvent, Subscription
from bumm.shares.office.tasks import office_tasks
from bumm.shares.selectors import holdings
from bumm.shares.verification import redemptions_agree
from bumm.shares.votes import votes_on
from tests.factories import BummFactory, CharterFactory, MeetingFactory, PersonFactory, adopted, holder, issued

pytestmark = pytest.mark.django_db

DAY, LATER = dt.date(2013, 3, 1), dt.date(2013, 4, 1)


def desk(role: str, bumm: Bumm) -> Client:
    client = Client()
    client.force_login(holder(role, bumm=bumm))
    return client


@pytest.fixture
def bumm() -> Bumm:
    bumm = BummFactory()
    adopted(CharterFactory(bumm=bumm, redemption_liquidity_bp=10_000, redemption_price="nominal"))
    ledger.open_book(code="TIPES", name="Buku Tipes", bumm=bumm)
    return bumm


@pytest.fixture
def share_class(bumm: Bumm) -> ShareClass:
    return services.open_share_class(bumm=bumm, code="A", on=DAY)


def resident(bumm: Bumm, name: str = "Sri Wahyuni") -> Party:
    return people.party_of(PersonFactory(name=name, household__kelurahan=bumm.kelurahan))


def owns(share_class: ShareClass, quantity: int = 10) -> Party:
    party = resident(share_class.bumm)
    issued(share_class, {party: quantity}, DAY)
    return party


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def confirmed(client: Client, url: str, **fields: Any) -> HttpResponse:
    """Send a form, and then what the page asks to confirm."""
    asked = client.post(url, fields)
    assert asked.status_code == 200, text(asked)
    assert 'name="confirmed"' in text(asked)
    kept = {"kept": found.group(1)} if (found := re.search(r'name="kept" value="([^"]+)"', text(asked))) else {}
    fields.pop("evidence", None)
    return client.post(url, fields | kept | {"confirmed": "1"})


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", b"%PDF-1.4 surat")


def test_from_a_wish_to_shares(bumm: Bumm) -> None:
    treasurer, manager, sri = desk("treasurer", bumm), desk("manager", bumm), resident(bumm)
    url = reverse("register:request", args=[bumm.pk])
    assert f"person:{sri.person_id}" in text(treasurer.get(url, {"q": "wahyu"}))
    treasurer.post(f"{url}?party=person:{sri.person_id}", {"code": "A", "quantity": 4, "price": "", "on": "2013-03-01"})
    wish = Subscription.objects.get()
    assert (wish.party, wish.quantity, wish.price) == (sri, 4, 200_000)
    confirmed(treasurer, reverse("subscription:pay", args=[wish.pk]), on="2013-03-02", account="1.1.01.02")
    wish.refresh_from_db()
    assert wish.state == "paid"
    assert next(iter(office_tasks(holder("manager", bumm=bumm)))).waiting == 1
    url = reverse("shareclass:issue", args=[wish.share_class_id])
    confirmed(manager, url, wishes=[wish.pk], on="2013-03-03", evidence=proof())
    event = ShareEvent.objects.get()
    assert (event.taker, event.quantity, event.evidence.name) == (sri, 4, "surat.pdf")  # type: ignore[union-attr]


def test_what_the_charter_refuses_is_said_and_what_was_typed_stays(bumm: Bumm) -> None:
    url = f"{reverse('register:request', args=[bumm.pk])}?party=person:{resident(bumm).person_id}"
    sent = {"code": "B", "quantity": 7, "price": "", "on": "2013-03-01"}
    answer = desk("treasurer", bumm).post(url, sent)
    assert answer.status_code == 422
    assert "Sri Wahyuni" in text(answer)
    assert 'value="7"' in text(answer)
    assert not Subscription.objects.exists()
    assert not ShareClass.objects.filter(code="B").exists()


def test_nothing_is_done_before_it_is_confirmed(share_class: ShareClass) -> None:
    giver, manager = owns(share_class), desk("manager", share_class.bumm)
    url = f"{reverse('shareclass:redeem', args=[share_class.pk])}?giver={giver.pk}"
    fields = {"quantity": 2, "on": "2013-04-01", "key": "7b0e8ad0-6a0c-4f7c-9a34-111111111111"}
    assert 'name="confirmed"' in text(manager.post(url, fields))
    assert not ShareEvent.objects.filter(kind="redeem").exists()
    again = manager.post(url, fields | {"again": "1"})
    assert 'name="confirmed"' not in text(again)
    assert 'value="2"' in text(again)


def test_a_transfer_sent_twice_is_one(share_class: ShareClass) -> None:
    giver, taker = owns(share_class), resident(share_class.bumm, "Dewi")
    query = f"?giver={giver.pk}&taker=person:{taker.person_id}"
    fields = {"quantity": 3, "on": "2013-04-01", "key": "7b0e8ad0-6a0c-4f7c-9a34-222222222222", "confirmed": "1"}
    manager, url = desk("manager", share_class.bumm), reverse("shareclass:inherit", args=[share_class.pk]) + query
    assert manager.post(url, fields).status_code == 302
    assert manager.post(url, fields).status_code == 302
    assert holdings(share_class, as_of=LATER) == {giver.pk: 7, taker.pk: 3}


def test_more_than_one_has_is_refused_on_the_form_with_the_file_kept(share_class: ShareClass) -> None:
    giver, taker = owns(share_class), resident(share_class.bumm, "Dewi")
    query = f"?giver={giver.pk}&taker=person:{taker.person_id}"
    fields = {"quantity": 11, "on": "2013-04-01", "key": "7b0e8ad0-6a0c-4f7c-9a34-333333333333", "evidence": proof()}
    url = reverse("shareclass:inherit", args=[share_class.pk]) + query
    answer = desk("manager", share_class.bumm).post(url, fields)
    assert answer.status_code == 422
    assert 'value="11"' in text(answer)
    assert "surat.pdf" in text(answer)
    assert ShareEvent.objects.count() == 1


def test_a_redemption_is_owed_and_paid_once(share_class: ShareClass) -> None:
    bumm, giver = share_class.bumm, owns(share_class)
    url = f"{reverse('shareclass:redeem', args=[share_class.pk])}?giver={giver.pk}"
    confirmed(desk("manager", bumm), url, quantity=2, on="2013-04-01", key="7b0e8ad0-6a0c-4f7c-9a34-444444444444")
    event, book = ShareEvent.objects.get(kind="redeem"), Book.objects.get()
    treasurer = desk("treasurer", bumm)
    assert "Rp100.000" in text(treasurer.get(reverse("register:owed", args=[bumm.pk])))
    assert redemptions_agree(book) is None
    assert _owed(book) == 100_000
    pay = reverse("shareevent:pay", args=[event.pk])
    for _time in range(2):
        treasurer.post(pay, {"on": "2013-04-02", "account": "1.1.01.02", "confirmed": "1"})
    assert RedemptionPayment.objects.count() == 1
    assert _owed(book) == 0
    assert redemptions_agree(book) is None
    with pytest.raises(refusals.RedemptionPaid):
        services.correct_event(event=event, effective_on=LATER)


def _owed(book: Book) -> int:
    return sum(balance for account, balance in balances(book, dt.date.max) if account.code == "2.1.04")


def test_what_is_owed_beside_the_register_is_found(share_class: ShareClass) -> None:
    book = Book.objects.get()
    draft = ledger.Draft("by-hand", DAY, (("3.3.01", "2.1.04", 5_000),))
    ledger.post(book=book, draft=draft)
    assert redemptions_agree(book) is not None


def test_an_issue_is_no_redemption_to_pay(share_class: ShareClass) -> None:
    owns(share_class)
    with pytest.raises(refusals.NothingOwed):
        services.pay_redemption(event=ShareEvent.objects.get(), paid_on=LATER)


def test_a_correction_with_its_reason(share_class: ShareClass) -> None:
    giver, event = owns(share_class), ShareEvent.objects.get()
    url = reverse("shareevent:correct", args=[event.pk])
    confirmed(desk("manager", share_class.bumm), url, reason="Salah orang.", on="2013-04-01")
    assert holdings(share_class, as_of=LATER).get(giver.pk) is None
    assert Subscription.objects.get().state == "paid"


def test_a_register_is_brought_in_once_it_was_looked_at(bumm: Bumm) -> None:
    book, sri = Book.objects.get(), resident(bumm)
    ledger.post(book=book, draft=ledger.Draft("opening", DAY, (("1.1.01.02", "3.1.01", 500_000),)))
    client, url = desk("manager", bumm), reverse("register:opening", args=[bumm.pk])
    rows = f"class,party_kind,party_key,quantity,since\nA,person,{sri.person_id},10,2013-03-01\n"
    bad = client.post(url, {"file": SimpleUploadedFile("r.csv", rows.replace(",10,", ",x,").encode())})
    assert bad.status_code == 422
    assert client.post(url, {"file": SimpleUploadedFile("r.csv", b"\xff\xfe")}).status_code == 422
    shown = text(client.post(url, {"file": SimpleUploadedFile("r.csv", rows.encode())}))
    assert not ShareEvent.objects.exists()
    found = re.search(r'name="text" value="([^"]+)"', shown)
    assert found, shown
    assert client.post(url, {"text": found.group(1) + "x", "confirmed": "1"}).status_code == 422
    client.post(url, {"text": found.group(1), "confirmed": "1"})
    assert ShareEvent.objects.get().quantity == 10


def test_a_roll_by_shares(share_class: ShareClass) -> None:
    bumm = share_class.bumm
    party = owns(share_class, 6)
    founders = services.open_share_class(bumm=bumm, code="B", on=DAY)
    kelurahan = people.party_of(bumm.kelurahan)
    issued(founders, {kelurahan: 2}, DAY)
    adopted(CharterFactory(bumm=bumm, voting_rule="share"), kind="annual", held_on=dt.date(2013, 5, 1))
    meeting = MeetingFactory(bumm=bumm, kind="annual", held_on=dt.date(2013, 6, 1))
    assert votes_on(meeting) == {party.pk: 6, kelurahan.pk: 4}
    manager = desk("manager", bumm)
    assert reverse("register:votes", args=[meeting.pk]) in text(
        manager.get(reverse("meeting:inspect", args=[meeting.pk]))
    )
    manager.post(reverse("register:votes", args=[meeting.pk]))
    assert dict(meeting.voters.values_list("party", "weight")) == {party.pk: 6, kelurahan.pk: 4}
    charters.add_motion(meeting=meeting, title="Laporan", text="Menerima laporan.")
    assert charters.freeze_roll(meeting=meeting).is_frozen


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("register:request", "manager"),
        ("shareclass:issue", "treasurer"),
        ("shareclass:transfer", "supervisor"),
        ("shareclass:inherit", "treasurer"),
        ("shareclass:redeem", "treasurer"),
        ("register:opening", "treasurer"),
    ],
)
def test_each_deed_is_for_its_role_and_its_bumm(share_class: ShareClass, name: str, role: str) -> None:
    key = share_class.bumm_id if name.startswith("register") else share_class.pk
    url, right = reverse(name, args=[key]), "treasurer" if name == "register:request" else "manager"
    assert desk(right, share_class.bumm).get(url).status_code == 200
    assert desk(role, share_class.bumm).get(url).status_code == 302
    assert desk(right, BummFactory(place="mojosongo")).get(url).status_code == 302
