"""Transfers, QRIS and cash: begun, claimed, confirmed by a person, ended."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bumm.people.models import Bumm, User
from catalog.payments import exceptions as refusals
from catalog.payments import gateways, listening, proofs, services
from catalog.payments.models import MerchantAccount, Payment, Refund
from catalog.payments.models.payments import MOST_CODE
from tests.catalog.payments.scene import begun, picture, selling_bumm, static_code
from tests.factories import BummFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Payment.State


@pytest.fixture
def bumm() -> Bumm:
    return selling_bumm()


@pytest.fixture
def treasurer() -> User:
    return UserFactory(username="bendahara")


def confirm(payment: Payment, by: User, amount: int | None = None, reference: str = "BC-1") -> Payment:
    sum_ = payment.due if amount is None else amount
    return services.confirm(payment=payment, amount=sum_, on=timezone.localdate(), bank_reference=reference, by=by)


def test_a_way_is_offered_by_bumm_and_amount(bumm: Bumm) -> None:
    def codes(amount: int, of: Bumm = bumm) -> list[str]:
        return [gateway.code for gateway in gateways.offered(of, amount)]

    assert codes(50_000) == ["qris", "transfer", "cash"]
    assert codes(10_000_001) == ["transfer", "cash"]
    assert codes(999) == ["qris", "cash"]
    assert codes(50_000, BummFactory(place="sondakan")) == ["cash"]
    with pytest.raises(refusals.NotOffered):
        begun(bumm, "qris", amount=10_000_001)
    with pytest.raises(refusals.NotOffered):
        begun(bumm, "voucher")


def test_what_is_transferred_tells_the_order(bumm: Bumm) -> None:
    """Also of orders whose totals lie close together."""
    dues = [begun(bumm, order=f"order:{n}", amount=50_000 + n % 7).due for n in range(60)]
    assert len(set(dues)) == 60
    assert all(50_000 - MOST_CODE <= due < 50_007 for due in dues)


def test_no_code_is_free_and_one_is_after_an_order_ends(bumm: Bumm) -> None:
    account = MerchantAccount.objects.get()
    Payment.objects.bulk_create(
        Payment(
            reference=f"o:{code}:payment:1",
            order_reference=f"o:{code}",
            bumm=bumm,
            account=account,
            gateway="transfer",
            amount=50_000,
            unique_code=code,
            expires_at=timezone.now(),
        )
        for code in range(1, MOST_CODE + 1)
    )
    with pytest.raises(refusals.NoCodeFree):
        begun(bumm)
    services.expire(order_reference="o:77")
    assert begun(bumm).unique_code == 77


def test_the_same_again_begins_nothing(bumm: Bumm) -> None:
    first = begun(bumm)
    assert begun(bumm) == first
    assert first.reference == "order:1:payment:1"
    with pytest.raises(refusals.AlreadyBegun):
        begun(bumm, "qris")


def test_a_proof_is_kept_and_the_payment_confirmed(bumm: Bumm, treasurer: User, told: list[Any]) -> None:
    payment = begun(bumm)
    proof = services.upload_proof(payment=payment, file=picture())
    assert services.upload_proof(payment=payment, file=picture()) == proof
    assert proofs.storage().exists(proof.file)
    paid = confirm(payment, treasurer)
    assert confirm(payment, treasurer) == paid
    assert (paid.state, paid.paid_amount, paid.deducted) == (State.PAID, payment.due, payment.unique_code)
    assert paid.paid_on == timezone.localdate()
    assert told == [("claimed", 0, None), ("paid", payment.due, None)]
    assert [event.kind for event in paid.events.all()] == ["begun", "claimed", "paid"]
    with pytest.raises(refusals.WrongState):
        confirm(payment, treasurer, reference="BC-2")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"%PDF-1.4 x", b"\x89PNG\r\n\x1a\n broken"])
def test_an_unreadable_proof_is_refused(bumm: Bumm, content: bytes) -> None:
    payment = begun(bumm)
    with pytest.raises(refusals.UnusableProof):
        services.upload_proof(payment=payment, file=SimpleUploadedFile("bukti.jpg", content))
    payment.refresh_from_db()
    assert payment.state == State.WAITING


def test_proofs_have_an_end(bumm: Bumm) -> None:
    payment = begun(bumm)
    for colour in ["red", "green", "blue", "black", "gray"]:
        services.upload_proof(payment=payment, file=picture(colour))
    with pytest.raises(refusals.TooManyProofs):
        services.upload_proof(payment=payment, file=picture("white"))


def test_too_little_waits_for_the_rest(bumm: Bumm, treasurer: User, told: list[Any]) -> None:
    payment = begun(bumm)
    part = confirm(payment, treasurer, 30_000)
    assert (part.state, part.missing) == (State.WAITING, payment.due - 30_000)
    whole = confirm(payment, treasurer, part.missing, "BC-2")
    assert (whole.state, whole.paid_amount) == (State.PAID, payment.due)
    assert told == [("waiting", 30_000, None), ("paid", payment.due, None)]


def test_who_pays_the_round_sum_has_deducted_nothing(bumm: Bumm, treasurer: User) -> None:
    paid = confirm(begun(bumm), treasurer, 50_000)
    assert (paid.deducted, paid.overpaid) == (0, 0)
    more = confirm(begun(bumm, order="order:2"), treasurer, 60_000, "BC-2")
    assert (more.deducted, more.overpaid) == (0, 10_000)


def test_what_cannot_be_confirmed(bumm: Bumm, treasurer: User) -> None:
    payment, other = begun(bumm), begun(bumm, order="order:2")
    today = timezone.localdate()
    cases = [
        (refusals.NotAnAmount, {"amount": 0}),
        (refusals.NoReference, {"bank_reference": "  "}),
        (refusals.ToCome, {"on": today + dt.timedelta(days=1)}),
        (refusals.BeforeBegun, {"on": today - dt.timedelta(days=1)}),
    ]
    for refusal, changes in cases:
        said = {"amount": payment.due, "on": today, "bank_reference": "BC-1"} | changes
        with pytest.raises(refusal):
            services.confirm(payment=payment, by=treasurer, **said)
    confirm(payment, treasurer)
    with pytest.raises(refusals.ReferenceUsed):
        confirm(other, treasurer)
    with pytest.raises(refusals.NotByHand):
        confirm(begun(bumm, "cash", order="order:3"), treasurer, reference="BC-3")


def test_a_claim_is_refused_with_a_reason(bumm: Bumm, treasurer: User) -> None:
    payment = begun(bumm)
    services.upload_proof(payment=payment, file=picture())
    with pytest.raises(refusals.NoReason):
        services.refuse_claim(payment=payment, reason=" ", by=treasurer)
    back = services.refuse_claim(payment=payment, reason="Belum ada di mutasi.", by=treasurer)
    assert back.state == State.WAITING
    with pytest.raises(refusals.WrongState):
        services.refuse_claim(payment=payment, reason="Lagi", by=treasurer)


def test_whoever_says_it_is_paid_is_waited_for(bumm: Bumm, treasurer: User) -> None:
    """Until a person has looked: not found, and past its time, it has ended."""
    payment = begun(bumm, expires_at=timezone.now())
    services.upload_proof(payment=payment, file=picture())
    assert not services.expire(order_reference="order:1")
    assert services.refuse_claim(payment=payment, reason="Tidak ada.", by=treasurer).state == State.EXPIRED


def test_money_that_comes_late_counts(bumm: Bumm, treasurer: User, told: list[Any]) -> None:
    payment = begun(bumm)
    assert services.expire(order_reference="order:1")
    assert confirm(payment, treasurer).state == State.PAID
    assert not services.expire(order_reference="order:1")
    other = begun(bumm, "qris", order="order:2")
    services.cancel(order_reference="order:2")
    assert confirm(other, treasurer, reference="BC-2").state == State.PAID
    assert [state for state, _paid, _fee in told] == ["expired", "paid", "cancelled", "paid"]


def test_cash_is_paid_once_it_is_handed_over(bumm: Bumm, treasurer: User) -> None:
    begun(bumm, "cash")
    assert not services.is_paid(order_reference="order:1")
    paid = services.note_cash(order_reference="order:1", by=treasurer)
    assert services.note_cash(order_reference="order:1", by=None) == paid
    assert paid and (paid.state, paid.paid_amount) == (State.PAID, 50_000)
    begun(bumm, "cash", order="order:2")
    part = services.note_cash(order_reference="order:2", by=None, amount=20_000)
    assert part and (part.state, part.paid_amount) == (State.PAID, 20_000)
    assert services.note_cash(order_reference="order:none", by=None) is None


def test_what_is_above_is_locked_first(bumm: Bumm, treasurer: User) -> None:
    order: list[str] = []
    payment = begun(bumm)
    listening.LOCKS.append(order.append)
    try:
        confirm(payment, treasurer)
    finally:
        listening.LOCKS.remove(order.append)
    assert order == ["order:1"]


def test_a_listener_that_fails_leaves_nothing(bumm: Bumm, treasurer: User) -> None:
    def fails(payment: Payment) -> None:
        raise RuntimeError("the book is closed")

    payment = begun(bumm)
    listening.CHANGED.append(fails)
    try:
        with pytest.raises(RuntimeError):
            confirm(payment, treasurer)
    finally:
        listening.CHANGED.remove(fails)
    payment.refresh_from_db()
    assert (payment.state, payment.receipts.count()) == (State.WAITING, 0)


@pytest.mark.django_db(transaction=True)
def test_the_forgotten_leave_no_picture(treasurer: User) -> None:
    bumm = selling_bumm()
    payment = begun(bumm)
    proof = services.upload_proof(payment=payment, file=picture())
    confirm(payment, treasurer)
    services.ask_refund(
        order_reference="order:1", reference="order:1:r", amount=1_000, reason="Bu Sri, kekecilan", by=treasurer
    )
    services.forget(order_reference="order:1")
    assert not proofs.storage().exists(proof.file)
    assert payment.proofs.count() == 0
    assert Refund.objects.get().reason == ""
    assert payment.receipts.get().amount == payment.due


def test_accounts_are_kept_and_the_latest_counts(bumm: Bumm, treasurer: User) -> None:
    old = begun(bumm).account
    said = {"bank": "Bank Lain", "number": "98 765-43210", "holder": "BUMM", "qris": ""}
    new = services.record_account(bumm=bumm, by=treasurer, **said)
    assert services.record_account(bumm=bumm, by=treasurer, **said) == new
    assert (new.number, begun(bumm, order="order:2").account) == ("9876543210", new)
    assert old != new
    assert [gateway.code for gateway in gateways.offered(bumm, 50_000)] == ["transfer", "cash"]
    with pytest.raises(refusals.AccountOfAnother):
        services.record_account(bumm=BummFactory(place="sondakan"), by=treasurer, **said)
    with pytest.raises(refusals.InvalidQris):
        services.record_account(bumm=bumm, by=treasurer, qris=static_code()[:-1] + "x")
