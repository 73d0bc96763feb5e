"""The office's screens of distributions, and what its history calls their steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bumm.distribution import permissions
from bumm.distribution.office import menu, paying_menu, paying_tasks, statements, tasks

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.DistributionViewSetGroup)
hooks.register("register_admin_viewset", statements.PayoutViewSet)
hooks.register("office_tasks", tasks.office_tasks)
hooks.register("office_tasks", paying_tasks.paying_tasks)

STEPS = {
    "distribution.prepare": _("Prepared"),
    "distribution.carry_on": _("Had allocation taken up again"),
    "distribution.announce": _("Announced"),
    "distribution.put_to_meeting": _("Put to a meeting"),
    "distribution.raise_objection": _("Recorded an objection"),
    "distribution.answer_objection": _("Answered an objection"),
    "distribution.approve": _("Approved and posted"),
    "distribution.void": _("Declared void"),
    "distribution.reverse": _("Reversed"),
}


@hooks.register("register_log_actions")
def name_steps(actions: Any) -> None:
    for action, said in {**STEPS, **paying_menu.STEPS}.items():
        actions.register_action(action, said, said)
