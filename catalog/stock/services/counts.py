"""Pieces as people count them: the difference moves, and is kept beside what stood in the list."""

from collections.abc import Collection, Mapping

from django.db import transaction

from bumm.people.models import User
from catalog.products.models import Variant
from catalog.stock.exceptions import LevelsMoved, NotEnough
from catalog.stock.models import Location, StockCount, StockLevel, StockMovement
from catalog.stock.services.movements import levels_of, post
from catalog.stock.services.places import lock_stock, workshops_of

Reason = StockMovement.Reason
KNOWN = ["variant", "location", "by", "movement"]  # which would be asked for one by one


@transaction.atomic
def count(*, variant: Variant, location: Location, counted: int, by: User | None, note: str = "") -> StockCount:
    """So many pieces are in a place, those set aside among them. Without a difference the count alone is noted.

    Raises Promised where more are set aside, TooMany, NotOfferedYet.
    """
    locked = lock_stock([variant.pk])
    return _store(locked, {(variant.pk, location.pk): counted}, by=by, note=note)[0]


@transaction.atomic
def count_many(
    *, location: Location, counted: Mapping[int, tuple[int, int]], by: User | None, note: str = ""
) -> list[StockCount]:
    """Count many variants of a place at once, all or none: for each variant's key the level that was shown and the
    pieces that are there. The number of statements does not grow with them.

    Raises LevelsMoved where a level is no longer the one shown, Promised, TooMany, NotOfferedYet.
    """
    locked = lock_stock(counted)
    levels = levels_of([(key, location.pk) for key in counted])
    now = {variant: level.on_hand for (variant, _place), level in levels.items()}
    if moved := {key for key, (shown, _found) in counted.items() if now.get(key, 0) != shown or key not in locked}:
        raise LevelsMoved(moved)
    return _store(locked, {(key, location.pk): found for key, (_shown, found) in counted.items()}, by=by, note=note)


@transaction.atomic
def take_counted(free: Mapping[int, int], by: User | None) -> None:
    """Take from the catalogue how many pieces of variants can be sold. What is more or less than can be had now came to
    the workshops of their groups or is missing there; of a variant without a level it is what is there at first.

    Raises NotEnough where fewer are said than lie elsewhere or are promised there.
    """
    locked = lock_stock(free)
    workshops = workshops_of({variant.product.group_id for variant in locked.values()})
    places = {key: workshops[variant.product.group_id] for key, variant in locked.items()}
    known = _free_now(free)
    _open(locked, {key: places[key] for key in locked if key not in known}, free, by)
    levels = levels_of([(key, places[key].pk) for key in known])
    counts = {}
    for key, now in known.items():
        level = levels.get((key, places[key].pk)) or StockLevel()
        if level.free + free[key] - now < 0:
            raise NotEnough(locked[key], level.free)
        if free[key] != now:
            counts[key, places[key].pk] = level.on_hand + free[key] - now
    _store(locked, counts, by=by, note="")


def _free_now(variants: Collection[int]) -> dict[int, int]:
    """What is free of each in all places, of those that are anywhere."""
    found: dict[int, int] = {}
    for level in StockLevel.objects.filter(variant__in=variants):
        found[level.variant_id] = found.get(level.variant_id, 0) + level.free
    return found


def _open(
    locked: Mapping[int, Variant], places: Mapping[int, Location], pieces: Mapping[int, int], by: User | None
) -> None:
    """Begin the stock of variants: a level for each, also where nothing is there."""
    StockLevel.objects.bulk_create(StockLevel(variant_id=key, location=place) for key, place in places.items())
    post(
        [
            StockMovement(variant=locked[key], location=place, quantity=pieces[key], reason=Reason.OPENING, by=by)
            for key, place in places.items()
            if pieces[key]
        ]
    )


def _store(
    locked: Mapping[int, Variant], counted: Mapping[tuple[int, int], int], *, by: User | None, note: str
) -> list[StockCount]:
    """Store what was counted of each variant in each place, and move the differences."""
    levels = levels_of(list(counted))
    counts, moved = [], []
    for (variant, place), found in counted.items():
        level = levels.get((variant, place)) or StockLevel()
        about = {"variant": locked[variant], "location_id": place, "by": by, "note": note}
        made = StockCount(expected=level.on_hand, counted=found, **about)
        if found != level.on_hand:
            made.movement = StockMovement(quantity=found - level.on_hand, reason=Reason.COUNTED, **about)
            moved.append(made.movement)
        made.clean_fields(exclude=KNOWN)
        counts.append(made)
    post(moved)
    for made in counts:
        made.movement = made.movement  # which has a key now
    return StockCount.objects.bulk_create(counts)
