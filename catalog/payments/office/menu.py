"""The menu of payments, and what the office's history calls their steps. `wagtail_hooks.py` registers both."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from catalog.payments.office.accounts import AccountViewSet
from catalog.payments.office.gateway_messages import MessageViewSet
from catalog.payments.office.payments import PaymentViewSet
from catalog.payments.office.refunds import RefundViewSet


class PaymentViewSetGroup(ViewSetGroup):
    menu_label = _("Payments")
    menu_icon = "download"
    menu_name = "payments"
    menu_order = 130
    items = (PaymentViewSet, RefundViewSet, AccountViewSet, MessageViewSet)


STEPS = {
    "payments.confirm": _("Confirmed a payment"),
    "payments.refuse_claim": _("Did not find a payment"),
    "payments.ask_refund": _("Asked for a refund"),
    "payments.ask_again": _("Asked for a refund once more"),
    "payments.send_refund": _("Had a refund made"),
    "payments.record_refund": _("Recorded a refund"),
    "payments.record_account": _("Recorded where a BUMM is paid"),
}
