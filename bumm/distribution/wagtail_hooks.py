"""The office's screens of distributions."""

from wagtail.permissions import register_permission_policy

from bumm.distribution import permissions

for policy in permissions.ALL:
    register_permission_policy(policy.model, policy)

# TEMPORARY, until the screens of runs are here
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from bumm.distribution.models import Distribution
from bumm.distribution.office.paying_menu import PAYING, STEPS_OF_PAYING
from bumm.distribution.office.paying_tasks import paying_tasks
from bumm.distribution.office.statements import PayoutViewSet
from bumm.ledger.office.records import BookRecordViewSet


class Runs(BookRecordViewSet):
    model = Distribution
    url_prefix = "bagi-hasil"
    form_fields = []
    inspect_view_fields = ["amount"]

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}


class G(ViewSetGroup):
    menu_label = "Bagi hasil"
    menu_order = 220
    items = (Runs, *PAYING)


hooks.register("register_admin_viewset", G)
hooks.register("register_admin_viewset", PayoutViewSet)
hooks.register("office_tasks", paying_tasks)


@hooks.register("register_log_actions")
def name_steps(actions):
    for action, said in STEPS_OF_PAYING.items():
        actions.register_action(action, said, said)
