"""Batches of payouts: the list, and the addresses of what is done with one."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.filters import choice_of
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, leading_to
from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.settlement.models import PayoutBatch
from catalog.settlement.office import batch_acts, papers, payout_acts
from catalog.settlement.office.batch_page import BatchPage
from catalog.settlement.office.pages import books_for
from catalog.settlement.paying import with_sums


class BatchFilterSet(WagtailFilterSet):
    book = django_filters.ModelMultipleChoiceFilter(
        label=_("Book"), queryset=lambda request: books_for(request.user), widget=forms.CheckboxSelectMultiple
    )
    method = choice_of(_("Method"), PayoutBatch.Method.choices)
    state = choice_of(_("State"), PayoutBatch.State.choices)

    class Meta:
        model = PayoutBatch
        fields: list[str] = []


class BatchIndexView(RecordIndexView):
    default_ordering = ["-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_sums(super().get_base_queryset())


class BatchViewSet(BookRecordViewSet):
    model = PayoutBatch
    url_prefix = "uang-kelompok-pembayaran"
    icon = "download"
    menu_label = _("Payments to groups")
    index_view_class = BatchIndexView
    inspect_view_class = BatchPage
    inspect_template_name = BatchPage.template_name
    related = ["book", "prepared_by", "approved_by"]
    list_display = [
        leading_to("payoutbatch:inspect", "__str__", _("Batch"), sort_key="number"),
        Column("method", label=_("Method"), accessor="get_method_display", sort_key="method"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("groups", label=pgettext_lazy("of makers", "Groups"), classname="number", sort_key="groups"),
        RupiahColumn("total", label=_("Amount"), sort_key="total"),
        Column("waiting", label=_("Still to be paid"), classname="number", accessor=lambda batch: batch.waiting or 0),
        Column("prepared_by", label=_("Prepared by"), sort_key="prepared_by__username"),
        Column("approved_by", label=_("Approved by"), accessor=lambda batch: batch.approved_by or "–"),
        MomentColumn("prepared_at", label=_("Prepared"), sort_key="prepared_at"),
    ]
    list_export = [
        *("book", "number", "get_method_display", "get_state_display", "due_by", "groups", "total", "waiting"),
        *("prepared_by", "prepared_at", "approved_by", "approved_at"),
    ]
    export_headings = {
        "get_method_display": _("Method"),
        "get_state_display": _("State"),
        "groups": pgettext_lazy("of makers", "Groups"),
        "total": _("Amount"),
        "waiting": _("Still to be paid"),
    }
    export_filename = "pembayaran-kelompok"
    filterset_class = BatchFilterSet
    search_fields = ["book__name", "payouts__group__name"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        payout = "bayar/<int:payout_id>"
        return [
            *super().get_urlpatterns(),
            path("siapkan/<int:book_id>/", batch_acts.PrepareBatch.as_view(), name="prepare"),
            path("<int:pk>/setujui/", batch_acts.ApproveBatch.as_view(), name="approve"),
            path("<int:pk>/batalkan/", batch_acts.CancelBatch.as_view(), name="cancel"),
            path("<int:pk>/dibayar/", batch_acts.RecordPaid.as_view(), name="pay"),
            path("<int:pk>/bank.csv", papers.BankList.as_view(), name="bank_list"),
            path("<int:pk>/lembar-kas/", papers.CashSheet.as_view(), name="cash_sheet"),
            path("<int:pk>/lembar-kas.pdf", papers.CashSheetPdf.as_view(), name="cash_sheet_pdf"),
            path(f"{payout}/kembali/", payout_acts.RecordReturn.as_view(), name="return"),
            path(f"{payout}/coret/", payout_acts.StrikePayout.as_view(), name="strike"),
        ]
