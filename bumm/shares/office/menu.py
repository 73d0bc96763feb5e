"""The menu of the register, and its addresses. `wagtail_hooks.py` registers them."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from bumm.shares.office.certificates import CertificateViewSet
from bumm.shares.office.classes import ClassViewSet, Growth
from bumm.shares.office.events import EventViewSet
from bumm.shares.office.party import PartyPage
from bumm.shares.office.register import ChooseRegister, PrintRegister, RegisterOfBumm
from bumm.shares.office.subscriptions import SubscriptionViewSet
from bumm.shares.permissions import share_classes


class RegisterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return share_classes.user_has_permission(user, "view")


class RegisterViewSet(ViewSet):
    name = "register"
    url_prefix = "daftar-saham"
    icon = "group"
    menu_label = _("Registers of shares")
    menu_item_class = RegisterMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ChooseRegister.as_view(), name="index"),
            path("<int:bumm_id>/", RegisterOfBumm.as_view(), name="of_bumm"),
            path("<int:bumm_id>/cetak/", PrintRegister.as_view(), name="print"),
            path("<int:bumm_id>/perkembangan/", Growth.as_view(), name="growth"),
            path("pemegang/<int:party_id>/", PartyPage.as_view(), name="party"),
        ]


class SharesViewSetGroup(ViewSetGroup):
    menu_label = _("Shares")
    menu_icon = "group"
    menu_name = "shares"
    menu_order = 240
    items = (RegisterViewSet, SubscriptionViewSet, EventViewSet, CertificateViewSet, ClassViewSet)
