"""The office's screens of the groups' money."""

from typing import Any

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from catalog.settlement import permissions
from catalog.settlement.office import menu

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.GroupMoneyViewSetGroup)
hooks.register("office_tasks", menu.settlement_tasks)


@hooks.register("register_log_actions")
def name_steps(actions: Any) -> None:
    for action, said in menu.STEPS.items():
        actions.register_action(action, said, said)
