"""Subscriptions: listed and looked at."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column

from bumm.ledger.models import Entry
from bumm.ledger.office.policies import entries
from bumm.ledger.office.records import RecordInspectView, leading_to
from bumm.people.columns import RupiahColumn
from bumm.shares.models import ShareEvent, Subscription
from bumm.shares.office.filters import SubscriptionFilterSet
from bumm.shares.office.records import RegisterRecordViewSet, names_of, searched_names


class SubscriptionInspectView(RecordInspectView):
    """A subscription, the entries of its money, and the shares that came of it."""

    template_name = "bumm/shares/office/subscription.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subscription: Subscription = self.object
        money = {"payment": subscription.payment_id, "refund": subscription.refund_id}
        own = entries.instances_user_has_permission_for(self.request.user, "view")
        found: dict[int, Entry] = own.in_bulk([key for key in money.values() if key])
        return super().get_context_data(**kwargs) | {
            "subscription": subscription,
            **{name: found.get(key or 0) for name, key in money.items()},
            "events": self._events(subscription),
        }

    def _events(self, subscription: Subscription) -> Any:
        """The latest issue, and what corrected it."""
        if not (issue := subscription.event_id):
            return []
        rows = ShareEvent.objects.filter(Q(pk=issue) | Q(corrects=issue))
        return rows.select_related("share_class__bumm").order_by("number")


class SubscriptionViewSet(RegisterRecordViewSet):
    model = Subscription
    icon = "clipboard-list"
    inspect_view_class = SubscriptionInspectView
    inspect_template_name = SubscriptionInspectView.template_name
    related = ["share_class__bumm", *names_of("party")]
    list_display = [
        leading_to("subscription:inspect", "party", _("Party")),
        Column("share_class.bumm", label="BUMM", sort_key="share_class__bumm__name"),
        Column("share_class.code", label=pgettext_lazy("shares", "class"), sort_key="share_class__code"),
        Column("quantity", label=_("Shares"), classname="number", sort_key="quantity"),
        RupiahColumn("price", label=_("Price"), sort_key="price"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("requested_on", label=_("Requested"), sort_key="requested_on"),
    ]
    list_export = [
        *("share_class.bumm", "share_class.code", "party", "quantity", "price", "get_state_display", "requested_on"),
    ]
    export_headings = {
        "share_class.bumm": "BUMM",
        "share_class.code": pgettext_lazy("shares", "class"),
        "get_state_display": _("State"),
    }
    export_filename = "pemesanan-saham"
    filterset_class = SubscriptionFilterSet
    search_fields = searched_names("party")
