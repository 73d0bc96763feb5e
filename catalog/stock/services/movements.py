"""Pieces that come and go. Everything that moves goes through `post`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum

from bumm.people.models import User
from catalog.products.models import Variant
from catalog.products.reporting import report_pieces
from catalog.stock.exceptions import NotEnough, Promised, ReferenceTaken, TooMany
from catalog.stock.models import Location, StockLevel, StockMovement
from catalog.stock.models.levels import MOST_PIECES
from catalog.stock.services.places import lock_stock, workshop_of

Reason = StockMovement.Reason
Key = tuple[int, int]  # variant, place


@transaction.atomic
def move(
    *,
    variant: Variant,
    location: Location,
    quantity: int,
    reason: Reason,
    by: User | None,
    reference: str = "",
    note: str = "",
) -> StockMovement:
    """Pieces come to a place (`quantity` above 0) or leave it (below), as the reason says.

    The same reference again is a no-op. Raises NotEnough or Promised where so many are not there to leave, TooMany,
    ReferenceTaken, NotOfferedYet.
    """
    movement = StockMovement(
        variant=variant, location=location, quantity=quantity, reason=reason, reference=reference, note=note, by=by
    )
    movement.clean_fields()
    lock_stock([variant.pk])
    if reference and (before := _before(movement)):
        return before
    post([movement])
    return movement


@transaction.atomic
def take_back(
    *, reference: str, variant: Variant, quantity: int, reason: Reason, by: User | None, note: str = ""
) -> None:
    """Pieces that were sold come back to the workshop of the group: to the shelf (`returned`), or only to be written
    off (`damaged`). The same reference again is a no-op. Raises ReferenceTaken."""
    if reason not in (Reason.RETURNED, Reason.DAMAGED):
        raise ValueError(reason)
    about: dict[str, Any] = {"variant": variant, "location": workshop_of(group=variant.product.group), "by": by}
    about |= {"note": note, "reference": reference}
    move(quantity=quantity, reason=Reason.RETURNED, **about)
    if reason == Reason.DAMAGED:
        move(quantity=-quantity, reason=Reason.DAMAGED, **about)


def post(movements: Sequence[StockMovement]) -> None:
    """Store movements of variants that are locked; the database adds them to the levels.

    Raises NotEnough, Promised or TooMany.
    """
    sums: Counter[Key] = Counter()
    for movement in movements:
        sums[movement.variant_id, movement.location_id] += movement.quantity
    levels = levels_of(sums)
    for movement in movements:
        key = (movement.variant_id, movement.location_id)
        _refuse_wrong_level(movement.variant, levels.get(key), sums[key])
    StockMovement.objects.bulk_create(movements)
    report_free({movement.variant_id for movement in movements})


def levels_of(keys: Sequence[Key] | Counter[Key]) -> dict[Key, StockLevel]:
    """The levels of these variants in these places, as far as there are any."""
    found = StockLevel.objects.filter(variant__in={key[0] for key in keys}, location__in={key[1] for key in keys})
    return {(level.variant_id, level.location_id): level for level in found}


def report_free(variants: set[int]) -> None:
    """Say what can be had of these variants: what is free of them in all places."""
    sums = StockLevel.objects.filter(variant__in=variants).order_by().values_list("variant")
    report_pieces(free=dict(sums.annotate(left=Sum(F("on_hand") - F("reserved")))))


def _refuse_wrong_level(variant: Variant, level: StockLevel | None, change: int) -> None:
    level = level or StockLevel()
    after = level.on_hand + change
    if after < 0:
        raise NotEnough(variant, level.free)
    if after < level.reserved:
        raise Promised(variant, level.reserved)
    if after > MOST_PIECES:
        raise TooMany(variant)


def _before(movement: StockMovement) -> StockMovement | None:
    """What was stored under the same reference. Raises ReferenceTaken where it was something else."""
    same = Q(reference=movement.reference, variant=movement.variant, location=movement.location, reason=movement.reason)
    found = StockMovement.objects.filter(same).first()
    if found and found.quantity != movement.quantity:
        raise ReferenceTaken(movement.reference)
    return found
