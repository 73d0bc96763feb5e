"""Cards: pages at Stripe, and messages that come twice, late, in any order, forged, or not at all."""

import itertools
import json
import time
from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command

from bumm.people.models import Bumm
from catalog.payments import exceptions as refusals
from catalog.payments import gateways, listening, services
from catalog.payments.models import GatewayEvent, Payment, Receipt, Refund
from tests.catalog.payments.at_once import at_once
from tests.catalog.payments.cards import AMOUNT, BACK, FEE, now, opened, send
from tests.catalog.payments.scene import begun
from tests.catalog.payments.stripe_double import Message, Row, StripeDouble
from tests.factories import BummFactory

pytestmark = pytest.mark.django_db
in_threads = pytest.mark.django_db(transaction=True)  # and whatever happens once a change is stored
State = Payment.State


@pytest.fixture
def bumm(stripe: StripeDouble) -> Bumm:
    return BummFactory()


def test_without_keys_there_are_no_cards(settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = ""
    assert "stripe" not in {gateway.code for gateway in gateways.offered(BummFactory(), AMOUNT)}


def test_the_page_is_one_however_often_it_is_asked_for(bumm: Bumm, stripe: StripeDouble) -> None:
    """Also where the answer was lost, and in the meantime the language was changed."""
    payment, session = opened(bumm, stripe)
    assert services.begin_session(payment=payment, return_url=BACK) == session["url"]
    Payment.objects.filter(pk=payment.pk).update(external_id=None)
    services.begin_session(payment=payment, return_url=BACK + "?bahasa=en")
    assert now(payment).external_id == session["id"]
    assert (session["amount_total"], session["currency"]) == (6_000_000, "idr")
    assert session["metadata"] == {"payment": payment.reference, "order": "order:1"}


@in_threads
def test_pressed_twice_at_once_it_is_one_page(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, urls = begun(bumm, "stripe", amount=AMOUNT), []
    stripe.delay = 0.05
    at_once(5, lambda place: urls.append(services.begin_session(payment=payment, return_url=BACK)))
    assert len(set(urls)) == 1


def test_a_small_order_is_refused(bumm: Bumm, stripe: StripeDouble, settings: Any) -> None:
    with pytest.raises(refusals.NotOffered):
        begun(bumm, "stripe", amount=9_999)
    settings.STRIPE_LEAST = 1
    payment = begun(bumm, "stripe", amount=5_000)
    with pytest.raises(refusals.GatewayRefuses):
        services.begin_session(payment=payment, return_url=BACK)


def test_errors_are_tried_again_and_then_said(bumm: Bumm, stripe: StripeDouble) -> None:
    payment = begun(bumm, "stripe", amount=AMOUNT)
    stripe.broken = 2
    assert services.begin_session(payment=payment, return_url=BACK)
    stripe.broken = 9
    with pytest.raises(refusals.GatewayDown):
        services.begin_session(payment=payment, return_url=BACK)


def test_paid_at_once(bumm: Bumm, stripe: StripeDouble, told: list[Any]) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    assert send(stripe.message("checkout.session.completed", session["id"])) == 200
    assert (now(payment).state, payment.paid_amount, payment.fee) == (State.PAID, AMOUNT, FEE)
    assert told == [("paid", AMOUNT, None), ("paid", AMOUNT, FEE)]
    with pytest.raises(refusals.WrongState):
        services.begin_session(payment=payment, return_url=BACK)


def test_paid_later(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay_later(session)
    assert send(stripe.message("checkout.session.completed", session["id"])) == 200
    assert now(payment).state == State.CLAIMED
    assert not services.expire(order_reference="order:1")
    stripe.settle(session, arrives=True)
    assert send(stripe.message("checkout.session.async_payment_succeeded", session["id"])) == 200
    assert now(payment).state == State.PAID


def test_what_failed_is_begun_once_more(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay_later(session)
    stripe.settle(session, arrives=False)
    assert send(stripe.message("checkout.session.async_payment_failed", session["id"])) == 200
    assert now(payment).state == State.FAILED
    services.begin_session(payment=payment, return_url=BACK)
    again = Payment.objects.get(state=State.WAITING)
    assert again.reference == "order:1:payment:2"
    stripe.pay(stripe.session_of(again.reference))
    assert send(stripe.message("checkout.session.completed", str(again.external_id))) == 200
    assert now(again).state == State.PAID


def test_a_fee_that_is_not_known_yet_comes_later(bumm: Bumm, stripe: StripeDouble) -> None:
    stripe.fee_is_known = False
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    send(stripe.message("checkout.session.completed", session["id"]))
    assert (now(payment).state, payment.fee) == (State.PAID, None)
    charge = stripe.rows[stripe.rows[stripe.rows[session["id"]]["payment_intent"]]["latest_charge"]]
    charge["balance_transaction"] = next(
        row["id"] for row in stripe.rows.values() if row["object"] == "balance_transaction"
    )
    assert services.reconcile().troubles == []
    assert now(payment).fee == FEE


KINDS = ["checkout.session.completed", "payment_intent.succeeded", "refund.created", "charge.refunded"]


def deliveries(stripe: StripeDouble, session: Row, refund: Row) -> dict[str, Message]:
    abouts = [session["id"], session["payment_intent"], refund["id"], refund["charge"]]
    return {kind: stripe.message(kind, about) for kind, about in zip(KINDS, abouts, strict=True)}


@in_threads
def test_every_order_of_messages_five_times_at_once(bumm: Bumm, stripe: StripeDouble, told: list[Any]) -> None:
    """Messages that meet are served one after another, or asked to come again: the end is the same."""
    for number, order in enumerate(itertools.permutations(KINDS)):
        told.clear()
        payment, session = opened(bumm, stripe, f"order:{number}")
        stripe.pay(session)
        messages = deliveries(stripe, session, stripe.refund_there(session, 25_000))
        for kind in order:
            message = messages[kind]
            at_once(5, lambda place, message=message: send(message))
        assert (now(payment).state, payment.paid_amount, payment.fee) == (State.PAID, AMOUNT, FEE)
        assert [(refund.state, refund.amount) for refund in payment.refunds.all()] == [("done", 25_000)]
        assert told == [("paid", AMOUNT, None), ("paid", AMOUNT, FEE), 25_000], order
    assert not GatewayEvent.objects.filter(digested_at=None).exists()


@in_threads
def test_all_of_them_at_once(bumm: Bumm, stripe: StripeDouble, told: list[Any]) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    messages = list(deliveries(stripe, session, stripe.refund_there(session, 25_000)).values()) * 5
    statuses: list[int] = []
    at_once(20, lambda place: statuses.append(send(messages[place])))
    assert set(statuses) == {200}
    assert Counter(told) == Counter([("paid", AMOUNT, None), ("paid", AMOUNT, FEE), 25_000])
    assert GatewayEvent.objects.count() == 4
    assert now(payment).refunds.get().amount == 25_000


def test_messages_that_are_not_proven(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    good = stripe.message("checkout.session.completed", session["id"])
    moment = time.time()

    def made(**said: Any) -> Message:
        return stripe.message("checkout.session.completed", session["id"], **said)

    forged = [
        good._replace(signature=""),
        good._replace(signature="t=1,v1=00"),
        good._replace(raw=good.raw.replace(b"completed", b"expired")),
        good._replace(raw=good.raw + b" "),
        good._replace(signature=f"t={int(moment)},{good.signature}"),
        good._replace(raw=b"\xff\xfe", signature=good.signature),
        made(secret="whsec_another"),
        made(at=moment - 301),
        made(at=moment + 310),
    ]
    assert [send(message) for message in forged] == [400] * len(forged)
    assert (GatewayEvent.objects.count(), now(payment).state) == (0, State.WAITING)
    assert send(made(at=moment - 290)) == 200
    assert now(payment).state == State.PAID


@pytest.mark.parametrize(
    "fault",
    [
        {"amount_total": 6_000_100},
        {"amount_total": 60_000},
        {"amount_total": 5_999_999},
        {"currency": "sgd"},
        {"livemode": True},
        {"metadata": {"order": "order:2"}},
    ],
)
def test_what_is_not_as_asked_pays_nothing(bumm: Bumm, stripe: StripeDouble, fault: Row) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    session.update(fault)
    assert send(stripe.message("checkout.session.completed", session["id"])) == 200
    event = GatewayEvent.objects.get()
    assert event.refused
    assert event.digested_at
    assert (now(payment).state, Receipt.objects.count()) == (State.WAITING, 0)


def test_the_page_of_another_payment_pays_nothing(bumm: Bumm, stripe: StripeDouble) -> None:
    """A second page that somebody made for the same payment, and what is none of ours."""
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    other = dict(session, id="cs_other")
    stripe.rows["cs_other"] = other
    assert send(stripe.message("checkout.session.completed", "cs_other")) == 200
    stripe.rows["cs_shop"] = dict(session, id="cs_shop", client_reference_id=None)
    assert send(stripe.message("checkout.session.completed", "cs_shop")) == 200
    assert now(payment).state == State.WAITING
    assert send(stripe.message("customer.created", "cus_1")) == 200


def test_a_complete_page_that_is_unpaid_pays_nothing(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay_later(session)
    for kind in ("checkout.session.completed", "payment_intent.succeeded"):
        send(stripe.message(kind, session["id"] if "session" in kind else session["payment_intent"]))
    assert (now(payment).state, payment.paid_amount) == (State.CLAIMED, 0)


def test_a_handler_that_fails_once(bumm: Bumm, stripe: StripeDouble, told: list[Any]) -> None:
    """The message is kept and comes again; until then nothing has happened."""
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    fails = iter([True])

    def once(payment: Payment) -> None:
        if next(fails, False):
            raise RuntimeError("the book is closed")

    listening.CHANGED.append(once)
    try:
        message = stripe.message("checkout.session.completed", session["id"])
        assert send(message) == 500
        assert (now(payment).state, GatewayEvent.objects.get().digested_at) == (State.WAITING, None)
        assert send(message) == 200
    finally:
        listening.CHANGED.remove(once)
    assert (now(payment).state, Receipt.objects.count()) == (State.PAID, 1)


def test_an_outage_is_made_up_for(bumm: Bumm, stripe: StripeDouble) -> None:
    """Messages lost, some while Stripe was not to be reached; refunds from its own pages too."""
    payments = [opened(bumm, stripe, f"order:{number}") for number in range(3)]
    for _payment, session in payments:
        stripe.pay(session)
    stripe.refund_there(payments[2][1], 10_000)
    stripe.broken = 9
    assert send(stripe.message("checkout.session.completed", payments[0][1]["id"])) == 503
    stripe.broken = 0
    call_command("reconcile_payments")
    assert [now(payment).state for payment, _session in payments] == [State.PAID] * 3
    assert Refund.objects.get().amount == 10_000
    assert not GatewayEvent.objects.filter(digested_at=None).exists()
    again = services.reconcile()
    assert (again.changed, again.troubles, Refund.objects.count()) == (0, [], 1)
    stripe.refund_there(payments[1][1], 5_000)
    services.reconcile()
    assert Refund.objects.count() == 2


@in_threads
def test_expiry_closes_the_page(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    assert services.expire(order_reference="order:1")
    assert session["status"] == "expired"
    assert send(stripe.message("checkout.session.expired", session["id"])) == 200
    assert now(payment).state == State.EXPIRED


def test_expiry_after_payment_and_payment_after_expiry(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    stripe.pay(session)
    send(stripe.message("payment_intent.succeeded", session["payment_intent"]))
    assert not services.expire(order_reference="order:1")
    assert send(stripe.message("checkout.session.expired", session["id"])) == 200
    assert now(payment).state == State.PAID
    late, page = opened(bumm, stripe, "order:2")
    stripe.broken = 9
    assert services.expire(order_reference="order:2")
    stripe.broken = 0
    stripe.pay(page)
    assert send(stripe.message("checkout.session.completed", page["id"])) == 200
    assert now(late).state == State.PAID


def test_a_page_that_opens_while_its_order_ends_is_closed(
    bumm: Bumm, stripe: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = begun(bumm, "stripe", amount=AMOUNT)
    make = gateways.STRIPE.begin

    def meanwhile(payment: Payment) -> Any:
        services.expire(order_reference="order:1")
        return make(payment)

    monkeypatch.setattr(gateways.STRIPE, "begin", meanwhile)
    with pytest.raises(refusals.WrongState):
        services.begin_session(payment=payment, return_url=BACK)
    assert stripe.session_of(payment.reference)["status"] == "expired"


def test_of_a_message_nothing_about_the_buyer_is_kept(bumm: Bumm, stripe: StripeDouble) -> None:
    payment, session = opened(bumm, stripe)
    session["customer_details"] = {"email": "sri@example.org"}
    stripe.pay(session)
    send(stripe.message("checkout.session.completed", session["id"]))
    assert now(payment).state == State.PAID
    rows = [*GatewayEvent.objects.values(), *Payment.objects.values(), *payment.events.values()]
    assert "sri@" not in json.dumps(rows, default=str)
