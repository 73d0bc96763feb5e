"""Orders: the list, and the page of one with what its seller can do about it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.orders import permissions
from catalog.orders.models import Order
from catalog.orders.office import order_acts
from catalog.orders.office.filters import OrderFilterSet
from catalog.orders.progress import message_to_buyer
from catalog.orders.selectors import with_all


class OrderIndexView(RecordIndexView):
    default_ordering = ["-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("checkout", "bumm")


class OrderPage(RecordInspectView):
    template_name = "catalog/orders/office/order.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        super().get_object(*args, **kwargs)
        return with_all(Order.objects.filter(pk=self.kwargs["pk"])).get()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        order: Order = self.object
        own = {action: self._may(action) for action in ("contact", "change")}
        packed_by = permissions.parcels.instances_user_has_permission_for(user, "change").filter(order=order)
        return super().get_context_data(**kwargs) | {
            "order": order,
            "may_see_contact": own["contact"],
            "may_cancel": own["change"] and order.state in (Order.State.WAITING, Order.State.CONFIRMED),
            "own_parcels": set(packed_by.values_list("pk", flat=True)),
            "message": message_to_buyer(order) if own["contact"] and not order.checkout.erased_at else "",
        }

    def _may(self, action: str) -> bool:
        user: Any = self.request.user
        return permissions.orders.user_has_permission_for_instance(user, action, self.object)


class OrderViewSet(BookRecordViewSet):
    model = Order
    url_prefix = "pesanan"
    icon = "clipboard-list"
    menu_label = _("Orders")
    menu_order = 10
    index_view_class = OrderIndexView
    inspect_view_class = OrderPage
    inspect_template_name = OrderPage.template_name
    related = ["bumm"]
    list_display = [
        leading_to("order:inspect", "number", _("Number"), sort_key="pk"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("gateway", label=_("Paid by"), accessor="get_gateway_display", sort_key="gateway"),
        RupiahColumn("total", label=_("Total"), sort_key="total"),
        Column("bumm", label="BUMM", sort_key="bumm__name"),
        MomentColumn("placed_at", label=_("Ordered"), sort_key="placed_at"),
    ]
    list_export = [
        "number",
        "get_state_display",
        "get_gateway_display",
        "goods",
        "delivery",
        "total",
        "bumm",
        "placed_at",
    ]
    export_headings = {
        "number": _("Number"),
        "get_state_display": _("State"),
        "get_gateway_display": _("Paid by"),
    }
    export_filename = "pesanan"
    filterset_class = OrderFilterSet

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/batalkan/", order_acts.CancelOrder.as_view(), name="cancel"),
        ]
