"""The office's screens of the register of shares, and what its history calls their deeds."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bumm.shares import permissions
from bumm.shares.office import menu
from bumm.shares.office.tasks import office_tasks

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.SharesViewSetGroup)
hooks.register("office_tasks", office_tasks)

DEEDS = {
    "shares.request": _("Wrote down a subscription"),
    "shares.pay": _("Recorded the payment of a subscription"),
    "shares.refund": _("Gave the money of a subscription back"),
    "shares.withdraw": _("Withdrew a subscription"),
    "shares.issue": _("Issued shares"),
    "shares.transfer": _("Transferred shares"),
    "shares.inherit": _("Handed shares on to an heir"),
    "shares.redeem": _("Redeemed shares"),
    "shares.correct": _("Corrected a share event"),
    "shares.pay_redemption": _("Paid a redemption"),
    "shares.open_register": _("Brought in the opening register"),
}


@hooks.register("register_log_actions")
def name_deeds(actions: Any) -> None:
    for action, said in DEEDS.items():
        actions.register_action(action, said, said)
