"""What buyers are told by e-mail, where they left an address. A mail that cannot be sent stops nothing."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from catalog.orders.models import Checkout, Order, OrderEvent, Parcel

logger = logging.getLogger(__name__)
Kind = OrderEvent.Kind
# What is worth a mail; everything else stands on the order's page.
TOLD = {Kind.PLACED, Kind.PAID, Kind.READY, Kind.SHIPPED, Kind.CANCELLED, Kind.EXPIRED, Kind.ANSWERED, Kind.REFUNDED}


def tell(checkout: Checkout, kind: str, *, order: Order | None = None, parcel: Parcel | None = None) -> None:
    """Send, once the transaction is committed, what happened, with the link to the order's page."""
    if kind in TOLD and checkout.email:
        transaction.on_commit(lambda: _send(checkout, Kind(kind), order, parcel))


def _concerned(checkout: Checkout, order: Order | None, parcel: Parcel | None) -> list[Order]:
    if parcel:
        return [parcel.order]
    return [order] if order else list(checkout.orders.order_by("pk"))


def _send(checkout: Checkout, kind: OrderEvent.Kind, order: Order | None, parcel: Parcel | None) -> None:
    with translation.override(checkout.language):
        context: dict[str, Any] = {
            "checkout": checkout,
            "kind": kind,
            "parcel": parcel,
            "orders": _concerned(checkout, order, parcel),
            "link": f"{settings.SITE_URL}{checkout.get_absolute_url()}",
        }
        subject = render_to_string("catalog/orders/mail/subject.txt", context).strip()
        text, html = (render_to_string(f"catalog/orders/mail/message.{form}", context) for form in ("txt", "html"))
    mail = EmailMultiAlternatives(subject, text, to=[checkout.email])
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except OSError as error:  # no server, a refused address: smtplib's errors are among these
        logger.warning("Order %s: a mail could not be sent (%s)", checkout.pk, type(error).__name__)
