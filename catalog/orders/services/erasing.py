"""Forgetting who bought: what is personal goes, what the books need stays under the order's number."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.orders.exceptions import NothingToErase, StillRunning
from catalog.orders.models import Checkout, Complaint, Order
from catalog.payments import services as payments

KEPT_FOR = 10  # years; Law 8/1997 and Government Regulation 80/2019 for data of transactions
PERSONAL = ["name", "phone", "email", "address", "postcode", "note"]


@transaction.atomic
def erase_person(*, phone: str = "", email: str = "") -> int:
    """Erase what orders know of a person, by number (E.164) or address; returns how many checkouts were theirs.

    Raises NothingToErase, and StillRunning while an order or a complaint is not at its end.
    """
    found = Checkout.objects.filter(phone=phone) if phone else Checkout.objects.filter(email__iexact=email)
    if not (phone or email) or not found.exists():
        raise NothingToErase
    rows = Checkout.objects.select_for_update().filter(pk__in=found.values("pk"))
    return _erase(rows)


@transaction.atomic
def forget_old(*, today: dt.date | None = None) -> int:
    """Erase what is older than the law wants it kept; returns how many checkouts that were."""
    day = today or timezone.localdate()
    before = day.replace(year=day.year - KEPT_FOR, day=min(day.day, 28))
    old = Checkout.objects.filter(placed_at__date__lt=before, erased_at=None)
    return _erase(old) if old.exists() else 0


def _erase(checkouts: QuerySet[Checkout]) -> int:
    keys = list(checkouts.values_list("pk", flat=True))
    running = Order.objects.running().filter(checkout__in=keys)
    complained = Order.objects.filter(checkout__in=keys, parcels__complaints__state=Complaint.State.OPEN)
    if numbers := [order.number for order in running.union(complained)]:
        raise StillRunning(sorted(numbers))
    Complaint.objects.filter(parcel__order__checkout__in=keys).update(words="")
    for order in Order.objects.filter(checkout__in=keys):
        payments.forget(order_reference=order.reference)
    blank = dict.fromkeys(PERSONAL, "")
    return Checkout.objects.filter(pk__in=keys).update(**blank, erased_at=timezone.now())
