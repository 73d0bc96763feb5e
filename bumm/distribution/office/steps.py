"""The steps of a run, a page each: announced, put to a meeting, objected to, approved; given up or reversed."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from bumm.charter.exceptions import CharterRefusal
from bumm.charter.models import Meeting
from bumm.distribution import exceptions as refusals
from bumm.distribution import services
from bumm.distribution.models import Distribution, Objection
from bumm.distribution.office import candidates, step_forms
from bumm.distribution.preparing import hand_over
from bumm.distribution.services.decisions import refuse_unless
from bumm.ledger.exceptions import LedgerRefusal
from bumm.people.acts import Act
from bumm.people.models import User

State = Distribution.State
REFUSALS = (refusals.DistributionRefusal, CharterRefusal, LedgerRefusal)
RELATED = ["bumm__kelurahan", "book", "charter", "motion__meeting", "motion__resolution", "entry", "prepared_by"]


class Step(Act):
    """`states` says when it is done. `address` is its part of the URL, `needs` what the policy is asked for."""

    model = Distribution
    related = RELATED
    refusals = REFUSALS
    name: ClassVar[str]
    address: ClassVar[str]
    states: ClassVar[list[State]]

    @classmethod
    def is_time(cls, run: Distribution, user: User) -> bool:
        """Whether a button leads here; the service decides."""
        return run.state in cls.states

    def refuse(self) -> None:
        refuse_unless(self.object, *self.states)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"run": self.object}


class CarryOn(Step):
    name, address, states, needs = "carry_on", "lanjutkan", [State.PREPARING], "add"
    page_title = gettext_lazy("Take up again")
    question = gettext_lazy("If allocation has stopped, it goes on where it was. Once more does no harm.")
    button = gettext_lazy("Take it up again")
    done = gettext_lazy("Allocation is taken up again.")
    log_action = "distribution.carry_on"
    form_class = step_forms.RunForm

    def perform(self, form: Any) -> None:
        hand_over(run=self.object)


class Announce(Step):
    name, address, states = "announce", "umumkan", [State.DRAFT]
    page_title = gettext_lazy("Announce")
    template_name = "bumm/distribution/office/announce.html"
    form_class = step_forms.AnnounceForm
    button = gettext_lazy("Announce it")
    log_action = "distribution.announce"

    def perform(self, form: Any) -> Distribution:
        run = services.announce_distribution(distribution=self.object, **form.cleaned_data)
        until = run.objections_until
        self.done = _("It is announced. Objections are taken through {day}.").format(day=until and date_format(until))
        return run


class PutToMeeting(Step):
    name, address, states = "put_to_meeting", "musyawarah", [State.ANNOUNCED]
    page_title = gettext_lazy("Put to a meeting")
    template_name = "bumm/distribution/office/put_to_meeting.html"
    form_class = step_forms.MeetingForm
    button = gettext_lazy("Put it on the agenda")
    done = gettext_lazy("It is on the agenda of the meeting, with all its figures.")
    log_action = "distribution.put_to_meeting"

    @classmethod
    def is_time(cls, run: Distribution, user: User) -> bool:
        return super().is_time(run, user) and (run.motion is None or run.motion.carried is False)

    def refuse(self) -> None:
        super().refuse()
        if self.object.motion and self.object.motion.carried is not False:
            raise refusals.AlreadyOnAgenda

    def perform(self, form: Any) -> Distribution:
        return services.put_to_meeting(distribution=self.object, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may_call = policy_registry.get_by_type(Meeting).user_has_permission(self.user, "add")
        return context | {
            "has_meetings": context["form"].fields["meeting"].queryset.exists(),
            "call_url": reverse("meeting:add") if may_call else "",
        }


class RaiseObjection(Step):
    name, address, states, needs = "object", "keberatan", [State.ANNOUNCED], "object"
    page_title = gettext_lazy("Record an objection")
    template_name = "bumm/distribution/office/object.html"
    form_class = step_forms.ObjectionForm
    button = gettext_lazy("Record the objection")
    done = gettext_lazy("The objection is recorded, and waits for an answer.")
    log_action = "distribution.raise_objection"

    @classmethod
    def is_time(cls, run: Distribution, user: User) -> bool:
        return super().is_time(run, user) and bool(
            run.objections_until and timezone.localdate() <= run.objections_until
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "look" in request.POST:
            return self.render_to_response(self.get_context_data(form=self.looked_up()))
        return super().post(request, *args, **kwargs)

    def looked_up(self) -> Any:
        """The form with the names that were found and all that was typed, and nothing held against it yet."""
        sent = self.request.POST
        form = self.form_class(initial=sent.dict(), run=self.object)
        form.look_for(sent.get("who", ""))
        return form

    def perform(self, form: Any) -> Objection:
        said = {name: form.cleaned_data[name] for name in ("text", "raised_on")}
        party = candidates.chosen(form.cleaned_data["party"])
        return services.raise_objection(distribution=self.object, party=party, by=self.user, **said)


class AnswerObjection(Step):
    """Its address names the objection; it is logged with the run."""

    states = [State.ANNOUNCED]
    page_title = gettext_lazy("Answer an objection")
    template_name = "bumm/distribution/office/answer.html"
    form_class = step_forms.AnswerForm
    button = gettext_lazy("Store the answer")
    log_action = "distribution.answer_objection"
    irreversible = True
    objection: Objection

    def get_record(self, **kwargs: Any) -> Distribution:
        related = ["party__person", "party__group", "party__kelurahan", "party__institution"]
        rows = Objection.objects.select_related(*related, *(f"distribution__{name}" for name in RELATED))
        self.objection = get_object_or_404(rows, pk=kwargs["objection_id"])
        return self.objection.distribution

    def refuse(self) -> None:
        super().refuse()
        if self.objection.upheld is not None:
            raise refusals.AnsweredAlready

    def get_form_kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in super().get_form_kwargs().items() if name != "run"}

    def perform(self, form: Any) -> Objection:
        upheld, answer = form.cleaned_data["upheld"], form.cleaned_data["answer"]
        self.done = _("It is answered. The distribution is void.") if upheld else _("The objection is answered.")
        return services.answer_objection(objection=self.objection, upheld=upheld, answer=answer, by=self.user)


class Void(Step):
    name, address, states, needs = "void", "batalkan", list(Distribution.UNPOSTED), "void"
    page_title = gettext_lazy("Declare void")
    question = gettext_lazy(
        "The distribution is given up for good and stays on record as void. A new one can then be prepared."
    )
    button = gettext_lazy("Declare it void")
    done = gettext_lazy("The distribution is void.")
    form_class = step_forms.ReasonForm
    log_action = "distribution.void"
    irreversible = True

    def perform(self, form: Any) -> Distribution:
        return services.void_distribution(distribution=self.object, by=self.user, **form.cleaned_data)
