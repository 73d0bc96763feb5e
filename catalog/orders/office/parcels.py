"""Parcels: what a group has to pack, and the one next button for each."""

from typing import Any

from django.db.models import F, QuerySet, Sum
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.orders import permissions
from catalog.orders.models import Order, Parcel, Way
from catalog.orders.office import order_acts
from catalog.orders.office.filters import ParcelFilterSet
from catalog.orders.progress import message_to_buyer

State = Parcel.State


class ParcelIndexView(RecordIndexView):
    default_ordering = ["-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().annotate(goods=Sum(F("lines__price") * F("lines__quantity")))


class ParcelPage(RecordInspectView):
    template_name = "catalog/orders/office/parcel.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        super().get_object(*args, **kwargs)
        related = ["order__bumm", "order__checkout__kecamatan", "group"]
        return Parcel.objects.select_related(*related).prefetch_related("lines").get(pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        parcel: Parcel = self.object
        may = {
            action: permissions.parcels.user_has_permission_for_instance(user, action, parcel)
            for action in ("contact", "change", "cancel")
        }
        return super().get_context_data(**kwargs) | {
            "parcel": parcel,
            "order": parcel.order,
            "lines": sorted(parcel.lines.all(), key=lambda line: line.position),
            "events": parcel.order.events.filter(parcel=parcel).select_related("by"),
            "complaints": parcel.complaints.order_by("pk"),
            "may_see_contact": may["contact"] and not parcel.order.checkout.erased_at,
            "steps": next_steps(parcel) if may["change"] else [],
            "may_cancel": may["cancel"] and parcel.state in (State.NEW, State.ACCEPTED, State.READY),
            "message": message_to_buyer(parcel.order) if may["contact"] else "",
        }


def next_steps(parcel: Parcel) -> list[tuple[str, Any]]:
    """What can be done with it now: addresses and what their buttons say, the likeliest first."""
    order = parcel.order
    if order.state != Order.State.CONFIRMED:
        return []
    ship = ("ship", _("Send off"))
    over = ("hand_over", _("Hand over"))
    both = [over] if order.checkout.way == Way.PICKUP or order.gateway == Order.Gateway.CASH else [ship, over]
    found = {
        State.NEW: [("accept", _("Accept"))],
        State.ACCEPTED: [("ready", _("Ready"))],
        State.READY: both,
        State.SHIPPED: [over],
    }.get(State(parcel.state), [])
    return [(reverse(f"parcel:{name}", args=[parcel.pk]), said) for name, said in found]


class ParcelViewSet(BookRecordViewSet):
    model = Parcel
    url_prefix = "paket"
    icon = "doc-full"
    menu_label = _("To pack")
    menu_order = 20
    index_view_class = ParcelIndexView
    inspect_view_class = ParcelPage
    inspect_template_name = ParcelPage.template_name
    related = ["order", "group"]
    list_display = [
        leading_to("parcel:inspect", "parcel", _("Parcel"), accessor=str, sort_key="pk"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("order_state", label=_("Order"), accessor="order.get_state_display", sort_key="order__state"),
        RupiahColumn("goods", label=_("Amount"), sort_key="goods"),
        Column("group", label=_("Packed by"), sort_key="group__name"),
        MomentColumn("placed_at", label=_("Ordered"), accessor="order.placed_at", sort_key="order__placed_at"),
    ]
    list_export = ["__str__", "get_state_display", "order.get_state_display", "goods", "group", "order.placed_at"]
    export_headings = {
        "__str__": _("Parcel"),
        "get_state_display": _("State"),
        "order.get_state_display": _("Order"),
        "goods": _("Amount"),
        "order.placed_at": _("Ordered"),
    }
    export_filename = "paket"
    filterset_class = ParcelFilterSet

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/terima/", order_acts.AcceptParcel.as_view(), name="accept"),
            path("<int:pk>/siap/", order_acts.ReadyParcel.as_view(), name="ready"),
            path("<int:pk>/kirim/", order_acts.ShipParcel.as_view(), name="ship"),
            path("<int:pk>/serahkan/", order_acts.HandOverParcel.as_view(), name="hand_over"),
            path("<int:pk>/batalkan/", order_acts.CancelParcel.as_view(), name="cancel"),
        ]
