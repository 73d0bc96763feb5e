"""The menu of orders. `wagtail_hooks.py` registers it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from catalog.orders.office.complaints import ComplaintViewSet
from catalog.orders.office.fees import FeeViewSet
from catalog.orders.office.orders import OrderViewSet
from catalog.orders.office.parcels import ParcelViewSet


class OrderViewSetGroup(ViewSetGroup):
    menu_label = _("Orders")
    menu_icon = "clipboard-list"
    menu_name = "orders"
    menu_order = 120
    items = (OrderViewSet, ParcelViewSet, ComplaintViewSet, FeeViewSet)
