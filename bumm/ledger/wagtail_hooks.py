"""The office's screens of the books."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bumm.ledger.office import menu, policies, tasks

for policy in policies.ALL:
    register_permission_policy(policy.model, policy)

hooks.register("register_admin_viewset", menu.BooksViewSetGroup)
hooks.register("register_admin_urls", menu.addresses)
hooks.register("office_tasks", tasks.office_tasks)
