"""Pieces set aside for buyers: promised all or none, kept, let go, or handed over."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from bumm.people.models import User
from catalog.products.models import Variant
from catalog.stock.exceptions import AlreadyHandedOver, NotEnough, NotReserved, ReferenceTaken, TooMany
from catalog.stock.models import Reservation, StockLevel, StockMovement
from catalog.stock.models.levels import MOST_PIECES
from catalog.stock.services.movements import levels_of, post, report_free
from catalog.stock.services.places import lock_stock, workshops_of

State = Reservation.State
Reason = StockMovement.Reason


class Wanted(NamedTuple):
    """Pieces that a buyer wants of a variant."""

    variant: Variant
    quantity: int


@transaction.atomic
def reserve(*, reference: str, wanted: Sequence[Wanted], until: dt.datetime) -> list[Reservation]:
    """Set pieces aside in the workshops of their groups, all or none. Of what is made to order, and not all there, none
    are set aside: the group makes them, and they never count as stock.

    The same reference again with the same pieces is a no-op; one that was released may be used again. Raises NotEnough
    for the first variant, in the order of keys, of which fewer are free, ReferenceTaken, NotOfferedYet.
    """
    pieces = Counter[int]()
    for variant, quantity in wanted:
        pieces[variant.pk] += quantity
    locked = lock_stock(pieces)
    if before := list(_held(reference)):
        if {held.variant_id: held.quantity for held in before} != pieces:
            raise ReferenceTaken(reference)
        return before
    made = _promised(reference, locked, pieces, until)
    Reservation.objects.bulk_create(made)
    report_free({held.variant_id for held in made if not held.to_make})
    return made


@transaction.atomic
def keep(*, reference: str, until: dt.datetime) -> None:
    """Keep what is set aside for a reference until a later time. Raises NotReserved where nothing is."""
    if not _held(reference).filter(state=State.ACTIVE).update(expires_at=until):
        raise NotReserved(reference)


@transaction.atomic
def release(*, reference: str) -> None:
    """Let go what is set aside for a reference; a no-op where nothing is. Raises AlreadyHandedOver."""
    held = _locked(reference)
    if any(one.state == State.USED for one in held):
        raise AlreadyHandedOver(reference)
    Reservation.objects.filter(pk__in=[one.pk for one in held]).update(state=State.RELEASED)
    report_free({one.variant_id for one in held if not one.to_make})


@transaction.atomic
def use(*, reference: str, by: User | None) -> list[StockMovement]:
    """Hand over what is set aside for a reference: it is sold. What is made to order was made for it. Handed over
    already, it stays so. Raises NotReserved."""
    held = _locked(reference)
    if not held:
        raise NotReserved(reference)
    active = [one for one in held if one.state == State.ACTIVE]
    Reservation.objects.filter(pk__in=[one.pk for one in active]).update(state=State.USED)
    post([movement for one in active for movement in _handed_over(one, by)])
    return list(StockMovement.objects.filter(reference=reference, reason=Reason.SOLD).order_by("pk"))


def _held(reference: str) -> QuerySet[Reservation]:
    return Reservation.objects.filter(reference=reference).exclude(state=State.RELEASED).order_by("variant")


def _locked(reference: str) -> list[Reservation]:
    """What is set aside or was handed over for a reference, once nobody else is changing it."""
    lock_stock(list(_held(reference).values_list("variant", flat=True)))
    return list(_held(reference).select_related("variant"))


def _promised(
    reference: str, locked: Mapping[int, Variant], pieces: Mapping[int, int], until: dt.datetime
) -> list[Reservation]:
    workshops = workshops_of({variant.product.group_id for variant in locked.values()})
    places = {key: workshops[variant.product.group_id] for key, variant in locked.items()}
    levels = levels_of([(key, place.pk) for key, place in places.items()])
    made = []
    for key, quantity in sorted(pieces.items()):
        level = levels.get((key, places[key].pk)) or StockLevel()
        about = {"variant": locked[key], "location": places[key], "quantity": quantity}
        to_make = _is_made(locked[key], level, quantity)
        made.append(Reservation(reference=reference, expires_at=until, to_make=to_make, **about))
    return made


def _is_made(variant: Variant, level: StockLevel, quantity: int) -> bool:
    """Whether so many pieces have to be made. Raises NotEnough where they can be neither taken nor made."""
    if quantity > MOST_PIECES:
        raise TooMany(variant)
    if quantity > level.free and not variant.availability.made_to_order_days:
        raise NotEnough(variant, level.free)
    return quantity > level.free


def _handed_over(held: Reservation, by: User | None) -> Iterator[StockMovement]:
    about = {"variant": held.variant, "location_id": held.location_id, "reference": held.reference, "by": by}
    if held.to_make:
        yield StockMovement(quantity=held.quantity, reason=Reason.MADE, **about)
    yield StockMovement(quantity=-held.quantity, reason=Reason.SOLD, **about)
