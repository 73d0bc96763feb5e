"""A simulation put on the agenda of a meeting, so that people decide on its figures."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from bumm.charter.exceptions import CharterRefusal
from bumm.charter.models import Meeting, Motion
from bumm.charter.selectors import meetings_run_by
from bumm.charter.services import add_motion
from bumm.distribution.motions import text_of_figures, title_of_year
from bumm.distribution.office.pages import OfDistributions
from bumm.distribution.office.scenario_form import Question, ScenarioForm
from bumm.distribution.office.simulator import meetings_open_to
from bumm.distribution.office.step_forms import MeetingChoice
from bumm.distribution.simulation import simulate


class ProposalForm(forms.ModelForm):
    meeting = MeetingChoice(
        label=gettext_lazy("Meeting"),
        queryset=Meeting.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the meeting that is to decide.")},
    )

    class Meta:
        model = Motion
        fields = ["title", "text"]

    field_order = ["meeting", "title", "text"]


class Propose(OfDistributions):
    """The simulation stands in the address; the form has its figures in words, which may be added to."""

    template_name = "bumm/distribution/office/propose.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not Meeting.objects.filter(meetings_run_by(self.user), bumm__in=self.own_bumm()).exists():
            raise PermissionDenied
        question = Question(self.own_bumm(), request.GET)
        self.scenario = ScenarioForm(request.GET, question=question)
        self.back = f"{reverse('simulation:index')}?{request.GET.urlencode()}"
        if not self.scenario.is_valid():
            return redirect(self.back)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        scenario = self.scenario.scenario()
        text = text_of_figures(scenario, simulate(scenario))
        return self.ask(self.form(initial={"title": title_of_year(scenario.period_end.year), "text": text}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            motion = add_motion(**form.cleaned_data)
        except CharterRefusal as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form, status=422)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.ask(form, status=422)
        log(instance=motion.meeting, action="charter.add_motion", user=self.user)
        messages.success(request, _("The simulation is on the agenda of the meeting."))
        return redirect("meeting:inspect", motion.meeting_id)

    def form(self, *args: Any, **kwargs: Any) -> ProposalForm:
        form = ProposalForm(*args, **kwargs)
        form.fields["meeting"].queryset = meetings_open_to(self.user, self.scenario)  # type: ignore[attr-defined]
        return form

    def ask(self, form: ProposalForm, *, status: int = 200) -> HttpResponse:
        return self.show(_("Put a simulation to a meeting"), status=status, form=form, back=self.back)
