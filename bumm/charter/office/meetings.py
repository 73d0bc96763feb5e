"""The office's screens of meetings: the record of one, and each step from its agenda to its minutes."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from bumm.charter import exceptions as refusals
from bumm.charter import selectors
from bumm.charter.models import Meeting
from bumm.charter.models.charters import VotingRule
from bumm.charter.office import documents, steps
from bumm.charter.office.charters import RecordIndexView, RefusalInForm
from bumm.charter.office.meeting_forms import MeetingForm
from bumm.charter.percent import format_percent
from bumm.charter.permissions import may_run, may_see_roll
from bumm.people.office import RecordViewSet, ScopedEditView, ScopedInspectView


def state_of(meeting: Meeting) -> Any:
    """How far a meeting has come."""
    if meeting.is_closed:
        return _("closed")
    if meeting.held_on <= timezone.localdate():
        return _("votes or minutes missing") if meeting.is_frozen else _("roll not frozen")
    return _("roll frozen") if meeting.is_frozen else pgettext_lazy("a meeting", "called")


class WithUser(RefusalInForm):
    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"user": self.request.user}  # type: ignore[attr-defined]


class MeetingCreateView(WithUser, generic.CreateView):
    inspect_url_name = ""


class MeetingEditView(WithUser, ScopedEditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object()
        if self.object.is_frozen:
            messages.error(request, str(refusals.RollFrozen()))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class MeetingInspectView(ScopedInspectView):
    template_name = "bumm/charter/office/meeting.html"

    @cached_property
    def runs(self) -> bool:
        return may_run(self.request.user, self.object)

    def get_edit_url(self) -> str | None:
        url: str | None = super().get_edit_url()
        return url if self.runs and not self.object.is_frozen else None

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        own = []
        if self.runs and not self.object.is_frozen:
            url = reverse("meeting:cancel", args=[self.object.pk])
            own.append(Button(_("Cancel the meeting"), url=url, icon_name="bin", priority=25))
        return [*super().header_more_buttons, *own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.object
        rule = meeting if meeting.is_frozen else selectors.rule_of(meeting)
        return super().get_context_data(**kwargs) | {
            "meeting": meeting,
            "state": state_of(meeting),
            "runs": self.runs,
            "sees_roll": may_see_roll(self.request.user, meeting),
            "has_come": meeting.held_on <= timezone.localdate(),
            "motions": meeting.motions.select_related("charter__bumm", "resolution"),
            "rule": rule,
            "rule_quorum": format_percent(rule.quorum_bp) if rule and rule.quorum_bp else "",
            "quorum": selectors.quorum_of(meeting),
            "by_shares": selectors.voting_rule_of(meeting) == VotingRule.SHARE,
        }


class MeetingViewSet(RecordViewSet):
    model = Meeting
    form = MeetingForm
    icon = "calendar-check"
    menu_label = _("Meetings")
    index_view_class = RecordIndexView
    add_view_class = MeetingCreateView
    edit_view_class = MeetingEditView
    inspect_view_class = MeetingInspectView
    related = ["bumm", "minutes"]
    list_display = [
        "__str__",
        "held_on",
        "place",
        Column("state", label=_("State"), accessor=state_of),
    ]
    list_filter = {"bumm": ["exact"], "kind": ["exact"], "held_on": ["exact"], "closed_at": ["isnull"]}
    list_export = ["kind", "bumm", "held_on", "starts_at", "place", "invited_on", "roll_frozen_at", "closed_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("motion/<int:pk>/", steps.AddMotion.as_view(), name="add_motion"),
            path("withdraw/<int:motion_id>/", steps.WithdrawMotion.as_view(), name="withdraw_motion"),
            path("roll/<int:pk>/", steps.FillRoll.as_view(), name="roll"),
            path("freeze/<int:pk>/", steps.FreezeRoll.as_view(), name="freeze"),
            path("attendance/<int:pk>/", steps.MarkAttendance.as_view(), name="attendance"),
            path("votes/<int:motion_id>/", steps.RecordVotes.as_view(), name="votes"),
            path("close/<int:pk>/", steps.CloseMeeting.as_view(), name="close"),
            path("cancel/<int:pk>/", steps.CancelMeeting.as_view(), name="cancel"),
            path("minutes/<int:pk>/", documents.Minutes.as_view(), name="minutes"),
            path("print-invitation/<int:pk>/", documents.Invitation.as_view(), name="print_invitation"),
            path("print-attendance/<int:pk>/", documents.AttendanceSheet.as_view(), name="print_attendance"),
            path("print-minutes/<int:pk>/", documents.MinutesDraft.as_view(), name="print_minutes"),
        ]
