"""The office's screens of orders, and what its history calls their steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from catalog.orders import permissions
from catalog.orders.office import menu, tasks

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.OrderViewSetGroup)
hooks.register("office_tasks", tasks.order_tasks)

STEPS = {
    "orders.cancel": _("Cancelled"),
    "orders.accept": _("Accepted"),
    "orders.ready": _("Marked ready"),
    "orders.ship": _("Sent off"),
    "orders.hand_over": _("Handed over"),
    "orders.cancel_parcel": _("Cancelled a parcel"),
    "orders.answer": _("Answered a complaint"),
}


@hooks.register("register_log_actions")
def name_steps(actions: Any) -> None:
    for action, said in STEPS.items():
        actions.register_action(action, said, said)
