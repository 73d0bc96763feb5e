"""By which ways a basket can be paid, in words for the buyer."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.orders.models import Order, Way
from catalog.orders.quoting import Basket, Destination
from catalog.payments import gateways


class Offer(NamedTuple):
    code: str
    label: str
    said: str


def offered(basket: Basket, destination: Destination) -> list[Offer]:
    """What the BUMM's gateways take for this sum; cash only where somebody meets the buyer."""
    found = [gateway.code for gateway in gateways.offered(basket.bumm, basket.total)]
    if destination.way == Way.DELIVERY and destination.kecamatan is None:
        found = [code for code in found if code != Order.Gateway.CASH]
    return [Offer(code, str(Order.Gateway(code).label), _said(code, destination)) for code in found]


def _said(code: str, destination: Destination) -> str:
    if code == Order.Gateway.CASH:
        if destination.way == Way.PICKUP:
            return _("You pay when you pick it up.")
        return _("You pay when it is brought to you.")
    return {
        Order.Gateway.QRIS: _("Scan with your bank's or wallet's app; the amount is filled in."),
        Order.Gateway.TRANSFER: _("From any bank. The last digits of the amount tell your transfer from others."),
        Order.Gateway.STRIPE: _("Card, on the page of Stripe."),
    }[Order.Gateway(code)]
