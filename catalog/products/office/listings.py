"""The one list of goods, with what can be done to many of them at once."""

from typing import Any

from django.db.models import Exists, F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.widgets.button import ListingButton

from bumm.people.columns import RupiahColumn
from catalog.products.models import ProductPage
from catalog.products.office import goods, scope
from catalog.products.office.filters import GoodsFilterSet
from catalog.products.office.tables import CountColumn, GoodsReport

# Orders in which what is unknown comes last, whichever way they run.
NOTHING_LAST = {"lowest_price", "pieces", "latest_revision_created_at"}


def find(rows: QuerySet[ProductPage], words: str) -> QuerySet[ProductPage]:
    """The listings whose title or SKU contains these words."""
    by_sku = goods.variants.filter(sku__icontains=words)
    in_title = Q(title__icontains=words) | Q(draft_title__icontains=words) | Q(title_en__icontains=words)
    return rows.filter(in_title | Q(Exists(by_sku)))


class GoodsList(GoodsReport):
    """All goods in the scope of whoever looks; who may change any ticks them and chooses an action."""

    template_name = "catalog/products/office/goods.html"
    page_title = _("Goods")
    header_icon = "tag"
    index_url_name = "goods"
    index_results_url_name = "goods_results"
    filterset_class = GoodsFilterSet
    is_searchable = True
    file_name = "barang"
    verbose_name_plural = _("goods")

    def get_base_queryset(self) -> QuerySet[ProductPage]:
        return goods.with_offer(goods.with_state(super().get_base_queryset()))

    def order_queryset(self, queryset: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        name = self.ordering.removeprefix("-")
        if name not in NOTHING_LAST:
            return super().order_queryset(queryset)
        way = F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_last=True)
        return queryset.order_by(way, "-pk")

    def search_queryset(self, queryset: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        return find(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[BaseColumn]:
        ticks = [BulkActionsCheckboxColumn("bulk_actions", obj_type="productpage")] if self.actions else []
        return [
            *ticks,
            self.title_column(),
            Column("group_name", label=pgettext_lazy("of makers", "Group"), sort_key="group_name"),
            RupiahColumn("lowest_price", label=_("Price from"), sort_key="lowest_price"),
            CountColumn("pieces", label=_("In stock"), sort_key="pieces"),
            Column("state", label=_("State"), accessor=goods.state_of),
            DateColumn("latest_revision_created_at", label=_("Last edited"), sort_key="latest_revision_created_at"),
        ]

    @cached_property
    def actions(self) -> list[ListingButton]:
        """What this user may do to many goods at once; Wagtail's script adds the goods to the addresses."""
        known = bulk_action_registry.get_bulk_actions_for_model("products", "productpage")
        allowed = [action for action in known if scope.may_with_any(self.request.user, action.right)]
        return [
            ListingButton(
                action.display_name,
                reverse("wagtail_bulk_action", args=["products", "productpage", action.action_type]),
                attrs={"aria-label": action.aria_label, "data-bulk-action-button": ""},
                classname="bulk-action-btn",
            )
            for action in sorted(allowed, key=lambda action: action.action_priority)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"bulk_actions": self.actions}
