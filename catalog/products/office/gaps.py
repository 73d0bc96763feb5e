"""Reports on what listings lack: photos, and English."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column

from catalog.products.models import ProductPage
from catalog.products.office import goods, scope
from catalog.products.office.filters import ReportFilterSet
from catalog.products.office.tables import GoodsReport


class GapReport(GoodsReport):
    """The listings that lack something, each with what it lacks, and the sums on top."""

    results_template_name = "catalog/products/office/gaps_results.html"
    filterset_class = ReportFilterSet
    gaps: dict[str, goods.Gap]

    def get_base_queryset(self) -> QuerySet[ProductPage]:
        return goods.with_gaps(goods.with_state(super().get_base_queryset()), self.gaps)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            self.title_column(),
            Column("group_name", label=pgettext_lazy("of makers", "Group"), sort_key="group_name"),
            Column("state", label=_("State"), accessor=goods.state_of),
            Column("missing", label=_("Missing"), accessor=self._lacking),
        ]

    def _lacking(self, page: ProductPage) -> str:
        return ", ".join(goods.lacking(page, self.gaps))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        looked_at = self.filter_queryset(scope.goods_shown_to(self.request.user))
        return super().get_context_data(**kwargs) | {
            "looked_at": looked_at.count(),
            "counts": goods.count_gaps(looked_at, self.gaps),
        }


class MissingPhotos(GapReport):
    page_title = _("Missing photos")
    header_icon = "image"
    index_url_name = "goods_missing_photos"
    index_results_url_name = "goods_missing_photos_results"
    file_name = "tanpa-foto"
    gaps = goods.PHOTO_GAPS


class MissingEnglish(GapReport):
    page_title = _("Missing English")
    header_icon = "globe"
    index_url_name = "goods_missing_english"
    index_results_url_name = "goods_missing_english_results"
    file_name = "tanpa-inggris"
    gaps = goods.ENGLISH_GAPS
