"""Payments: the list, and the page of one with its proofs and what can be done about it."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.people.acts import refuse_others
from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.payments import permissions, proofs
from catalog.payments.models import Payment, Proof
from catalog.payments.office import payment_acts
from catalog.payments.office.filters import PaymentFilterSet
from catalog.payments.selectors import left_to_give_back

State, Gateway = Payment.State, Payment.Gateway


class PaymentIndexView(RecordIndexView):
    default_ordering = ["-pk"]


class PaymentPage(RecordInspectView):
    template_name = "catalog/payments/office/payment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        payment: Payment = self.object
        keeps = permissions.payments.user_has_permission_for_instance(user, "change", payment)
        by_hand = payment.gateway in (Gateway.QRIS, Gateway.TRANSFER)
        return super().get_context_data(**kwargs) | {
            "payment": payment,
            "proofs": payment.proofs.order_by("pk"),
            "receipts": payment.receipts.select_related("recorded_by"),
            "refunds": payment.refunds.select_related("asked_by", "made_by").order_by("pk"),
            "events": payment.events.select_related("by"),
            "may_confirm": keeps and by_hand and payment.state != State.PAID,
            "may_refuse": keeps and by_hand and payment.state == State.CLAIMED,
            "may_ask": keeps and payment.paid_amount > 0 and left_to_give_back(payment) > 0,
        }


@require_safe
def proof_picture(request: HttpRequest, proof_id: int) -> FileResponse:
    """For whoever may see its payment."""
    proof = get_object_or_404(Proof.objects.select_related("payment"), pk=proof_id)
    refuse_others(request, proof.payment, "view")
    try:
        return proofs.as_picture(proof)
    except FileNotFoundError as missing:
        raise Http404 from missing


class PaymentViewSet(BookRecordViewSet):
    """Not called `payment`: so are those of distributions."""

    model = Payment
    name = "buyerpayment"
    url_prefix = "pembayaran"
    icon = "download"
    menu_label = _("Payments")
    menu_order = 10
    index_view_class = PaymentIndexView
    inspect_view_class = PaymentPage
    inspect_template_name = PaymentPage.template_name
    related = ["bumm"]
    list_display = [
        leading_to("buyerpayment:inspect", "order_name", pgettext_lazy("what is bought", "Order")),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("gateway", label=_("Paid by"), accessor="get_gateway_display", sort_key="gateway"),
        RupiahColumn("due", label=_("To arrive")),
        RupiahColumn("paid_amount", label=_("Arrived"), sort_key="paid_amount"),
        Column("bumm", label="BUMM", sort_key="bumm__name"),
        MomentColumn("begun_at", label=_("Begun"), sort_key="begun_at"),
    ]
    list_export = [
        *("order_name", "reference", "get_state_display", "get_gateway_display", "amount", "unique_code", "due"),
        *("paid_amount", "paid_on", "fee", "external_id", "bumm", "begun_at", "expires_at"),
    ]
    export_headings = {
        "order_name": pgettext_lazy("what is bought", "Order"),
        "get_state_display": _("State"),
        "get_gateway_display": _("Paid by"),
        "due": _("To arrive"),
    }
    export_filename = "pembayaran"
    filterset_class = PaymentFilterSet
    search_fields = ["reference", "external_id", "receipts__bank_reference"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/terima/", payment_acts.ConfirmPayment.as_view(), name="confirm"),
            path("<int:pk>/tolak/", payment_acts.RefuseClaim.as_view(), name="refuse"),
            path("<int:pk>/kembalikan/", payment_acts.AskRefund.as_view(), name="give_back"),
            path("bukti/<int:proof_id>/", proof_picture, name="proof"),
        ]
