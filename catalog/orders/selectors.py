"""Reads that join several models."""

import re

from django.db.models import F, Prefetch, QuerySet, Sum

from catalog.orders.models import Checkout, Order, OrderEvent, OrderLine, Parcel
from catalog.orders.models.orders import PREFIX

LINES = Prefetch("parcels", Parcel.objects.select_related("group").prefetch_related("lines"))


def with_all(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With their parcels, lines and events, and whom they concern."""
    related = orders.select_related("bumm__kelurahan", "checkout__kecamatan")
    return related.prefetch_related(LINES, Prefetch("events", OrderEvent.objects.select_related("by", "parcel__group")))


def orders_of(checkout: Checkout) -> list[Order]:
    """With their parcels, lines and events."""
    return list(with_all(checkout.orders.order_by("pk")))


def amount_of(parcel: Parcel) -> int:
    """What a parcel costs, in rupiah; the first that is handed over brings the delivery fee with it."""
    goods = parcel.lines.aggregate(total=Sum(F("price") * F("quantity")))["total"]
    return int(goods) + (parcel.order.delivery if is_first(parcel) else 0)


def handed_over_of(order: Order) -> int:
    """What the parcels cost that were handed over, with the delivery."""
    lines = OrderLine.objects.filter(parcel__order=order, parcel__state=Parcel.State.HANDED_OVER)
    return int(lines.aggregate(total=Sum(F("price") * F("quantity")))["total"] or 0) + order.delivery


def is_first(parcel: Parcel) -> bool:
    """Whether no other parcel of the order has been handed over."""
    others = Parcel.objects.filter(order=parcel.order_id, state=Parcel.State.HANDED_OVER).exclude(pk=parcel.pk)
    return not others.exists()


def key_in(number: str) -> int | None:
    """The key of the order that somebody calls so: `JL-000123`, `jl 123`, `123`."""
    found = re.fullmatch(rf"(?:{PREFIX[:2]}[\s-]*)?0*([1-9][0-9]{{0,8}})", number.strip(), re.IGNORECASE | re.ASCII)
    return int(found[1]) if found else None


def order_of(reference: str) -> int | None:
    """The key of the order that the rooms below call so."""
    found = re.match(r"order:([0-9]+)(?::|$)", reference)
    return int(found[1]) if found else None
