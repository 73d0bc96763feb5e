"""The menu of stock, its tasks, and what the office's history calls its steps. `wagtail_hooks.py` registers them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.viewsets.base import ViewSetGroup

from bumm.people.models import User
from bumm.people.tasks import Task
from catalog.stock.office.levels import LevelViewSet
from catalog.stock.office.movements import MovementViewSet
from catalog.stock.office.sheet import SheetViewSet
from catalog.stock.permissions import levels
from catalog.stock.selectors import EMPTY, LOW

STEPS = {
    "stock.count": _("Counted pieces"),
    "stock.made": _("Added made pieces"),
    "stock.write_off": _("Wrote pieces off"),
    "stock.low_mark": _("Said when stock runs low"),
}


class StockViewSetGroup(ViewSetGroup):
    menu_label = _("Stock")
    menu_icon = "clipboard-list"
    menu_name = "stock"
    menu_order = 155
    items = (LevelViewSet, SheetViewSet, MovementViewSet)


def stock_tasks(user: User) -> Iterator[Task]:
    """For whoever keeps the goods of a group: what runs low, and what is sold out."""
    if "group_admin" not in user.active_roles:
        return
    own = levels.instances_user_has_permission_for(user, "change").filter(location__kind="workshop")
    low = own.filter(LOW).exclude(EMPTY).count()
    empty = own.filter(EMPTY).count()
    index = reverse("stocklevel:index")
    yield Task(ngettext("good runs low", "goods run low", low), low, f"{index}?supply=low")
    yield Task(ngettext("good is sold out", "goods are sold out", empty), empty, f"{index}?supply=empty")
