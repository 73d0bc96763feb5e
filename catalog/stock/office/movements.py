"""The list of all that happened to pieces."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView
from bumm.people.columns import MomentColumn
from catalog.stock.models import StockMovement
from catalog.stock.office.filters import MovementFilterSet
from catalog.stock.selectors import with_words


def signed(movement: StockMovement) -> str:
    """How many came (+) or left (-), as the language writes numbers."""
    return f"{'+' if movement.quantity > 0 else ''}{number_format(movement.quantity, force_grouping=True)}"


class MovementIndexView(RecordIndexView):
    default_ordering = ["-at", "-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_words(super().get_base_queryset())


class MovementViewSet(BookRecordViewSet):
    model = StockMovement
    url_prefix = "persediaan/gerak"
    icon = "history"
    menu_label = _("Stock movements")
    index_view_class = MovementIndexView
    inspect_view_enabled = False
    related = ["location__group", "by"]
    list_display = [
        MomentColumn("at", label=_("When"), sort_key="at"),
        Column("title", label=_("Good"), sort_key="title"),
        Column("kind", label=_("Variant"), accessor=lambda movement: movement.kind or "–"),
        Column("sku", label="SKU", sort_key="sku"),
        Column("location", label=pgettext_lazy("of pieces", "Place")),
        Column("quantity", label=_("Pieces"), accessor=signed, classname="number"),
        Column("reason", label=_("Reason"), accessor="get_reason_display", sort_key="reason"),
        Column("note", label=_("Note"), accessor=lambda movement: movement.note or movement.reference or "–"),
        Column("by", label=_("By"), accessor=lambda movement: movement.by or "–"),
    ]
    list_export = [
        "at",
        "title",
        "kind",
        "sku",
        "location",
        "quantity",
        "get_reason_display",
        "note",
        "reference",
        "by",
    ]
    export_headings = {
        "title": _("Good"),
        "kind": _("Variant"),
        "sku": "SKU",
        "get_reason_display": _("Reason"),
    }
    export_filename = "gerak-persediaan"
    filterset_class = MovementFilterSet
    search_fields = ["variant__sku", "variant__product__page__title", "reference", "note"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
