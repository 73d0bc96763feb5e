"""Who may do what with charters and meetings in the office."""

from typing import Any

from bumm.charter import selectors
from bumm.charter.models import Charter, Meeting, Resolution
from bumm.people.models import User
from bumm.people.permissions import AssignmentPolicy

BUMM_STAFF = ["manager", "treasurer", "supervisor"]
READERS = [*selectors.SEES_ALL, *BUMM_STAFF]


class MeetingPolicy(AssignmentPolicy):
    """Changing asks once more: whoever reads all meetings by one role may run those of one BUMM by another."""

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        allowed = super().user_has_permission_for_instance(user, action, instance)
        return allowed and (action == "view" or may_run(user, instance))


class ReadOnlyPolicy(AssignmentPolicy):
    """For what comes of deeds elsewhere: nobody adds or changes it here."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


policies: list[AssignmentPolicy] = [
    AssignmentPolicy(Charter, readers=READERS, writers=["steward"], scope=selectors.visible_to),
    MeetingPolicy(Meeting, readers=READERS, writers=["steward", "manager"], scope=selectors.visible_to),
    ReadOnlyPolicy(Resolution, readers=READERS, scope=selectors.visible_to),
]


def may_run(user: User, meeting: Meeting) -> bool:
    """Whether the user runs this meeting: calls it, freezes its roll, records its votes and closes it."""
    return Meeting.objects.filter(selectors.meetings_run_by(user), pk=meeting.pk).exists()


def may_see_roll(user: User, meeting: Meeting) -> bool:
    """Whether residents' names on the roll are for this user."""
    return Meeting.objects.filter(selectors.rolls_visible_to(user), pk=meeting.pk).exists()
