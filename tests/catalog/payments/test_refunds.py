"""What is given back: asked by one, made by another, by Stripe or by hand."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from bumm.people.models import User
from catalog.payments import exceptions as refusals
from catalog.payments import services
from catalog.payments.models import Payment, Refund
from catalog.payments.selectors import left_to_give_back, stranded
from tests.catalog.payments.cards import now, opened, send
from tests.catalog.payments.scene import begun, selling_bumm
from tests.catalog.payments.stripe_double import StripeDouble
from tests.factories import BummFactory, UserFactory

pytestmark = pytest.mark.django_db


def asked(payment: Payment, by: User, amount: int, reference: str = "order:1:r") -> Refund:
    return services.ask_refund(
        order_reference=payment.order_reference, reference=reference, amount=amount, reason="Retak", by=by
    )


@pytest.fixture
def paid(stripe: StripeDouble) -> Payment:
    payment, session = opened(BummFactory(), stripe)
    stripe.pay(session)
    send(stripe.message("checkout.session.completed", session["id"]))
    return now(payment)


def test_in_parts_and_all_of_it_by_stripe(paid: Payment, stripe: StripeDouble, told: list[Any]) -> None:
    manager, treasurer = UserFactory(), UserFactory()
    refund = asked(paid, manager, 20_000)
    with pytest.raises(refusals.OwnRefund):
        services.send_refund(refund=refund, by=manager)
    for _again in range(2):
        try:
            assert services.send_refund(refund=refund, by=treasurer).state == "done"
        except refusals.AlreadyRefunded:
            assert Refund.objects.get().state == "done"
    with pytest.raises(refusals.MoreThanPaid):
        asked(paid, manager, 40_001, "order:1:r2")
    services.send_refund(refund=asked(paid, manager, 40_000, "order:1:r2"), by=treasurer)
    assert told == [20_000, 40_000]
    assert sum(row["amount"] for row in stripe.rows.values() if row["object"] == "refund") == 6_000_000


def test_a_refund_whose_answer_was_lost_is_made_once(paid: Payment, stripe: StripeDouble, told: list[Any]) -> None:
    refund, treasurer = asked(paid, UserFactory(), 20_000), UserFactory()
    stripe.broken = 9
    with pytest.raises(refusals.GatewayDown):
        services.send_refund(refund=refund, by=treasurer)
    refund.refresh_from_db()
    assert refund.state == "sent"
    stripe.broken = 0
    services.send_refund(refund=refund, by=treasurer)
    services.reconcile()
    send(stripe.message("refund.created", str(Refund.objects.get().external_id)))
    assert told == [20_000]
    assert Refund.objects.get().state == "done"


def test_a_refund_that_stripe_refuses_is_asked_again_and_made_by_hand(paid: Payment, stripe: StripeDouble) -> None:
    manager, treasurer = UserFactory(), UserFactory()
    stripe.refund_there(stripe.session_of(paid.reference), 50_000)  # which we have not been told of
    failed = services.send_refund(refund=asked(paid, manager, 20_000), by=treasurer)
    assert failed.state == "failed"
    again = services.ask_again(refund=failed, by=manager)
    assert again.reference == "order:1:r:again:1"
    done = services.record_refund_made(refund=again, on=timezone.localdate(), by=treasurer, bank_reference="BC-9")
    assert done.state == "done"


@pytest.fixture
def transferred() -> Payment:
    return confirmed(begun(selling_bumm()))


def confirmed(payment: Payment, reference: str = "BC-1", amount: int = 0) -> Payment:
    return services.confirm(
        payment=payment,
        amount=amount or payment.due,
        on=timezone.localdate(),
        bank_reference=reference,
        by=UserFactory(),
    )


def test_by_hand_with_the_banks_reference(transferred: Payment, told: list[Any]) -> None:
    manager, treasurer = UserFactory(), UserFactory()
    refund = asked(transferred, manager, 20_000)
    assert asked(transferred, manager, 20_000) == refund
    with pytest.raises(refusals.RefundChanged):
        asked(transferred, manager, 20_001)
    made = {"refund": refund, "on": timezone.localdate(), "bank_reference": "BC-2"}
    with pytest.raises(refusals.OwnRefund):
        services.record_refund_made(by=manager, **made)
    with pytest.raises(refusals.NoProof):
        services.record_refund_made(by=treasurer, **made | {"bank_reference": " "})
    with pytest.raises(refusals.ToCome):
        services.record_refund_made(by=treasurer, **made | {"on": timezone.localdate() + dt.timedelta(days=1)})
    with pytest.raises(refusals.NotOffered):
        services.send_refund(refund=refund, by=treasurer)
    done = services.record_refund_made(by=treasurer, **made)
    assert services.record_refund_made(by=treasurer, **made) == done
    assert (done.state, told) == ("done", [20_000])
    with pytest.raises(refusals.AlreadyRefunded):
        services.record_refund_made(by=treasurer, **made | {"bank_reference": "BC-3"})
    with pytest.raises(refusals.AlreadyRefunded):
        services.ask_again(refund=done, by=manager)


def test_the_price_is_given_back_though_the_code_was_left_out(transferred: Payment) -> None:
    assert transferred.paid_amount < 50_000
    assert left_to_give_back(transferred) == 50_000
    asked(transferred, UserFactory(), 50_000)
    with pytest.raises(refusals.MoreThanPaid):
        asked(transferred, UserFactory(), 1, "order:1:r2")


def test_nothing_is_given_back_of_what_was_not_paid() -> None:
    payment = begun(selling_bumm())
    for amount, refusal in ((0, refusals.NotAnAmount), (1, refusals.NothingPaid)):
        with pytest.raises(refusal):
            asked(payment, UserFactory(), amount)


def test_of_cash_that_is_being_collected(told: list[Any]) -> None:
    """One group has handed over, the other has not: what the first got can be given back."""
    payment = begun(selling_bumm(), "cash")
    refund = asked(payment, UserFactory(), 10_000)
    with pytest.raises(refusals.MoreThanPaid):
        asked(payment, UserFactory(), 40_001, "order:1:r2")
    services.record_refund_made(refund=refund, on=timezone.localdate(), by=UserFactory(), bank_reference="Kuitansi 7")
    assert told == [10_000]


def test_money_of_what_has_ended_is_the_buyers() -> None:
    """In part and then out of time, and more than was asked for."""
    bumm = selling_bumm()
    part = confirmed(begun(bumm), amount=20_000)
    services.expire(order_reference="order:1")
    more = confirmed(begun(bumm, order="order:2"), "BC-2", 60_000)
    confirmed(begun(bumm, order="order:3"), "BC-3")
    assert set(stranded(Payment.objects.all())) == {part, more}
    assert left_to_give_back(now(part)) == 20_000
    assert asked(part, UserFactory(), 20_000).payment == part


@settings(max_examples=30, deadline=None)
@given(amounts=st.lists(st.integers(1, 30_000), max_size=12), fails=st.sets(st.integers(0, 11)))
def test_never_more_than_was_paid(amounts: list[int], fails: set[int]) -> None:
    with transaction.atomic():
        payment = confirmed(begun(selling_bumm()))
        user, standing = UserFactory(), 0
        for place, amount in enumerate(amounts):
            try:
                refund = asked(payment, user, amount, f"order:1:{place}")
            except refusals.MoreThanPaid:
                assert standing + amount > 50_000
                continue
            if place in fails:
                Refund.objects.filter(pk=refund.pk).update(state="failed")
            else:
                standing += amount
            assert 0 <= standing <= 50_000
            assert left_to_give_back(payment) == 50_000 - standing
        transaction.set_rollback(True)
