"""How many pieces there are is for the room above that keeps the stock: it is told what people here say, and reports
back what can be had (`reporting.report_pieces`)."""

from collections.abc import Callable, Mapping

from django.db import transaction

from bumm.people.models import User
from catalog.products.models.goods import Availability, Variant

Keeper = Callable[[Mapping[int, int], User | None], None]

BATCH = 500
# Each is called with the free pieces by the keys of variants that the public has seen, inside the transaction, and may
# refuse by PiecesRefused. The room that keeps the stock adds itself when it is ready.
KEEPERS: list[Keeper] = []


@transaction.atomic
def count_pieces(*, free: Mapping[int, int], by: User | None) -> None:
    """Someone says how many pieces of variants, by their keys, can be sold. Of goods that the public has not seen the
    number is only noted; their stock begins with their first publication, as the history of their prices does.

    The number of statements does not grow with them. Raises PiecesRefused.
    """
    offered = Variant.objects.filter(pk__in=free, product__first_offered_at__isnull=False)
    kept = {key: free[key] for key in offered.values_list("pk", flat=True)}
    if kept:
        for tell in KEEPERS:
            tell(kept, by)
    noted = list(Availability.objects.filter(variant__in=free.keys() - kept.keys()).order_by("variant"))
    for availability in noted:
        availability.in_stock = free[availability.variant_id]
    Availability.objects.bulk_update(noted, ["in_stock"], batch_size=BATCH)
