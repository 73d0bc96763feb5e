"""The page of a level: how much there is, what is promised, and what happened last."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.ledger.office.records import RecordInspectView
from catalog.stock.models import Location, Reservation, StockCount, StockLevel, StockMovement
from catalog.stock.permissions import levels
from catalog.stock.selectors import with_figures

SHOWN = 20  # rows of a kind; the list of movements has all


class LevelPage(RecordInspectView):
    template_name = "catalog/stock/office/level.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)
        rows = StockLevel.objects.select_related("variant__product__group", "variant__availability", "location__group")
        return with_figures(rows).get(pk=found.pk)

    def get_page_subtitle(self) -> str:
        level = self.object
        return f"{level.title} ({level.kind})" if level.kind else str(level.title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        level = self.object
        here = {"variant": level.variant_id, "location": level.location_id}
        may_change = levels.user_has_permission_for_instance(self.request.user, "change", level)
        return super().get_context_data(**kwargs) | {
            "level": level,
            "movements": StockMovement.objects.filter(**here).select_related("by")[:SHOWN],
            "counts": StockCount.objects.filter(**here).select_related("by")[:SHOWN],
            "promised": Reservation.objects.filter(state=Reservation.State.ACTIVE, **here)[:SHOWN],
            "may_change": may_change and level.location.kind == Location.Kind.WORKSHOP,
            "may_mark": may_change,
            "says": what_it_means(level),
        }


def what_it_means(level: Any) -> str:
    """What a buyer is told of these goods, and what their group should know, in a sentence."""
    pieces = level.variant.availability.in_stock
    if not pieces and level.days:
        said = ngettext(
            "None is free: buyers order, and the group makes it in {n} day.",
            "None is free: buyers order, and the group makes it in {n} days.",
            level.days,
        )
        return said.format(n=level.days)
    if not pieces:
        return _("None is free: buyers see that it is sold out.")
    if level.mark is not None and pieces <= level.mark:
        said = ngettext(
            "It runs low: {n} piece is free in all places.", "It runs low: {n} pieces are free in all places.", pieces
        )
        return said.format(n=pieces)
    return ""
