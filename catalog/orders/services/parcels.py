"""The way of a parcel: accepted, ready, sent off or handed over. A second tap on the same button changes nothing."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from bumm.people.models import User
from catalog.orders.exceptions import NotPaid
from catalog.orders.models import Order, OrderEvent, Parcel
from catalog.orders.selectors import amount_of, handed_over_of
from catalog.orders.services.messages import tell
from catalog.orders.services.steps import locked_parcel, move, note, refuse_unless
from catalog.payments import services as payments
from catalog.settlement import services as settlement
from catalog.stock import services as stock

State, Kind = Parcel.State, OrderEvent.Kind
OVER = (State.HANDED_OVER, State.CANCELLED)
KEPT = dt.timedelta(days=365)  # goods stay set aside while a group works on an order, however long it takes


@transaction.atomic
def accept_parcel(*, parcel: Parcel, by: User) -> Parcel:
    """The group begins with it: from now on the buyer cannot cancel alone. Raises WrongStep, or NotPaid."""
    locked = _in_hand(parcel)
    if locked.state == State.ACCEPTED:
        return locked
    refuse_unless(locked, [State.NEW])
    stock.keep(reference=locked.reference, until=timezone.now() + KEPT)
    return _moved(locked, State.ACCEPTED, Kind.ACCEPTED, by)


@transaction.atomic
def ready_parcel(*, parcel: Parcel, by: User) -> Parcel:
    """Packed. Raises WrongStep."""
    locked = _in_hand(parcel)
    if locked.state == State.READY:
        return locked
    refuse_unless(locked, [State.ACCEPTED])
    return _moved(locked, State.READY, Kind.READY, by)


@transaction.atomic
def ship_parcel(*, parcel: Parcel, courier: str, tracking: str, by: User) -> Parcel:
    """Given to a courier: it leaves the stock, and is handed over once it has arrived. Raises WrongStep, or NotPaid:
    what is paid in cash is not sent by courier."""
    locked = _in_hand(parcel)
    if locked.state == State.SHIPPED:
        return locked
    refuse_unless(locked, [State.READY])
    if locked.order.gateway == Order.Gateway.CASH:
        raise NotPaid
    stock.use(reference=locked.reference, by=by)
    return _moved(locked, State.SHIPPED, Kind.SHIPPED, by, courier=courier.strip(), tracking=tracking.strip())


@transaction.atomic
def hand_over_parcel(*, parcel: Parcel, by: User | None, on: dt.date | None = None, in_till: bool = False) -> Parcel:
    """It is the buyer's: its money becomes the group's and the BUMM's. The last one ends the order.

    Of an order paid in cash the group that hands over holds the parcel's money from now on or, with `in_till`, the BUMM
    has it in its till. `by` is empty where the buyer says that it arrived. Raises WrongStep, and what posting does.
    """
    locked = _in_hand(parcel)
    if locked.state == State.HANDED_OVER:
        return locked
    refuse_unless(locked, [State.READY, State.SHIPPED])
    day = on or timezone.localdate()
    if locked.state == State.READY:
        stock.use(reference=locked.reference, by=by)
    if locked.order.gateway == Order.Gateway.CASH:
        _take_cash(locked, day, in_till=in_till)
    _moved(locked, State.HANDED_OVER, Kind.HANDED_OVER, by, handed_over_on=day)
    settlement.hand_over(reference=locked.order.reference, parcel=locked.number, on=day)
    _end(locked.order, by)
    return locked


def _take_cash(parcel: Parcel, day: dt.date, *, in_till: bool) -> None:
    settlement.receive(
        reference=parcel.order.reference,
        cause=f"{parcel.reference}:cash",
        amount=amount_of(parcel),
        into=settlement.Money.CASH if in_till else settlement.Money.CUSTODY,
        group=None if in_till else parcel.group,
        on=day,
    )


def _end(order: Order, by: User | None) -> None:
    """The order is done once nothing of it is under way."""
    if order.parcels.exclude(state__in=OVER).exists():
        return
    if order.gateway == Order.Gateway.CASH:
        payments.note_cash(order_reference=order.reference, by=by, amount=handed_over_of(order))
    move(order, Order.State.DONE)
    note(order, Kind.DONE, by=by)


def _in_hand(parcel: Parcel) -> Parcel:
    """The parcel of an order that is being prepared. Raises NotPaid while its payment is waited for, or WrongStep."""
    locked = locked_parcel(parcel)
    if locked.order.state == Order.State.WAITING:
        raise NotPaid
    refuse_unless(locked.order, [Order.State.CONFIRMED, Order.State.DONE])
    return locked


def _moved(parcel: Parcel, state: str, kind: str, by: User | None, **changes: object) -> Parcel:
    move(parcel, state, **changes)
    note(parcel.order, kind, parcel=parcel, by=by)
    tell(parcel.order.checkout, kind, parcel=parcel)
    return parcel
