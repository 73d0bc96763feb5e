"""The steps of a meeting, one page each: agenda, roll, freezing, attendance, votes, minutes."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bumm.charter import exceptions as refusals
from bumm.charter import selectors, services
from bumm.charter.exceptions import CharterRefusal
from bumm.charter.models import Meeting, Motion
from bumm.charter.models.charters import VotingRule
from bumm.charter.office import meeting_forms
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.services import store_evidence
from bumm.people.acts import Act


class Step(Act):
    refusals = (CharterRefusal, LedgerRefusal)
    model = Meeting
    related = ["bumm__kelurahan"]


class BeforeFreezing(Step):
    """A step that is over once the roll is frozen."""

    def refuse(self) -> None:
        if self.object.is_frozen:
            raise refusals.RollFrozen


class UnderWay(Step):
    """A step of a meeting that is being held."""

    def refuse(self) -> None:
        services.decisions.refuse_unless_under_way(self.object)


class OfMotion(Step):
    """A step on one motion of a meeting."""

    motion: Motion

    def get_record(self, **kwargs: Any) -> Meeting:
        related = ["meeting__bumm__kelurahan", "charter"]
        self.motion = get_object_or_404(Motion.objects.select_related(*related), pk=kwargs["motion_id"])
        return self.motion.meeting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"motion": self.motion}


class OfMeetingForm:
    """Its form wants to know which meeting it is about."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"meeting": self.object}  # type: ignore[attr-defined]


class AddMotion(OfMeetingForm, BeforeFreezing):
    page_title = _("Add a motion")
    form_class = meeting_forms.MotionForm
    button = _("Put it on the agenda")
    done = _("The motion is on the agenda.")
    log_action = "charter.add_motion"

    def perform(self, form: Any) -> Motion:
        return services.add_motion(meeting=self.object, **form.cleaned_data)


class WithdrawMotion(OfMotion, BeforeFreezing):
    page_title = _("Take off the agenda")
    question = _("The motion is taken off the agenda; those after it move up.")
    button = _("Take it off")
    done = _("The motion is off the agenda.")
    log_action = "charter.withdraw_motion"
    irreversible = True

    def perform(self, form: Any) -> None:
        services.withdraw_motion(motion=self.motion)


class FillRoll(OfMeetingForm, BeforeFreezing):
    page_title = _("Voter roll")
    template_name = "bumm/charter/office/roll.html"
    form_class = meeting_forms.RollForm
    button = _("Store the roll")
    done = _("The roll is stored. It can be changed until it is frozen.")
    log_action = "charter.fill_roll"

    def refuse(self) -> None:
        super().refuse()
        if selectors.voting_rule_of(self.object) == VotingRule.SHARE:
            raise refusals.NoShareVotes

    def perform(self, form: Any) -> None:
        services.fill_roll(meeting=self.object, weights=form.weights())


class FreezeRoll(BeforeFreezing):
    page_title = _("Freeze the roll")
    question = _(
        "From then on nobody joins or leaves the roll, and the agenda and the invitation stay as they are. "
        "This cannot be undone."
    )
    button = _("Freeze the roll")
    done = _("The roll is frozen.")
    log_action = "charter.freeze_roll"
    irreversible = True

    def perform(self, form: Any) -> None:
        services.freeze_roll(meeting=self.object)


class MarkAttendance(OfMeetingForm, UnderWay):
    page_title = _("Attendance")
    template_name = "bumm/charter/office/attendance.html"
    form_class = meeting_forms.AttendanceForm
    button = _("Store who is present")
    done = _("Who is present is stored.")
    log_action = "charter.mark_attendance"

    def perform(self, form: Any) -> None:
        services.mark_attendance(meeting=self.object, present=form.chosen())


class RecordVotes(OfMeetingForm, OfMotion, UnderWay):
    page_title = _("Votes")
    template_name = "bumm/charter/office/votes.html"
    form_class = meeting_forms.VotesForm
    button = _("Store the votes")
    done = _("The votes are counted.")
    log_action = "charter.record_votes"
    irreversible = True

    def refuse(self) -> None:
        super().refuse()
        services.decisions.refuse_vote(self.motion)

    def perform(self, form: Any) -> Motion:
        return services.record_votes(motion=self.motion, votes=form.votes())


class CloseMeeting(UnderWay):
    page_title = _("Minutes and closing")
    template_name = "bumm/charter/office/close.html"
    form_class = meeting_forms.MinutesForm
    button = _("Close the meeting")
    done = _("The meeting is closed. Its resolutions are in force.")
    log_action = "charter.close_meeting"
    irreversible = True

    def perform(self, form: Any) -> Any:
        minutes = store_evidence(file=form.cleaned_data["minutes"], by=self.user)
        return services.close_meeting(meeting=self.object, minutes=minutes, by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        motions = self.object.motions.select_related("charter__bumm")
        return super().get_context_data(**kwargs) | {"motions": motions}


class CancelMeeting(BeforeFreezing):
    page_title = _("Cancel the meeting")
    question = _("The meeting is taken back with its agenda and its roll. Tell those who were invited.")
    button = _("Cancel the meeting")
    done = _("The meeting is cancelled.")
    log_action = "wagtail.delete"
    irreversible = True

    def perform(self, form: Any) -> None:
        key = self.object.pk
        services.cancel_meeting(meeting=self.object)
        self.object.pk = key  # for the log

    def leads_to(self, found: None) -> str:
        return reverse("meeting:index")
