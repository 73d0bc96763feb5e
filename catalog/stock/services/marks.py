"""From how few pieces on a group wants to be told."""

from django.db import transaction

from bumm.people.models import User
from catalog.products.models import Variant
from catalog.stock.models import LowStockMark


@transaction.atomic
def set_low_mark(*, variant: Variant, pieces: int | None, by: User) -> None:
    """Tell from so few free pieces on, or with None not at all."""
    if pieces is None:
        LowStockMark.objects.filter(variant=variant).delete()
        return
    mark = LowStockMark.objects.filter(variant=variant).first() or LowStockMark(variant=variant)
    mark.pieces, mark.set_by = pieces, by
    mark.clean_fields()
    mark.save()
