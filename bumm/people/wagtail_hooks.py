"""The office's screens for people, groups and roles."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from bumm.people import forms, selectors
from bumm.people.models import Assignment, Bumm, Group, Household, Institution, Membership, Person
from bumm.people.office import RecordViewSet, ScopedInspectView
from bumm.people.permissions import AssignmentPolicy
from bumm.people.tasks import TasksPanel

OFFICERS = ["promotion_officer", "market_officer", "cooperative_officer", "steward", "auditor"]
BUMM_STAFF = ["manager", "treasurer", "supervisor"]
GROUP_STAFF = ["group_admin", "mentor"]
KEEPERS = ["administrator", "cooperative_officer"]
EVERYONE = [*OFFICERS, *BUMM_STAFF, *GROUP_STAFF, "kiosk_attendant"]
# Residents' records are for those who work with them; promotion and markets have no need of them.
RESIDENT_READERS = ["auditor", *BUMM_STAFF, *GROUP_STAFF]

for policy in [
    AssignmentPolicy(Bumm, readers=EVERYONE, writers=["administrator"]),
    AssignmentPolicy(Institution, readers=EVERYONE, writers=["administrator"]),
    AssignmentPolicy(Group, readers=EVERYONE, writers=KEEPERS, scope=selectors.groups_visible_to),
    AssignmentPolicy(Membership, readers=RESIDENT_READERS, writers=KEEPERS, scope=selectors.memberships_visible_to),
    AssignmentPolicy(Person, readers=RESIDENT_READERS, writers=KEEPERS, scope=selectors.persons_visible_to),
    AssignmentPolicy(Household, readers=RESIDENT_READERS, writers=KEEPERS, scope=selectors.households_visible_to),
    AssignmentPolicy(Assignment, readers=["auditor"], writers=["administrator"]),
]:
    register_permission_policy(policy.model, policy)


class BummViewSet(RecordViewSet):
    model = Bumm
    form = forms.BummForm
    icon = "home"
    related = ["kelurahan"]
    list_display = ["name", "kelurahan", "founded_on"]
    list_export = ["name", "kelurahan", "founded_on", "address", "postcode", "phone"]


class InstitutionViewSet(RecordViewSet):
    model = Institution
    icon = "site"
    related = ["merged_into"]
    form_fields = ["slug", "name", "short_name", "duty", "duty_en", "merged_into"]
    list_display = ["name", "short_name", "merged_into"]
    list_export = ["slug", *list_display, "duty", "duty_en"]


class GroupInspectView(ScopedInspectView):
    """A group's record with what the KUBE rules find on it, and its members of today."""

    template_name = "bumm/people/office/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "findings": selectors.findings(self.object),
            "memberships": self._members(),
        }

    def _members(self) -> QuerySet[Membership] | None:
        """Its members of today, or None for those who have no need of them."""
        user = self.request.user
        if not MembershipViewSet().permission_policy.user_has_permission(user, "view"):
            return None
        return selectors.current_memberships(self.object).filter(selectors.memberships_visible_to(user))


class GroupViewSet(RecordViewSet):
    model = Group
    form = forms.GroupForm
    icon = "group"
    related = ["kelurahan", "trade"]
    inspect_view_class = GroupInspectView
    inspect_view_fields = [
        "name",
        "kelurahan",
        "rt",
        "rw",
        "trade",
        "kind",
        "status",
        "grade",
        "selling_bumm",
        "founded_on",
        "phone",
    ]
    list_display = [
        "name",
        "kelurahan",
        "trade",
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("status", label=_("Status"), accessor="get_status_display"),
        Column("grade", label=_("Grade"), accessor="get_grade_display"),
    ]
    list_filter = ["kelurahan", "trade", "kind", "status", "grade", "selling_bumm"]
    list_export = ["name", "kelurahan", "trade", "kind", "status", "grade", "selling_bumm", "rt", "rw", "founded_on"]
    search_fields = ["name"]
    search_backend_name = None


class PersonViewSet(RecordViewSet):
    model = Person
    form = forms.PersonForm
    icon = "user"
    related = ["household__kelurahan"]
    list_display = [
        "name",
        "household",
        Column("occupation", label=_("Occupation"), accessor="get_occupation_display"),
        Column("masked_nik", label="NIK", accessor="masked_nik"),
    ]
    list_filter = ["occupation", "household__kelurahan"]
    list_export = ["name", "household", "occupation"]
    inspect_view_fields = ["name", "household", "occupation", "phone", "masked_nik", "user"]
    search_fields = ["name"]
    search_backend_name = None


class HouseholdViewSet(RecordViewSet):
    model = Household
    icon = "home"
    related = ["kelurahan"]
    form_fields = ["code", "kelurahan", "rt", "rw", "address"]
    list_display = ["code", "kelurahan", "rt", "rw"]
    list_filter = ["kelurahan"]
    list_export = ["code", "kelurahan", "rt", "rw", "address"]
    search_fields = ["code"]
    search_backend_name = None


class MembershipViewSet(RecordViewSet):
    model = Membership
    form = forms.MembershipForm
    update_form = forms.MembershipEndForm
    icon = "group"
    related = ["person", "group", "trade"]
    list_display = [
        "person",
        "group",
        Column("office", label=pgettext_lazy("held in a group", "Office"), accessor="get_office_display"),
        "trade",
        "since",
        "until",
    ]
    list_filter = ["group", "office", "trade"]
    list_export = ["person", "group", "office", "trade", "since", "until"]


class AssignmentViewSet(RecordViewSet):
    model = Assignment
    form = forms.AssignmentForm
    update_form = forms.AssignmentEndForm
    icon = "key"
    related = ["user", "role", "group", "bumm"]
    list_display = ["user", "role", "group", "bumm", "started_at", "ended_at"]
    list_filter = ["role", "group", "bumm"]
    list_export = list_display


class PeopleViewSetGroup(ViewSetGroup):
    menu_label = _("People and groups")
    menu_icon = "group"
    menu_order = 300
    items = (
        GroupViewSet,
        MembershipViewSet,
        PersonViewSet,
        HouseholdViewSet,
        BummViewSet,
        InstitutionViewSet,
        AssignmentViewSet,
    )


@hooks.register("register_admin_viewset")
def register_people() -> PeopleViewSetGroup:
    return PeopleViewSetGroup()


class RolesPanel(Component):
    """On the office's first page: in which roles its reader is here, which is what the menu beside it follows from."""

    template_name = "bumm/people/office/roles_panel.html"
    order = 40

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        held = Assignment.objects.active().filter(user=self.user.pk)
        return {"assignments": held.select_related("role", "group", "bumm")}


@hooks.register("construct_homepage_panels")
def say_roles(request: HttpRequest, panels: list[Any]) -> None:
    panels += [TasksPanel(request), RolesPanel(request)]
