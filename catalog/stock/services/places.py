"""Workshops, and the one lock under which the stock of a variant changes."""

from collections.abc import Collection, Mapping, Set

from bumm.people.models import Group
from catalog.products.models import Availability, Variant
from catalog.stock.exceptions import NotOfferedYet
from catalog.stock.models import Location

WORKSHOP = Location.Kind.WORKSHOP


def workshop_of(*, group: Group) -> Location:
    """The place where a group's pieces are made and kept. It is opened where it is missing."""
    return workshops_of({group.pk})[group.pk]


def workshops_of(groups: Set[int]) -> dict[int, Location]:
    """The workshops of these groups, by the groups' keys; those that are missing are opened."""
    found = _workshops(groups)
    if missing := groups - found.keys():
        named = Group.objects.filter(pk__in=missing).order_by("pk")
        opened = [Location(kind=WORKSHOP, group=group, code=group.slug) for group in named]
        Location.objects.bulk_create(opened, ignore_conflicts=True)  # another may have opened one meanwhile
        found = _workshops(groups)
    return found


def _workshops(groups: Collection[int]) -> dict[int, Location]:
    found = Location.objects.select_related("group").filter(group__in=groups)
    return {place.group_id: place for place in found if place.group_id}


def lock_stock(variants: Collection[int]) -> Mapping[int, Variant]:
    """Wait for whoever changes the stock of these variants, in whatever place, and keep others waiting until the
    transaction ends. Returns them by their keys, with product.

    The lock is on what can be had of each: one row a variant, in the order of their keys. Raises NotOfferedYet.
    """
    locked = Availability.objects.select_for_update(of=("self",), no_key=True).filter(variant__in=variants)
    found = {had.variant_id: had.variant for had in locked.select_related("variant__product").order_by("variant")}
    for variant in found.values():
        if variant.product.first_offered_at is None:
            raise NotOfferedYet(variant)
    return found
