"""What gateways sent, and what was refused of it."""

from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView
from bumm.people.columns import MomentColumn
from catalog.payments.models import GatewayEvent
from catalog.payments.office.filters import MessageFilterSet


class MessageIndexView(RecordIndexView):
    default_ordering = ["-pk"]


class MessageViewSet(BookRecordViewSet):
    model = GatewayEvent
    url_prefix = "pesan-stripe"
    icon = "mail"
    menu_label = _("Messages of Stripe")
    menu_order = 40
    index_view_class = MessageIndexView
    inspect_view_enabled = False
    list_display = [
        MomentColumn("received_at", label=_("Received"), sort_key="received_at"),
        Column("kind", label=_("Kind"), sort_key="kind"),
        Column("object_id", label=_("About")),
        Column("outcome", label=_("What came of it"), accessor="outcome"),
    ]
    list_export = ["event_id", "kind", "object_id", "live", "received_at", "digested_at", "refused"]
    export_filename = "pesan-stripe"
    filterset_class = MessageFilterSet

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        none = dict.fromkeys(["add_url_name", "edit_url_name", "inspect_url_name"])
        return super().get_index_view_kwargs(**kwargs) | none

    def get_urlpatterns(self) -> list[URLPattern]:
        return super().get_urlpatterns()[:2]
