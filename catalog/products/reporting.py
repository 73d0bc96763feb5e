"""What the room that keeps the stock reports back; a file of its own, since services are below the pages that show
it."""

from collections.abc import Mapping

from django.db import transaction

from catalog.products import public_index
from catalog.products.freshness import changed, fact_of
from catalog.products.models import Availability, ProductPage

BATCH = 500


@transaction.atomic
def report_pieces(*, free: Mapping[int, int]) -> None:
    """Say how many pieces of variants, by their keys, can be had. Pages and lists are told where theirs changed."""
    locked = Availability.objects.select_for_update(no_key=True).filter(variant__in=free).order_by("variant")
    moved = [had for had in locked if had.in_stock != free[had.variant_id]]
    turned = {had.variant_id for had in moved if (had.in_stock > 0) != (free[had.variant_id] > 0)}
    for had in moved:
        had.in_stock = free[had.variant_id]
    Availability.objects.bulk_update(moved, ["in_stock"], batch_size=BATCH)
    if moved:
        changed(*map(fact_of, _live_pages({had.variant_id for had in moved})))
    if turned:
        public_index.show_goods([page.pk for page in _live_pages(turned)])


def _live_pages(variants: set[int]) -> list[ProductPage]:
    shown = ProductPage.objects.live().filter(product__variants__in=variants)
    return list(shown.order_by("pk").distinct().only("pk", "path"))
