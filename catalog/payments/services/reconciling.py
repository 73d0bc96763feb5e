"""What was missed is made up for: asked at the gateway, payment by payment."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from catalog.payments.exceptions import GatewayDown
from catalog.payments.gateways.stripe import STRIPE
from catalog.payments.models import GatewayEvent, Payment, Refund
from catalog.payments.services.inbox import digest, look_at_intent, look_at_session

logger = logging.getLogger(__name__)
LATE = dt.timedelta(days=3)  # in which something may still come of a payment that has ended
BACK = dt.timedelta(days=30)  # in which refunds from Stripe's own pages are looked for


class Reconciled(NamedTuple):
    """How many payments were looked at, and of how many of them the state changed; `troubles` are sentences."""

    looked_at: int
    changed: int
    troubles: list[str]


def reconcile() -> Reconciled:
    """Ask for every payment by card that is not settled, digest messages that were not, and look for refunds.

    One that cannot be settled stops no other. Raises GatewayDown.
    """
    troubles: list[str] = []
    for event in GatewayEvent.objects.filter(digested_at=None).order_by("pk"):
        _try(partial(digest, event), event.event_id, troubles)
    rows = list(_unsettled())
    for payment in rows:
        _try(partial(look_at_session, str(payment.external_id)), payment.reference, troubles)
    for intent in _refunded():
        _try(partial(look_at_intent, intent), intent, troubles)
    now = dict(Payment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "state"))
    return Reconciled(len(rows), sum(now[row.pk] != row.state for row in rows), troubles)


def _try(step: Callable[[], object], name: str, troubles: list[str]) -> None:
    try:
        step()
    except GatewayDown:
        raise
    except Exception as trouble:  # whatever it is, the others are not to wait for it
        logger.exception("%s cannot be settled", name)
        troubles.append(f"{name}: {trouble}")


def _unsettled() -> Iterable[Payment]:
    """Open ones, those that ended a short while ago, and those whose fee is not known or whose refund is on its way."""
    fresh = timezone.now() - LATE
    return Payment.objects.filter(
        Q(state__in=Payment.OPEN)
        | Q(state=Payment.State.PAID, fee=None)
        | Q(refunds__state=Refund.State.SENT)
        | Q(state__in=[Payment.State.EXPIRED, Payment.State.CANCELLED, Payment.State.FAILED], expires_at__gte=fresh),
        gateway=Payment.Gateway.STRIPE,
        external_id__isnull=False,
    ).distinct()


def _refunded() -> list[str]:
    """What Stripe gave back lately and we do not know of."""
    since = int((timezone.now() - BACK).timestamp())
    seen = STRIPE.refunds_since(since)
    known = set(
        Refund.objects.filter(external_id__in=[one.external_id for one in seen])
        .exclude(state=Refund.State.SENT)
        .values_list("external_id", flat=True)
    )
    return sorted({one.intent for one in seen if one.external_id not in known})
