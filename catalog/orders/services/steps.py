"""What all changes begin with and end in: the order locked, and a note of what happened."""

from collections.abc import Collection

from bumm.people.models import User
from catalog.orders.exceptions import WrongStep
from catalog.orders.models import Order, OrderEvent, Parcel


def locked_order(key: int) -> Order:
    """Locked, with its BUMM and checkout. Whoever changes a parcel locks its order."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("bumm", "checkout")
    return rows.get(pk=key)


def locked_parcel(parcel: Parcel) -> Parcel:
    """As it is now, with its order locked."""
    order = locked_order(parcel.order_id)
    found = Parcel.objects.select_related("group").get(pk=parcel.pk)
    found.order = order
    return found


def refuse_unless(row: Order | Parcel, states: Collection[str]) -> None:
    """Raises WrongStep."""
    if row.state not in states:
        raise WrongStep(str(row.get_state_display()))


def move(row: Order | Parcel, state: str, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.state = state
    row.save(update_fields=["state", *changes])


def note(
    order: Order,
    kind: str,
    *,
    parcel: Parcel | None = None,
    by: User | None = None,
    amount: int | None = None,
    reason: str = "",
) -> OrderEvent:
    return OrderEvent.objects.create(
        order=order, parcel=parcel, kind=kind, by=by, amount=amount, reason=reason.strip()[:200]
    )
