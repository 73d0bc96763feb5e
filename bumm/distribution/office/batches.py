"""Batches of payments: the list, and the addresses of what is done with one."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from bumm.distribution.models import Distribution, PaymentBatch
from bumm.distribution.office import batch_acts, papers, payment_acts
from bumm.distribution.office.batch_page import BatchPage
from bumm.distribution.paying import with_sums
from bumm.distribution.permissions import distributions
from bumm.ledger.office.filters import choice_of
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView
from bumm.people.columns import MomentColumn, RupiahColumn


def runs_with_batches(request: Any) -> QuerySet[Distribution]:
    own = distributions.instances_user_has_permission_for(request.user, "view")
    return own.filter(pk__in=PaymentBatch.objects.values("distribution")).select_related("bumm")


class BatchFilterSet(WagtailFilterSet):
    distribution = django_filters.ModelMultipleChoiceFilter(
        label=_("Distribution"), queryset=runs_with_batches, widget=forms.CheckboxSelectMultiple
    )
    method = choice_of(_("Method"), PaymentBatch.Method.choices)
    state = choice_of(_("State"), PaymentBatch.State.choices)

    class Meta:
        model = PaymentBatch
        fields: list[str] = []


class BatchIndexView(RecordIndexView):
    default_ordering = ["-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_sums(super().get_base_queryset())


class BatchViewSet(BookRecordViewSet):
    model = PaymentBatch
    url_prefix = "bagi-hasil-pembayaran"
    icon = "download"
    menu_label = _("Payments")
    index_view_class = BatchIndexView
    inspect_view_class = BatchPage
    inspect_template_name = BatchPage.template_name
    related = ["distribution__bumm", "prepared_by", "approved_by"]
    list_display = [
        TitleColumn(
            "distribution",
            label=_("Distribution"),
            accessor=str,
            get_url=lambda batch: reverse("paymentbatch:inspect", args=[batch.pk]),
            sort_key="distribution__bumm__name",
        ),
        Column("method", label=_("Method"), accessor="get_method_display", sort_key="method"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("parties", label=_("Payments"), classname="number", sort_key="parties"),
        RupiahColumn("total", label=_("Amount"), sort_key="total"),
        Column("waiting", label=_("Still to be paid"), classname="number", accessor=lambda batch: batch.waiting or 0),
        Column("prepared_by", label=_("Prepared by"), sort_key="prepared_by__username"),
        Column("approved_by", label=_("Approved by"), accessor=lambda batch: batch.approved_by or "–"),
        MomentColumn("prepared_at", label=_("Prepared"), sort_key="prepared_at"),
    ]
    list_export = [
        *("distribution", "number", "get_method_display", "get_state_display", "parties", "total", "waiting"),
        *("prepared_by", "prepared_at", "approved_by", "approved_at"),
    ]
    export_headings = {
        "get_method_display": _("Method"),
        "get_state_display": _("State"),
        "parties": _("Payments"),
        "total": _("Amount"),
        "waiting": _("Still to be paid"),
    }
    export_filename = "pembayaran-bagi-hasil"
    filterset_class = BatchFilterSet
    search_fields = ["distribution__bumm__name"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        payment = "bayar/<int:payment_id>"
        return [
            *super().get_urlpatterns(),
            path("siapkan/<int:distribution_id>/", batch_acts.PrepareBatch.as_view(), name="prepare"),
            path("<int:pk>/setujui/", batch_acts.ApproveBatch.as_view(), name="approve"),
            path("<int:pk>/batalkan/", batch_acts.CancelBatch.as_view(), name="cancel"),
            path("<int:pk>/dibayar/", batch_acts.RecordPaid.as_view(), name="pay"),
            path("<int:pk>/bank.csv", papers.BankList.as_view(), name="bank_list"),
            path("<int:pk>/lembar-kas/", papers.CashSheet.as_view(), name="cash_sheet"),
            path("<int:pk>/lembar-kas.pdf", papers.CashSheetPdf.as_view(), name="cash_sheet_pdf"),
            path(f"{payment}/kembali/", payment_acts.RecordReturn.as_view(), name="return"),
            path(f"{payment}/coret/", payment_acts.StrikePayment.as_view(), name="strike"),
            path(f"{payment}/ditagih/", payment_acts.RecordRecovery.as_view(), name="recover"),
        ]
