"""The office's screens of the register of shares."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bumm.shares import permissions
from bumm.shares.office import menu

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.SharesViewSetGroup)
