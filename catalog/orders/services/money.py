"""What follows from a payment or a refund: its entry in the book, and the order's next step.

The payments' room calls these in the transaction in which it stores the payment or the refund. It may do so twice.
"""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.orders.models import Order, OrderEvent, OrderLine
from catalog.orders.selectors import order_of
from catalog.orders.services.messages import tell
from catalog.orders.services.parcels import KEPT
from catalog.orders.services.steps import locked_order, move, note
from catalog.payments import services as payments
from catalog.payments.models import Payment, Refund
from catalog.settlement import services as settlement
from catalog.settlement.models import Sale, SaleEvent
from catalog.settlement.selectors import excess_of
from catalog.stock import services as stock
from catalog.stock.exceptions import StockRefusal

State, Kind, Gateway, Money = Order.State, OrderEvent.Kind, Order.Gateway, settlement.Money
INTO = {Gateway.QRIS: Money.BANK, Gateway.TRANSFER: Money.BANK, Gateway.STRIPE: Money.CLEARING}
OF_PARCEL = re.compile(r"^order:\d+:parcel:(\d+):")
EXCESS, LATE = "excess", "late"


def lock_order(reference: str) -> None:
    """Whoever changes an order's payment locks the order before it."""
    _order_of(reference)


def name_of(reference: str) -> str:
    """What people call the order that the rooms below know by this reference; empty where it is none."""
    key = order_of(reference)
    return Order(pk=key).number if key else ""


def _order_of(reference: str) -> Order | None:
    """Locked; None where the reference is not of an order."""
    key = order_of(reference)
    return locked_order(key) if key and Order.objects.filter(pk=key).exists() else None


def note_payment(payment: Payment) -> None:
    """Money that has arrived is the buyer's deposit; once all is there, the groups may begin. A payment whose time is
    over ends the order. (What is paid in cash is posted parcel by parcel, at the hand-over.)"""
    order = None if payment.gateway == Gateway.CASH else _order_of(payment.order_reference)
    if order is None:
        return
    _post(order, payment)
    if payment.state == Payment.State.PAID:
        _paid(order, payment)
    elif payment.state == Payment.State.EXPIRED and order.state == State.WAITING:
        lapse(order)


def _post(order: Order, payment: Payment) -> None:
    receipts = list(payment.receipts.order_by("pk"))
    for receipt in receipts:
        is_last = receipt == receipts[-1] and payment.state == Payment.State.PAID
        settlement.receive(
            reference=order.reference,
            cause=receipt.reference,
            amount=receipt.amount,
            unique_code=payment.deducted if is_last else 0,
            into=INTO[Gateway(payment.gateway)],
            on=receipt.on,
        )
    if payment.fee and payment.paid_on:
        cause = f"{payment.reference}:fee"
        settlement.charge_fee(reference=order.reference, cause=cause, amount=payment.fee, on=payment.paid_on)


def _paid(order: Order, payment: Payment) -> None:
    """What came after the order's time revives it where the goods are still there; else it is to be given back."""
    if order.state == State.WAITING or (order.state == State.EXPIRED and _still_there(order)):
        for parcel in order.parcels.all():
            stock.keep(reference=parcel.reference, until=timezone.now() + KEPT)
        move(order, State.CONFIRMED)
        note(order, Kind.PAID, amount=payment.paid_amount)
        tell(order.checkout, Kind.PAID, order=order)
        if payment.overpaid:
            _ask_back(order, EXCESS, payment.overpaid)
    elif order.state in (State.EXPIRED, State.CANCELLED) and not order.events.filter(kind=Kind.PAID).exists():
        reference = f"{order.reference}:{LATE}"
        if not Refund.objects.filter(reference=reference).exists():
            note(order, Kind.PAID_LATE, amount=payment.paid_amount)
            _ask_back(order, LATE, payment.can_be_given_back)


def _ask_back(order: Order, why: str, amount: int) -> None:
    payments.ask_refund(
        order_reference=order.reference, reference=f"{order.reference}:{why}", amount=amount, reason="", by=None
    )


def _still_there(order: Order) -> bool:
    """Whether all goods of an order that has expired can be set aside once more; they are then."""
    lines = list(OrderLine.objects.filter(parcel__order=order).select_related("variant", "parcel__order"))
    try:
        with transaction.atomic():
            stock.lock_stock([line.variant_id for line in lines])
            for reference in sorted({line.parcel.reference for line in lines}):
                wanted = [
                    stock.Wanted(line.variant, line.quantity) for line in lines if line.parcel.reference == reference
                ]
                stock.reserve(reference=reference, wanted=wanted, until=timezone.now() + KEPT)
    except StockRefusal:
        return False
    return True


def lapse(order: Order) -> None:
    """Of a locked order that was not paid in time: its goods are on sale again."""
    _release(order)
    move(order, State.EXPIRED)
    note(order, Kind.EXPIRED)
    tell(order.checkout, Kind.EXPIRED, order=order)


def _release(order: Order) -> None:
    lines = OrderLine.objects.filter(parcel__order=order)
    stock.lock_stock(list(lines.values_list("variant", flat=True)))
    for parcel in order.parcels.all():
        stock.release(reference=parcel.reference)


def note_refund(refund: Refund) -> None:
    """What was given back is taken from those who had it: of the parcel that the refund names, of what was paid above
    the price, or of the whole order."""
    order = _order_of(refund.payment.order_reference)
    if order is None or SaleEvent.objects.filter(cause=refund.reference).exists():
        return
    found = OF_PARCEL.match(refund.reference)
    about: dict[str, Any] = {
        "reference": order.reference,
        "cause": refund.reference,
        "amount": refund.amount,
        "on": refund.made_on or timezone.localdate(),
        "out_of": _out_of(refund),
    }
    about["evidence"] = [refund.evidence_id] if refund.evidence_id else []
    if not found and refund.amount <= excess_of(Sale.objects.get(reference=order.reference)):
        settlement.refund_excess(**about)
    else:
        settlement.refund(**about, parcels=[int(found[1])] if found else [])
    note(order, Kind.REFUNDED, amount=refund.amount, by=refund.made_by)
    tell(order.checkout, Kind.REFUNDED, order=order)


def _out_of(refund: Refund) -> settlement.Money:
    if refund.payment.gateway == Gateway.STRIPE:
        return Money.CLEARING
    return Money.BANK if refund.bank_reference else Money.CASH
