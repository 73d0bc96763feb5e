"""The menu of the register, and its addresses. `wagtail_hooks.py` registers them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from bumm.shares.office.events import EventViewSet
from bumm.shares.office.subscriptions import SubscriptionViewSet


class SharesViewSetGroup(ViewSetGroup):
    menu_label = _("Shares")
    menu_icon = "group"
    menu_name = "shares"
    menu_order = 240
    items = (SubscriptionViewSet, EventViewSet)
