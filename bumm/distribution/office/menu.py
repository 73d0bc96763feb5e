"""The menu of distributions, and its addresses. `wagtail_hooks.py` registers them."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from bumm.distribution.office.paying_menu import PAYING
from bumm.distribution.office.proposal import Propose
from bumm.distribution.office.runs import RunViewSet
from bumm.distribution.office.simulator import Simulator
from bumm.distribution.permissions import distributions


class SimulatorMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return distributions.user_has_permission(user, "view")


class SimulatorViewSet(ViewSet):
    name = "simulation"
    url_prefix = "bagi-hasil/simulasi"
    icon = "sliders"
    menu_label = _("Simulation")
    menu_item_class = SimulatorMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", Simulator.as_view(), name="index"),
            path("usul/", Propose.as_view(), name="propose"),
        ]


class DistributionViewSetGroup(ViewSetGroup):
    menu_label = _("Distributions")
    menu_icon = "order-down"
    menu_name = "distributions"
    menu_order = 220
    items = (RunViewSet, SimulatorViewSet, *PAYING)
