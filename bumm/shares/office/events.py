"""Share events: listed and looked at, never added or changed here."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permissions import policy_registry

from bumm.ledger.evidence import as_download
from bumm.ledger.models import Entry
from bumm.ledger.office.records import RecordIndexView, RecordInspectView
from bumm.people.acts import OfRecord
from bumm.shares.hashing import genesis
from bumm.shares.models import ShareEvent
from bumm.shares.office.acts.handovers import Correct, PayRedemption
from bumm.shares.office.filters import EventFilterSet
from bumm.shares.office.records import RegisterRecordViewSet, names_of, searched_names


class EventIndexView(RecordIndexView):
    default_ordering = ["-effective_on", "-pk"]


class EventInspectView(RecordInspectView):
    """An event with all that its hash covers, and what it hangs together with."""

    template_name = "bumm/shares/office/event.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event: ShareEvent = self.object
        share_class = event.share_class
        before = ShareEvent.objects.filter(share_class=share_class, number=event.number - 1)
        entries = policy_registry.get_by_type(Entry)
        may_open = event.entry and entries.user_has_permission_for_instance(self.request.user, "view", event.entry)
        return super().get_context_data(**kwargs) | {
            "event": event,
            "nominal": event.par * event.quantity,
            "previous": before.values_list("hash", flat=True).first()
            or genesis(share_class.bumm.kelurahan.code, share_class.code),
            "corrected_by": ShareEvent.objects.filter(corrects=event).first(),
            "subscription": getattr(event, "subscription", None),
            "entry_url": reverse("entry:inspect", args=[event.entry_id]) if may_open else "",
        }


class EventEvidence(OfRecord):
    """What proves an event, for those who may look at it."""

    model = ShareEvent
    related = ["evidence"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        if self.object.evidence is None:
            raise Http404
        try:
            return as_download(self.object.evidence)
        except FileNotFoundError as missing:  # which `verify_ledger` reports
            raise Http404 from missing


class EventViewSet(RegisterRecordViewSet):
    model = ShareEvent
    icon = "history"
    menu_label = _("Share events")
    index_view_class = EventIndexView
    inspect_view_class = EventInspectView
    inspect_template_name = EventInspectView.template_name
    related = ["share_class__bumm", *names_of("giver", "taker")]
    list_display = [
        TitleColumn(
            "number",
            label=_("Number"),
            accessor=lambda event: f"{event.share_class.code} {event.number}",
            get_url=lambda event: reverse("shareevent:inspect", args=[event.pk]),
            sort_key="number",
        ),
        Column("share_class.bumm", label="BUMM", sort_key="share_class__bumm__name"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("effective_on", label=_("Effective"), sort_key="effective_on"),
        Column("giver", label=pgettext_lazy("shares", "from"), accessor=lambda event: event.giver or "–"),
        Column("taker", label=pgettext_lazy("shares", "to"), accessor=lambda event: event.taker or "–"),
        Column("quantity", label=_("Shares"), classname="number", sort_key="quantity"),
        Column("reference", label=_("Reference")),
    ]
    list_export = [
        *("share_class.bumm", "share_class.code", "number", "get_kind_display", "effective_on", "recorded_at"),
        *("giver", "taker", "quantity", "par", "reference", "hash"),
    ]
    export_headings = {
        "share_class.bumm": "BUMM",
        "share_class.code": pgettext_lazy("shares", "class"),
        "get_kind_display": _("Kind"),
    }
    export_filename = "peristiwa-saham"
    filterset_class = EventFilterSet
    search_fields = ["reference", *searched_names("giver", "taker")]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("bukti/<int:pk>/", EventEvidence.as_view(), name="evidence"),
            path("betulkan/<int:pk>/", Correct.as_view(), name="correct"),
            path("bayar/<int:pk>/", PayRedemption.as_view(), name="pay"),
        ]
