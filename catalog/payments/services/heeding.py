"""What the gateway says of payments and refunds takes effect: in any order, and however often it is said."""

from django.db import transaction
from django.utils import timezone

from catalog.payments.exceptions import NotAsAsked
from catalog.payments.gateways.seen import Seen, SeenRefund
from catalog.payments.gateways.stripe import is_live
from catalog.payments.gateways.stripe_reading import CURRENCY
from catalog.payments.models import Payment, PaymentEvent, Refund
from catalog.payments.services.receiving import receive
from catalog.payments.services.refund_steps import done
from catalog.payments.services.steps import locked, move, note, tell

State, Kind = Payment.State, PaymentEvent.Kind


@transaction.atomic
def heed(seen: Seen) -> Payment | None:
    """Take what the gateway says of a payment; None where it is not one of ours. Raises NotAsAsked."""
    found = Payment.objects.filter(reference=seen.payment, gateway=Payment.Gateway.STRIPE).first()
    if found is None:
        return None
    held = locked(found)
    _compare(held, seen)
    if not held.external_id:
        held.external_id = seen.external_id
        held.save(update_fields=["external_id"])
    if seen.state == "paid":
        _paid_at_gateway(held, seen)
    elif held.state in Payment.OPEN:
        _unpaid_at_gateway(held, seen.state)
    return held


def _compare(payment: Payment, seen: Seen) -> None:
    """Raises NotAsAsked for what differs from what was asked for."""
    pairs = {
        "amount": (seen.amount, payment.amount),
        "currency": (seen.currency, CURRENCY),
        "order": (seen.order, payment.order_reference),
        "mode": (seen.live, is_live()),
        "session": (seen.external_id, payment.external_id or seen.external_id),
    }
    for what, (said, asked) in pairs.items():
        if said != asked:
            raise NotAsAsked(what)


def _paid_at_gateway(payment: Payment, seen: Seen) -> None:
    if payment.state != State.PAID:
        receive(payment, seen.amount, timezone.localdate(), seen.intent, None)
    if payment.fee is None and seen.fee is not None:
        payment.fee = seen.fee
        payment.save(update_fields=["fee"])
        tell(payment)


def _unpaid_at_gateway(payment: Payment, said: str) -> None:
    """Under way, or failed: then the buyer may try again as long as the order is waited for."""
    if said == "under_way" and payment.state == State.WAITING:
        move(payment, State.CLAIMED)
        note(payment, Kind.CLAIMED)
        tell(payment)
    elif said in ("failed", "expired"):
        move(payment, State.FAILED)
        note(payment, Kind.FAILED)
        tell(payment)


@transaction.atomic
def heed_refund(seen: SeenRefund, payment: Payment) -> Refund:
    """Take what the gateway says of money that it gives back of a payment that it has told us is paid: asked for here,
    or on the gateway's own pages. Raises NotAsAsked."""
    held = locked(payment)
    if seen.currency != CURRENCY or seen.amount < 1:
        raise NotAsAsked("currency" if seen.currency != CURRENCY else "amount")
    refund = _refund_of(held, seen)
    refund.payment = held
    if refund.state not in (Refund.State.ASKED, Refund.State.SENT):
        return refund
    if refund.state == Refund.State.ASKED:
        refund.state = Refund.State.SENT
    refund.external_id = seen.external_id
    refund.save(update_fields=["state", "external_id"])
    if seen.state == "done":
        return done(refund, timezone.localdate())
    if seen.state == "failed":
        refund.state = Refund.State.FAILED
        refund.save(update_fields=["state"])
        note(held, Kind.REFUND_FAILED, amount=refund.amount)
    return refund


def _refund_of(payment: Payment, seen: SeenRefund) -> Refund:
    """The one that the gateway speaks of; one that was begun on its own pages is new here. Raises NotAsAsked."""
    known = payment.refunds.filter(external_id=seen.external_id).first()
    found = known or payment.refunds.filter(reference=seen.reference, external_id=None).exclude(reference="").first()
    if found is None:
        found = Refund.objects.create(
            reference=f"{payment.order_reference}:refund:{seen.external_id}", payment=payment, amount=seen.amount
        )
        note(payment, Kind.REFUND_ASKED, amount=seen.amount)
    if found.amount != seen.amount:
        raise NotAsAsked("amount")
    return found
