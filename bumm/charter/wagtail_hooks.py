"""The office's menu of charters and meetings, and what its history calls their steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from bumm.charter.models import Resolution
from bumm.charter.office.charters import CharterViewSet
from bumm.charter.office.meetings import MeetingViewSet
from bumm.charter.office.tasks import tasks
from bumm.charter.permissions import policies
from bumm.people.office import RecordViewSet

for policy in policies:
    register_permission_policy(policy.model, policy)


class ResolutionViewSet(RecordViewSet):
    """Resolutions come of closing a meeting; here they are read."""

    model = Resolution
    icon = "check"
    form_fields: list[str] = []
    related = ["motion", "bumm"]
    list_display = ["reference", "bumm", "motion", "adopted_on"]
    list_filter = ["bumm", "year", "adopted_on"]
    list_export = ["reference", "bumm", "year", "number", "motion", "adopted_on"]
    inspect_view_fields = ["reference", "bumm", "motion", "adopted_on"]


class CharterViewSetGroup(ViewSetGroup):
    menu_label = _("Charter and meetings")
    menu_icon = "clipboard-list"
    menu_order = 280
    items = (CharterViewSet, MeetingViewSet, ResolutionViewSet)


@hooks.register("register_admin_viewset")
def register_charters() -> CharterViewSetGroup:
    return CharterViewSetGroup()


hooks.register("office_tasks", tasks)

STEPS = {
    "charter.add_motion": _("Put a motion on the agenda"),
    "charter.withdraw_motion": _("Took a motion off the agenda"),
    "charter.fill_roll": _("Stored the voter roll"),
    "charter.freeze_roll": _("Froze the voter roll"),
    "charter.mark_attendance": _("Stored who was present"),
    "charter.record_votes": _("Stored the votes on a motion"),
    "charter.close_meeting": _("Closed the meeting with its minutes"),
}


@hooks.register("register_log_actions")
def name_steps(actions: Any) -> None:
    for action, said in STEPS.items():
        actions.register_action(action, said, said)
