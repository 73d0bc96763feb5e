"""Refunds: the list, and the page of one with how it is made."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.payments import permissions
from catalog.payments.gateways import gateway_of
from catalog.payments.models import Refund
from catalog.payments.office import refund_acts
from catalog.payments.office.filters import RefundFilterSet

State = Refund.State


class RefundIndexView(RecordIndexView):
    default_ordering = ["-pk"]


class RefundPage(RecordInspectView):
    template_name = "catalog/payments/office/refund.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        refund: Refund = self.object
        keeps = permissions.refunds.user_has_permission_for_instance(user, "change", refund)
        makes = keeps and refund.asked_by_id != user.pk
        by_gateway = not gateway_of(refund.payment.gateway).by_hand
        return super().get_context_data(**kwargs) | {
            "refund": refund,
            "payment": refund.payment,
            "may_send": makes and by_gateway and refund.state in (State.ASKED, State.SENT),
            "may_record": makes and refund.state == State.ASKED,
            "may_ask_again": keeps and refund.state == State.FAILED,
            "is_own": keeps and not makes and refund.state == State.ASKED,
        }


class RefundViewSet(BookRecordViewSet):
    model = Refund
    url_prefix = "pengembalian"
    icon = "rotate"
    menu_label = _("Refunds")
    menu_order = 20
    index_view_class = RefundIndexView
    inspect_view_class = RefundPage
    inspect_template_name = RefundPage.template_name
    related = ["payment__bumm", "asked_by", "made_by"]
    list_display = [
        leading_to("refund:inspect", "payment", pgettext_lazy("what is bought", "Order"), sort_key="payment"),
        RupiahColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("gateway", label=_("Paid by"), accessor=lambda row: row.payment.get_gateway_display()),
        Column("asked_by", label=_("Asked by"), accessor=lambda row: row.asked_by or "–"),
        Column("made_by", label=_("Given back by"), accessor=lambda row: row.made_by or "–"),
        Column("bumm", label="BUMM", accessor=lambda row: row.payment.bumm),
        MomentColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
    ]
    list_export = [
        *("payment", "reference", "amount", "get_state_display", "reason", "asked_by", "asked_at"),
        *("made_by", "made_on", "bank_reference", "external_id"),
    ]
    export_headings = {"payment": pgettext_lazy("what is bought", "Order"), "get_state_display": _("State")}
    export_filename = "pengembalian"
    filterset_class = RefundFilterSet
    search_fields = ["reference", "bank_reference", "external_id"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/kirim/", refund_acts.SendRefund.as_view(), name="send"),
            path("<int:pk>/catat/", refund_acts.RecordRefund.as_view(), name="record"),
            path("<int:pk>/minta-lagi/", refund_acts.AskAgain.as_view(), name="ask_again"),
        ]
