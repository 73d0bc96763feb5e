"""The page of a run: where it stands and what is missing, all its figures, who gets what; and the same on paper."""

from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.log_actions import registry
from wagtail.permissions import policy_registry

from bumm.charter.selectors import NAMES
from bumm.distribution.allotted import ORDERS, allotted, as_rows, members_of
from bumm.distribution.models import Distribution, Pool
from bumm.distribution.office.approval import Approve, Reverse
from bumm.distribution.office.steps import RELATED, Announce, CarryOn, PutToMeeting, RaiseObjection, Step, Void
from bumm.distribution.permissions import distributions
from bumm.distribution.pictures import waterfall_of
from bumm.distribution.selectors import figures_of_pools, next_step, outstanding, paid_out
from bumm.ledger.models import Entry
from bumm.ledger.office.records import RecordInspectView
from bumm.ledger.statements.sheets import sheet
from bumm.people.acts import Document
from bumm.people.models import User
from bumm.sheets import MIME_TYPES, csv_lines

# In the order in which they come; the first that is open is the one to press.
STEPS: list[type[Step]] = [Announce, Approve, PutToMeeting, RaiseObjection, CarryOn, Reverse, Void]
ASIDE = (RaiseObjection, CarryOn, Reverse, Void)
State = Distribution.State
ROWS_A_PAGE = 50
REFRESH_AFTER = 5  # seconds, while the worker allocates
SORTS = {
    "-amount": gettext_lazy("highest amount first"),
    "amount": gettext_lazy("lowest amount first"),
    "holder": gettext_lazy("name"),
    "-holder": gettext_lazy("name, from the end"),
}


class OpenStep(NamedTuple):
    label: Any
    url: str
    look: str


def open_steps(run: Distribution, user: User) -> list[OpenStep]:
    """What this reader may do now, the one to press first."""
    found: list[OpenStep] = []
    for step in STEPS:
        if step.is_time(run, user) and distributions.user_has_permission_for_instance(user, step.needs, run):
            look = "no" if step.irreversible and step in ASIDE else "button-secondary" if found or step in ASIDE else ""
            found.append(OpenStep(step.page_title, reverse(f"distribution:{step.name}", args=[run.pk]), look))
    return found


class AllocationsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    pool = forms.ModelChoiceField(
        label=pgettext_lazy("of a distribution", "Part"),
        queryset=Pool.objects.none(),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    sort = forms.ChoiceField(label=gettext_lazy("Sorted by"), choices=SORTS.items(), required=False)

    def __init__(self, data: Any, *, run: Distribution) -> None:
        super().__init__({"sort": "-amount"} | data.dict())
        pools = Pool.objects.filter(part__distribution=run).select_related("part", "share_class__bumm")
        self.fields["pool"].queryset = pools.order_by("part__position", "pk")  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is no choice is left out."""
        chosen = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        pool, order = chosen.get("pool"), chosen.get("sort")
        return {
            "name": chosen.get("name", "").strip(),
            "pool": pool.pk if pool else None,
            "order": order if order in ORDERS else "-amount",
        }


def figures_for(run: Distribution) -> dict[str, Any]:
    """What page and paper show of a run alike: no names."""
    parts = list(run.parts.order_by("position"))
    return {
        "run": run,
        "parts": parts,
        "picture": waterfall_of(run.amount, parts),
        "pools": figures_of_pools(run),
    }


class RunPage(RecordInspectView):
    template_name = "bumm/distribution/office/run.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Distribution:
        found = super().get_object(*args, **kwargs)
        related = [*RELATED, "approved_by", "ended_by", "reversal", "receivable", "ledger_head"]
        return Distribution.objects.select_related(*related).get(pk=found.pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        kind = request.GET.get("export", "")
        if kind in MIME_TYPES:
            return export(self.object, AllocationsForm(request.GET, run=self.object), kind)
        response = super().get(request, *args, **kwargs)
        if self.object.state == State.PREPARING:
            response["Refresh"] = str(REFRESH_AFTER)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | {
            **figures_for(run),
            **self.allocations(),
            "next_step": next_step(run),
            "steps": open_steps(run, user),
            "awaits_another": run.state == State.ANNOUNCED and run.prepared_by_id == user.pk,
            "allocation_steps": [(name, place < run.step) for place, name in enumerate(Distribution.STEPS)],
            "objections": run.objections.select_related("answered_by", *NAMES).order_by("raised_on", "pk"),
            "may_answer": distributions.user_has_permission_for_instance(user, "change", run),
            "paid": paid_out(run),
            "outstanding": outstanding(run),
            "events": registry.get_logs_for_instance(run).select_related("user").order_by("timestamp", "pk"),
            "may_open_entry": policy_registry.get_by_type(Entry).user_has_permission(user, "view"),
            "today": timezone.localdate(),
        }

    def allocations(self) -> dict[str, Any]:
        form = AllocationsForm(self.request.GET, run=self.object)
        page = Paginator(allotted(self.object, **form.wanted), ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        members = members_of(page.object_list)
        chosen = self.request.GET.copy()
        for added in ("export", "p"):
            chosen.pop(added, None)
        return {
            "form": form,
            "page": page,
            "lines": [(row, members.get(row.pk, [])) for row in page.object_list],
            "here": f"?{chosen.urlencode()}",
        }


def export(run: Distribution, form: AllocationsForm, kind: str) -> HttpResponse | StreamingHttpResponse:
    """All that was allocated, narrowed and sorted as on screen; as CSV row by row, whatever there is."""
    header = [_("Holder"), _("Part of the distribution"), _("Class"), _("Weight"), _("Amount")]
    rows = as_rows(allotted(run, **form.wanted))
    name = f"bagian-{run.bumm.kelurahan.slug}-{run.period_end.year}"
    if kind != "csv":
        return sheet(name, kind, header, rows)
    response = StreamingHttpResponse(csv_lines(header, rows), content_type=MIME_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class PrintRun(Document):
    """For the meeting's table: who gets how much stands there as sums only."""

    model = Distribution
    related = RELATED
    template_name = "bumm/distribution/print/run.html"

    def get_context_data(self) -> dict[str, Any]:
        return figures_for(self.object) | {"objections": self.object.objections.order_by("raised_on", "pk")}
