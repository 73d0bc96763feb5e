"""The office's screens of distributions."""

from wagtail.permissions import register_permission_policy

from bumm.distribution import permissions

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)
