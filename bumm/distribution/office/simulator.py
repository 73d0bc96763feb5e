"""The simulator: what a distribution would give to whom, beside what the charter gives today and the last run gave."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bumm.charter.models import Meeting
from bumm.charter.selectors import meetings_run_by
from bumm.distribution.models import Distribution
from bumm.distribution.office.comparison import compare
from bumm.distribution.office.pages import OfDistributions
from bumm.distribution.office.scenario_form import Question, ScenarioForm
from bumm.distribution.pictures import waterfall_of
from bumm.distribution.simulation import figures_of, simulate
from bumm.people.models import Party, User


def meetings_open_to(user: User, form: ScenarioForm) -> Any:
    """Where a simulation may still be put on the agenda by this user."""
    rows = Meeting.objects.filter(meetings_run_by(user), bumm=form.question.bumm, roll_frozen_at=None)
    return rows.exclude(kind=Meeting.Kind.FOUNDING).order_by("held_on", "pk")


class Simulator(OfDistributions):
    """Everything stands in the address, so that it can be kept and sent; nothing is stored."""

    template_name = "bumm/distribution/office/simulator.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.chosen = request.GET

    def get(self, request: HttpRequest) -> HttpResponse:
        question = Question(self.own_bumm(), self.chosen)
        form = ScenarioForm(self.chosen, question=question)
        title = _("Simulate a distribution")
        if not form.is_valid():
            return self.show(title, form=form, question=question)
        return self.show(title, form=form, question=question, here=self.here(), **self.told(form))

    def told(self, form: ScenarioForm) -> dict[str, Any]:
        found = form.holders()
        party = self.meant(found)
        now, last = form.in_force(), self.last_run(form)
        figures = simulate(form.scenario(), party)
        beside = [simulate(now, party) if now else None, figures_of(last, party) if last else None]
        return {
            "comparison": compare(figures, *beside),
            "headings": [_("This simulation"), _("Charter of today, everything"), self.said_of(last)],
            "picture": waterfall_of(figures.amount, figures.parts),
            "party": party,
            "found": [] if party else found,
            "looked_for": form.cleaned_data["holder"].strip(),
            "may_propose": meetings_open_to(self.user, form).exists(),
        }

    def meant(self, found: list[Party]) -> Party | None:
        """The one of these that was chosen, or the only one."""
        if len(found) == 1:
            return found[0]
        return next((party for party in found if str(party.pk) == self.chosen.get("party")), None)

    def last_run(self, form: ScenarioForm) -> Distribution | None:
        runs = Distribution.objects.filter(bumm=form.question.bumm, state=Distribution.State.POSTED)
        return runs.order_by("-period_end").first()

    def said_of(self, last: Distribution | None) -> str:
        if last is None:
            return _("Last run (none yet)")
        return _("Last run, of {year}").format(year=last.period_end.year)

    def here(self) -> str:
        chosen = self.chosen.copy()
        chosen.pop("party", None)
        return f"?{chosen.urlencode()}"
