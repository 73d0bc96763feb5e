"""The office's screens of payments, and what its history calls their steps."""

from typing import Any

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from catalog.payments import permissions
from catalog.payments.office import menu, tasks

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.PaymentViewSetGroup)
hooks.register("office_tasks", tasks.payment_tasks)


@hooks.register("register_log_actions")
def name_steps(actions: Any) -> None:
    for action, said in menu.STEPS.items():
        actions.register_action(action, said, said)
