"""Office lists that can be taken along: what a list shows is what its XLSX and CSV hold."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from bumm import sheets
from catalog.products.models import ProductPage
from catalog.products.office import scope

AT_A_TIME = 2_000  # rows that an export holds in memory as objects
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class CountColumn(NumberColumn):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, classname="number", **kwargs)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"value": "–"} if context["raw_value"] is None else context


class PercentColumn(Column):
    """A share of a hundred with its sign, to one decimal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, classname="number", **kwargs)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"value": "–" if context["raw_value"] is None else signed_percent(context["raw_value"])}


def signed_percent(share: float) -> str:
    """`+12,5%` or `-12,5%`, as the language writes decimals."""
    return f"{'+' if share > 0 else ''}{number_format(share, 1)}%"


class ScopedReport(ReportView):
    """A list for those who keep, moderate or audit goods. Its rows are read in a number of queries that does not grow
    with them, on screen and in an export."""

    paginate_by = 50
    table_classname = "listing office-figures"
    file_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not scope.sees_goods(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export:
            return self.as_table(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_filtered_queryset(self) -> QuerySet[Any]:
        return self.get_queryset()  # which has filtered already

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "-pk")

    @cached_property
    def show_export_buttons(self) -> bool:
        return True

    def as_table(self, rows: QuerySet[Any], kind: str) -> HttpResponse:
        """All rows as a file, with the columns of the screen."""
        columns = [column for column in self.columns if isinstance(column, Column)]
        header = [str(column.label) for column in columns]
        write = sheets.write_xlsx if kind == "xlsx" else sheets.write_csv
        response = HttpResponse(write(header, self._cells(columns, rows, kind)), content_type=KINDS[kind])
        name = f"{self.file_name}-{timezone.localdate():%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _cells(self, columns: list[Column], rows: QuerySet[Any], kind: str) -> Iterator[list[object]]:
        for row in rows.iterator(chunk_size=AT_A_TIME):
            yield [_cell(column.get_value(row), kind) for column in columns]


class GoodsPaginator(WagtailPaginator):
    verbose_name = _("good")
    verbose_name_plural = _("goods")


class GoodsReport(ScopedReport):
    """A list whose rows are listings."""

    model = ProductPage
    paginator_class = GoodsPaginator
    default_ordering = "-latest_revision_created_at"

    def get_base_queryset(self) -> QuerySet[ProductPage]:
        return scope.goods_shown_to(self.request.user)

    def title_column(self) -> TitleColumn:
        """The listing's title, leading to its editor for those who may edit it, else to its public page."""
        return TitleColumn(
            "title",
            label=ProductPage._meta.get_field("title").verbose_name.capitalize(),
            accessor="get_admin_display_title",
            sort_key="draft_title",
            get_url=self._address_of,
            get_title_id=lambda page: f"productpage_{page.pk}_title",
        )

    def _address_of(self, page: ProductPage) -> str | None:
        if scope.may_with(self.request.user, scope.EDIT, page):
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        address: str | None = page.get_url(self.request) if page.live else None
        return address


def _cell(value: Any, kind: str) -> object:
    """A value as a table holds it: amounts as numbers, moments by this town's clock."""
    if isinstance(value, datetime):
        value = timezone.make_naive(value)
        return value if kind == "xlsx" else value.isoformat(" ", "minutes")
    if value is None:
        return ""
    return value if isinstance(value, int | float) else str(value)
