"""Sending off a basket: an order for each BUMM, with all that is decided about its money."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from catalog.orders.exceptions import CartEmpty, NoSuchWay, NotAsShown, TotalRose
from catalog.orders.models import Checkout, Order, OrderEvent, OrderLine, Parcel
from catalog.orders.quoting import Basket, Item, Quote
from catalog.orders.services.messages import tell
from catalog.orders.ways import offered
from catalog.payments import services as payments
from catalog.settlement import services as settlement
from catalog.stock import services as stock

TO_PAY = dt.timedelta(hours=24)
TO_ACCEPT_CASH = dt.timedelta(days=3)  # in which a group begins with an order that is paid at the hand-over


class Buyer(NamedTuple):
    """Who wants it. `phone` is a number in any form that the field takes."""

    name: str
    phone: str
    email: str = ""
    address: str = ""
    postcode: str = ""
    note: str = ""


@transaction.atomic
def place(*, key: str, buyer: Buyer, quote: Quote, seen: int, gateways: Mapping[int, str], language: str) -> Checkout:
    """Order what a quote says, paid by these gateways (codes by the key of the BUMM). The same key again returns the
    checkout that it made before.

    `seen` is the total that was shown, in rupiah. Raises CartEmpty, NotAsShown, TotalRose, NoSuchWay, and what
    reserving the goods does: then nothing is ordered.
    """
    if not quote.items:
        raise CartEmpty
    checkout, is_new = _checkout(UUID(key), buyer, quote, language)
    if not is_new:
        return checkout
    if quote.troubles:
        raise NotAsShown(quote.troubles)
    if quote.total > seen:
        raise TotalRose(seen, quote.total)
    placed = [_order(checkout, basket, quote, gateways.get(basket.bumm.pk, "")) for basket in quote.baskets]
    stock.lock_stock([item.variant.pk for item in quote.items])  # late, and of all orders at once
    for order, basket in zip(placed, quote.baskets, strict=True):
        _pack(order, basket)
    tell(checkout, OrderEvent.Kind.PLACED)
    return checkout


def _checkout(key: UUID, buyer: Buyer, quote: Quote, language: str) -> tuple[Checkout, bool]:
    """A second one with this key waits for the first, and is that."""
    to = quote.destination
    known = {"language": language, "way": to.way, "kecamatan": to.kecamatan, "consented_at": timezone.now()}
    return Checkout.objects.get_or_create(key=key, defaults=buyer._asdict() | known)


def _order(checkout: Checkout, basket: Basket, quote: Quote, gateway: str) -> Order:
    if gateway not in {way.code for way in offered(basket, quote.destination)}:
        raise NoSuchWay
    in_cash = gateway == Order.Gateway.CASH
    until = timezone.now() + (TO_ACCEPT_CASH if in_cash else TO_PAY)
    order = Order.objects.create(
        checkout=checkout,
        bumm=basket.bumm,
        gateway=gateway,
        state=Order.State.CONFIRMED if in_cash else Order.State.WAITING,
        goods=basket.goods,
        delivery=basket.delivery or 0,
        total=basket.total,
        expires_at=until,
    )
    Parcel.objects.bulk_create(
        Parcel(order=order, group=group, number=number) for number, group in enumerate(basket.groups, 1)
    )
    OrderEvent.objects.create(order=order, kind=OrderEvent.Kind.PLACED, amount=order.total)
    _freeze(order, basket)
    payments.begin_payment(
        order_reference=order.reference, bumm=order.bumm, gateway=gateway, amount=order.total, expires_at=until
    )
    return order


def _pack(order: Order, basket: Basket) -> None:
    """Set the goods of each parcel aside, and write down what they are."""
    position, lines = 0, []
    for parcel in order.parcels.select_related("group").order_by("number"):
        parcel.order = order
        items = basket.of(parcel.group)
        wanted = [stock.Wanted(item.variant, item.quantity) for item in items]
        held = stock.reserve(reference=parcel.reference, wanted=wanted, until=order.expires_at or timezone.now())
        to_make = {one.variant_id for one in held if one.to_make}
        for item in items:
            position += 1
            days = item.days if item.variant.pk in to_make else 0
            lines.append(_line(parcel, position, item, days))
    OrderLine.objects.bulk_create(lines)


def _line(parcel: Parcel, position: int, item: Item, days: int) -> OrderLine:
    """The good as it is now, in both languages."""
    variant, page = item.variant, item.page
    return OrderLine(
        parcel=parcel,
        position=position,
        variant=variant,
        sku=variant.sku,
        title=page.title if page else variant.sku,
        title_en=page.title_en if page else "",
        kind=variant.name,
        kind_en=variant.name_en,
        unit=variant.product.unit,
        unit_en=variant.product.unit_en,
        price=item.price,
        quantity=item.quantity,
        days=days,
    )


def _freeze(order: Order, basket: Basket) -> None:
    """Decide for each rupiah of the order whose it will be."""
    lines = [
        settlement.Line(parcel=number, group=group, quantity=item.quantity, gross=item.amount)
        for number, group in enumerate(basket.groups, 1)
        for item in basket.of(group)
    ]
    settlement.freeze_sale(
        reference=order.reference, bumm=order.bumm, lines=lines, delivery=order.delivery, on=timezone.localdate()
    )
