"""Reads of stock that join several models."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from bumm.people.models import Group
from catalog.stock.models import StockCount, StockLevel

had = "variant__availability__"
# Conditions on StockLevel: of all places together so few are free as its group wants to be told; none is, and none is
# made to order. What was withdrawn is missed by nobody.
LOW = Q(**{f"{had}in_stock__lte": F("variant__low_mark__pieces")}, variant__product__withdrawn_at=None)
EMPTY = Q(**{f"{had}in_stock": 0, f"{had}made_to_order_days": 0}, variant__product__withdrawn_at=None)


def with_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With `title`, what a good is called (its SKU where its page is gone), and `kind`, the name of the variant."""
    title = Coalesce(NullIf("variant__product__page__draft_title", Value("")), "variant__sku")
    return rows.annotate(title=title, kind=F("variant__name"), sku=F("variant__sku"))


def with_figures(levels: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
    """With all that a row of a list says: words, group, `n_free` here, `mark`, `days` to make, `counted_at`."""
    counts = StockCount.objects.filter(variant=OuterRef("variant"), location=OuterRef("location"))
    return with_words(levels).annotate(
        group_name=F("variant__product__group__name"),
        n_free=F("on_hand") - F("reserved"),
        mark=F("variant__low_mark__pieces"),
        days=F(f"{had}made_to_order_days"),
        counted_at=Subquery(counts.order_by("-at").values("at")[:1]),
    )


def workshop_levels(group: Group) -> QuerySet[StockLevel]:
    """The levels in a group's workshop of all that is not withdrawn, as a sheet to count lists them."""
    own = StockLevel.objects.filter(location__group=group, variant__product__withdrawn_at=None)
    return with_words(own).order_by("title", "variant__position", "variant")
