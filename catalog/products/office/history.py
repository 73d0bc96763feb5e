"""The report on prices: who changed which, when, and by how much."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn

from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.products.models import PriceChange
from catalog.products.office import scope
from catalog.products.office.filters import PriceHistoryFilterSet
from catalog.products.office.prices import in_percent
from catalog.products.office.tables import PercentColumn, ScopedReport


def percent(change: PriceChange) -> float | None:
    """The difference in percent of the old price, to one decimal; None for a first price."""
    return None if change.old_price is None else in_percent(change.old_price, change.new_price)


def difference(change: PriceChange) -> int | None:
    """In rupiah; None for a first price."""
    return None if change.old_price is None else change.new_price - change.old_price


def name_of(change: PriceChange) -> str:
    page = getattr(change.variant.product, "page", None)
    return page.get_admin_display_title() if page else gettext("withdrawn")


def variant_of(change: PriceChange) -> str:
    variant = change.variant
    return f"{variant.name} ({variant.sku})" if variant.name else variant.sku


class PriceHistory(ScopedReport):
    model = PriceChange
    page_title = _("Price history")
    header_icon = "history"
    index_url_name = "goods_price_history"
    index_results_url_name = "goods_price_history_results"
    filterset_class = PriceHistoryFilterSet
    default_ordering = "-changed_at"
    file_name = "riwayat-harga"

    def get_base_queryset(self) -> QuerySet[PriceChange]:
        rows = PriceChange.objects.filter(scope.history_shown_to(self.request.user))
        return rows.select_related("variant__product__page", "changed_by").defer(
            "variant__product__page__story", "variant__product__page__story_en"
        )

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            MomentColumn("changed_at", label=_("Day"), sort_key="changed_at"),
            TitleColumn("good", label=_("Good"), accessor=name_of, get_url=self._address_of),
            Column("variant", label=_("Variant"), accessor=variant_of, sort_key="variant__sku"),
            RupiahColumn("old_price", label=_("Before"), sort_key="old_price"),
            RupiahColumn("new_price", label=_("After"), sort_key="new_price"),
            RupiahColumn("difference", label=_("Difference"), accessor=difference),
            PercentColumn("percent", label=_("In percent"), accessor=percent),
            Column("changed_by", label=_("Changed by"), sort_key="changed_by__first_name"),
        ]

    def _address_of(self, change: PriceChange) -> str | None:
        page = getattr(change.variant.product, "page", None)
        if page and scope.may_with(self.request.user, scope.EDIT, page):
            return reverse("product_offer", args=[page.pk])
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"no_results_message": _("No price has changed here.")}
