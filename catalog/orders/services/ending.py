"""Orders that come to nothing, whole or in part."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from bumm.people.models import User
from catalog.orders.exceptions import NoReason, TooLateToCancel
from catalog.orders.models import Order, OrderEvent, OrderLine, Parcel
from catalog.orders.selectors import amount_of
from catalog.orders.services.messages import tell
from catalog.orders.services.steps import locked_order, locked_parcel, move, note, refuse_unless
from catalog.payments import services as payments
from catalog.payments.models import Payment
from catalog.payments.selectors import left_to_give_back
from catalog.stock import services as stock

State, Kind = Order.State, OrderEvent.Kind
BEFORE_HAND_OVER = [Parcel.State.NEW, Parcel.State.ACCEPTED, Parcel.State.READY]


@transaction.atomic
def cancel_order(*, order: Order, reason: str, by: User | None = None) -> Order:
    """Call off all of an order: by its buyer while no group has begun with it, or by the seller (`by`) while nothing
    has left. What was paid is to be given back. Raises TooLateToCancel, NoReason, or WrongStep."""
    locked = locked_order(order.pk)
    if locked.state == State.CANCELLED:
        return locked
    refuse_unless(locked, [State.WAITING, State.CONFIRMED])
    if by and not reason.strip():
        raise NoReason
    parcels = list(locked.parcels.exclude(state=Parcel.State.CANCELLED))
    possible = BEFORE_HAND_OVER if by else [Parcel.State.NEW]
    if any(parcel.state not in possible for parcel in parcels):
        raise TooLateToCancel
    left = sum(_amount(parcel, locked) for parcel in parcels) + _fee(locked)
    _call_off(parcels)
    move(locked, State.CANCELLED)
    note(locked, Kind.CANCELLED, by=by, reason=reason)
    _give_back(locked, f"{locked.reference}:cancelled", left, reason, by)
    tell(locked.checkout, Kind.CANCELLED, order=locked)
    return locked


@transaction.atomic
def cancel_parcel(*, parcel: Parcel, reason: str, by: User) -> Parcel:
    """Call off one group's part, which is to be given back; the others go on. The last one calls off the order.

    Raises NoReason or WrongStep.
    """
    locked = locked_parcel(parcel)
    if locked.state == Parcel.State.CANCELLED:
        return locked
    refuse_unless(locked, BEFORE_HAND_OVER)
    others = locked.order.parcels.exclude(pk=locked.pk).exclude(state=Parcel.State.CANCELLED)
    if not others.exists():
        cancel_order(order=locked.order, reason=reason, by=by)
        return Parcel.objects.get(pk=locked.pk)
    refuse_unless(locked.order, [State.CONFIRMED])
    if not reason.strip():
        raise NoReason
    amount = _amount(locked, locked.order)
    _call_off([locked])
    note(locked.order, Kind.CANCELLED, parcel=locked, by=by, reason=reason)
    _give_back(locked.order, f"{locked.reference}:cancelled", amount, reason, by)
    tell(locked.order.checkout, Kind.CANCELLED, parcel=locked)
    return locked


def expire_orders(*, now: dt.datetime | None = None) -> int:
    """End what was not paid in time, and what is to be paid in cash and no group began with in time. One order a
    transaction, so that one that cannot be ended stops no other; returns how many were ended."""
    moment = now or timezone.now()
    due = Order.objects.running().filter(expires_at__lte=moment).order_by("pk")
    return sum(_expire(key, moment) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _expire(key: int, now: dt.datetime) -> bool:
    order = locked_order(key)
    if order.expires_at is None or order.expires_at > now:
        return False
    if order.state == State.WAITING:
        return payments.expire(order_reference=order.reference)  # and the order with it, as `money` is told
    untouched = not order.parcels.exclude(state__in=[Parcel.State.NEW, Parcel.State.CANCELLED]).exists()
    if order.state == State.CONFIRMED and order.gateway == Order.Gateway.CASH and untouched:
        cancel_order(order=order, reason="")
        return True
    return False


def _amount(parcel: Parcel, order: Order) -> int:
    """The goods of a parcel."""
    parcel.order = order
    return amount_of(parcel) - (order.delivery if not _has_left(order) else 0)


def _fee(order: Order) -> int:
    return 0 if _has_left(order) else order.delivery


def _has_left(order: Order) -> bool:
    return order.parcels.filter(state=Parcel.State.HANDED_OVER).exists()


def _call_off(parcels: Collection[Parcel]) -> None:
    variants = OrderLine.objects.filter(parcel__in=parcels).values_list("variant", flat=True)
    stock.lock_stock(list(variants))
    for parcel in parcels:
        stock.release(reference=parcel.reference)
        move(parcel, Parcel.State.CANCELLED)


def _give_back(order: Order, reference: str, amount: int, reason: str, by: User | None) -> None:
    """What was paid of it is asked back; what was not paid yet is not waited for any more."""
    if order.state == State.CANCELLED:
        payments.cancel(order_reference=order.reference)
    arrived = sum(left_to_give_back(each) for each in Payment.objects.of_order(order.reference) if each.paid_amount)
    if arrived:
        payments.ask_refund(
            order_reference=order.reference, reference=reference, amount=min(amount, arrived), reason=reason, by=by
        )
