"""What follows from a payment or a refund: its entry in the book, and the order's next step.

The payments' room calls these in the transaction in which it stores the payment or the refund.
"""

import re

from catalog.orders.models import Complaint, Order, OrderEvent, OrderLine, Parcel
from catalog.orders.selectors import order_of
from catalog.orders.services.messages import tell
from catalog.orders.services.steps import locked_order, move, note
from catalog.payments.models import Payment, Refund
from catalog.settlement import services as settlement
from catalog.stock import services as stock
from catalog.stock.exceptions import StockRefusal

State, Kind = Order.State, OrderEvent.Kind
INTO = {
    Order.Gateway.QRIS: settlement.Into.BANK,
    Order.Gateway.TRANSFER: settlement.Into.BANK,
    Order.Gateway.STRIPE: settlement.Into.CLEARING,
}
OF_PARCEL = re.compile(r"^order:\d+:parcel:(\d+):")


def note_payment(payment: Payment) -> None:
    """A payment has arrived: its money is a deposit of the buyer, and the groups may begin. One that came after the
    order's time revives the order where the goods are still there; else, as after a cancellation, it is to be given
    back."""
    key = order_of(payment.order_reference)
    if key is None or payment.state != Payment.State.PAID or payment.gateway == Order.Gateway.CASH:
        return
    order = locked_order(key)
    settlement.receive(
        reference=order.reference,
        cause=payment.reference,
        amount=payment.paid_amount,
        unique_code=payment.unique_code,
        into=INTO[Order.Gateway(payment.gateway)],
        on=payment.paid_on,
    )
    if order.state == State.WAITING or (order.state == State.EXPIRED and _still_there(order)):
        move(order, State.CONFIRMED)
        note(order, Kind.PAID, amount=payment.paid_amount)
        tell(order.checkout, Kind.PAID, order=order)
        for parcel in order.parcels.all():
            stock.keep(reference=parcel.reference)
    else:
        note(order, Kind.PAID_LATE, amount=payment.paid_amount)


def _still_there(order: Order) -> bool:
    """Whether the goods of an order that has expired can be reserved once more; all of them are then."""
    from django.db import transaction

    try:
        with transaction.atomic():
            for parcel in order.parcels.order_by("number"):
                wanted = [
                    stock.Wanted(line.variant, line.quantity)
                    for line in OrderLine.objects.filter(parcel=parcel, days=0).select_related("variant")
                ]
                if wanted:
                    stock.reserve(reference=f"{parcel.reference}", wanted=wanted, until=None)
    except StockRefusal:
        return False
    return True
