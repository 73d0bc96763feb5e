"""The list of levels, and the addresses of what is done with one."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, leading_to
from catalog.products.office.tables import CountColumn
from catalog.stock.models import StockLevel
from catalog.stock.office import acts
from catalog.stock.office.filters import LevelFilterSet
from catalog.stock.office.level_page import LevelPage
from catalog.stock.selectors import with_figures


class LevelIndexView(RecordIndexView):
    default_ordering = ["title", "pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_figures(super().get_base_queryset())


class LevelViewSet(BookRecordViewSet):
    model = StockLevel
    url_prefix = "persediaan"
    icon = "clipboard-list"
    menu_label = _("Stock of goods")
    index_view_class = LevelIndexView
    inspect_view_class = LevelPage
    inspect_template_name = LevelPage.template_name
    related = ["location__group"]
    list_display = [
        leading_to("stocklevel:inspect", "title", _("Good"), sort_key="title"),
        Column("kind", label=_("Variant"), accessor=lambda level: level.kind or "–"),
        CountColumn("n_free", label=pgettext_lazy("of pieces", "Free"), sort_key="n_free"),
        CountColumn("on_hand", label=_("On hand"), sort_key="on_hand"),
        CountColumn("reserved", label=_("Set aside"), sort_key="reserved"),
        CountColumn("mark", label=_("Tell from"), sort_key="mark"),
        CountColumn("days", label=_("Days to make"), accessor=lambda level: level.days or None, sort_key="days"),
        Column("sku", label="SKU", sort_key="sku"),
        Column("group_name", label=pgettext_lazy("of makers", "Group"), sort_key="group_name"),
        Column("location", label=pgettext_lazy("of pieces", "Place"), accessor=lambda level: level.location.place),
    ]
    list_export = [
        *("title", "kind", "sku", "group_name", "location", "on_hand", "reserved", "n_free", "mark", "days"),
        "counted_at",
    ]
    export_headings = {
        "title": _("Good"),
        "kind": _("Variant"),
        "sku": "SKU",
        "group_name": pgettext_lazy("of makers", "Group"),
        "n_free": pgettext_lazy("of pieces", "Free"),
        "mark": _("Tell from"),
        "days": _("Days to make"),
        "counted_at": _("Last counted"),
    }
    export_filename = "persediaan"
    filterset_class = LevelFilterSet
    search_fields = ["variant__sku", "variant__name", "variant__product__page__title"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/hitung/", acts.CountPieces.as_view(), name="count"),
            path("<int:pk>/tambah/", acts.AddMade.as_view(), name="add_made"),
            path("<int:pk>/hapus/", acts.WriteOff.as_view(), name="write_off"),
            path("<int:pk>/batas/", acts.SetLowMark.as_view(), name="low_mark"),
        ]
