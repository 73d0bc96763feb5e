"""Runs of distributions in the office: the list, and the addresses of what is done with one."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.distribution.models import Distribution
from bumm.distribution.office.filters import RunFilterSet
from bumm.distribution.office.preparation import Prepare
from bumm.distribution.office.run_page import STEPS, PrintRun, RunPage
from bumm.distribution.office.steps import AnswerObjection
from bumm.distribution.progress import RELATED, comes_next, with_progress
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, leading_to
from bumm.people.columns import RupiahColumn


class RunIndexView(RecordIndexView):
    default_ordering = ["-period_end", "-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_progress(super().get_base_queryset())


class RunViewSet(BookRecordViewSet):
    model = Distribution
    url_prefix = "bagi-hasil"
    icon = "order-down"
    menu_label = _("Runs")
    add_item_label = _("Prepare a distribution")
    index_view_class = RunIndexView
    inspect_view_class = RunPage
    inspect_template_name = RunPage.template_name
    related = RELATED
    list_display = [
        leading_to("distribution:inspect", "__str__", _("BUMM and year"), sort_key="period_end"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        RupiahColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("next", label=_("What comes next"), accessor=comes_next),
        Column("bumm", label="BUMM", sort_key="bumm__name"),
    ]
    list_export = [
        *("bumm", "period_end", "record_date", "get_weighting_display", "get_state_display"),
        *("net_income", "retained", "amount", "announced_on", "objections_until", "digest"),
    ]
    export_headings = {
        "get_state_display": _("State"),
        "get_weighting_display": _("Owners’ part goes by"),
        "digest": "SHA-256",
    }
    export_filename = "bagi-hasil"
    filterset_class = RunFilterSet
    search_fields = ["bumm__name"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("siapkan/", Prepare.as_view(), name="add"),
            path("cetak/<int:pk>/", PrintRun.as_view(), name="print"),
            path("keberatan/jawab/<int:objection_id>/", AnswerObjection.as_view(), name="answer"),
            *(path(f"{step.address}/<int:pk>/", step.as_view(), name=step.name) for step in STEPS),
        ]
