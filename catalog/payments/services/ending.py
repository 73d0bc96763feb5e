"""Payments that nobody waits for any more, and what is kept of whom."""

from functools import partial

from django.db import transaction

from catalog.payments import proofs
from catalog.payments.exceptions import GatewayDown, GatewayRefuses
from catalog.payments.gateways import gateway_of
from catalog.payments.models import Payment, PaymentEvent, Proof
from catalog.payments.services.steps import locked_of_order, move, note, tell

State, Kind = Payment.State, PaymentEvent.Kind


def is_paid(*, order_reference: str) -> bool:
    return Payment.objects.filter(order_reference=order_reference, state=State.PAID).exists()


@transaction.atomic
def expire(*, order_reference: str) -> bool:
    """Its time is over: the unique code is free again, and the gateway's page is closed.

    False, and nothing is changed, where the buyer says that it is paid, or the gateway is at it: then a person looks
    first, and the order should wait for that. False too where it is paid.
    """
    attempts = locked_of_order(order_reference)
    if any(payment.state in (State.CLAIMED, State.PAID) for payment in attempts):
        return False
    _end(attempts, State.EXPIRED, Kind.EXPIRED)
    return True


@transaction.atomic
def cancel(*, order_reference: str) -> None:
    """The order is called off. What has been paid stays paid, and is asked back with `ask_refund`."""
    _end(locked_of_order(order_reference), State.CANCELLED, Kind.CANCELLED)


def _end(attempts: list[Payment], state: str, kind: str) -> None:
    for payment in attempts:
        if payment.state in Payment.OPEN:
            move(payment, state)
            note(payment, kind)
            tell(payment)
            transaction.on_commit(partial(close_page, payment), robust=True)


def close_page(payment: Payment) -> None:
    """Once the end is stored. Where the gateway does not answer, whatever is paid there yet counts as paid late."""
    try:
        gateway_of(payment.gateway).give_up(payment)
    except (GatewayDown, GatewayRefuses):
        return


@transaction.atomic
def forget(*, order_reference: str) -> None:
    """Erase what tells of the buyer: the pictures, the way back to the order's page, and reasons in people's own
    words."""
    for payment in locked_of_order(order_reference):
        gone = Proof.objects.filter(payment=payment)
        for file in gone.values_list("file", flat=True):
            transaction.on_commit(partial(proofs.storage().delete, file))
        gone.delete()
        payment.refunds.exclude(reason="").update(reason="")
        payment.return_url = ""
        payment.save(update_fields=["return_url"])
        note(payment, Kind.FORGOTTEN)
