"""Steps that only another than who prepared a run takes: approving it, and taking it back once it is posted."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.distribution import exceptions as refusals
from bumm.distribution import services
from bumm.distribution.accounts import RETAINED_EARNINGS
from bumm.distribution.models import Distribution, Payment
from bumm.distribution.office import step_forms
from bumm.distribution.office.comparison import compare
from bumm.distribution.office.steps import State, Step
from bumm.distribution.selectors import missing_for_approval, paid_out
from bumm.distribution.simulation import figures_of
from bumm.ledger.models import Account
from bumm.ledger.office.proofs import carried, carry, store_all
from bumm.people.models import User


class ByAnother(Step):
    needs = "approve"

    @classmethod
    def is_time(cls, run: Distribution, user: User) -> bool:
        return super().is_time(run, user) and run.prepared_by_id != user.pk

    def refuse(self) -> None:
        super().refuse()
        if self.object.prepared_by_id == self.user.pk:
            raise refusals.OwnRun


class Approve(ByAnother):
    name, address, states = "approve", "setujui", [State.ANNOUNCED]
    page_title = gettext_lazy("Approve and post")
    template_name = "bumm/distribution/office/approve.html"
    form_class = step_forms.RunForm
    button = gettext_lazy("Approve and post it")
    done = gettext_lazy("It is approved and posted. Payment can begin.")
    log_action = "distribution.approve"
    irreversible = True

    @classmethod
    def is_time(cls, run: Distribution, user: User) -> bool:
        return super().is_time(run, user) and not missing_for_approval(run)

    def refuse(self) -> None:
        super().refuse()
        if missing := missing_for_approval(self.object):
            raise refusals.NotYetResolved(missing)

    def perform(self, form: Any) -> Distribution:
        return services.approve_distribution(distribution=self.object, by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        accounts = {account.code: account for account in Account.objects.filter(book=run.book)}
        parts = run.parts.filter(amount__gt=0).order_by("position")
        before = Distribution.objects.filter(bumm=run.bumm, state=State.POSTED, period_end__lt=run.period_end).first()
        figures = [figures_of(each) for each in (run, before) if each]
        return super().get_context_data(**kwargs) | {
            "run": run,
            "day": run.motion.resolution.adopted_on,
            "debit": accounts[RETAINED_EARNINGS],
            "lines": [(accounts[part.account], part) for part in parts],
            "before": before,
            "headings": [str(each) for each in (run, before) if each],
            "comparison": compare(*figures),
        }


class Reverse(ByAnother):
    """Files are kept from one try to the next, as in a journal's form."""

    name, address, states = "reverse", "balikkan", [State.POSTED]
    page_title = gettext_lazy("Reverse")
    template_name = "bumm/distribution/office/reverse.html"
    form_class = step_forms.ReversalForm
    button = gettext_lazy("Reverse it")
    done = gettext_lazy("The distribution is reversed.")
    log_action = "distribution.reverse"
    irreversible = True

    def form_valid(self, form: Any) -> HttpResponse:
        self.keep_files(form)
        if not form.errors and not self.kept:
            form.add_error("proofs", _("Add what proves it, such as the minutes."))
        return self.form_invalid(form) if form.errors else super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        self.keep_files(form)
        return super().form_invalid(form)

    def keep_files(self, form: Any) -> None:
        if hasattr(self, "kept"):
            return
        new, refused = store_all(self.request.FILES.getlist("proofs"), self.user)
        before = carried(self.request.POST.getlist("kept"), self.user)
        self.kept = list({row.pk: row for row in [*before, *new]}.values())
        for reason in refused:
            form.add_error("proofs", reason)

    def perform(self, form: Any) -> Distribution:
        chosen = {name: form.cleaned_data[name] for name in ("effective_on", "reason")}
        return services.reverse_distribution(distribution=self.object, by=self.user, evidence=self.kept, **chosen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paid, lapsed = paid_out(self.object)
        listed = Payment.objects.filter(distribution=self.object, state=Payment.State.LISTED)
        return super().get_context_data(**kwargs) | {
            "run": self.object,
            "paid": paid,
            "lapsed": lapsed,
            "struck": listed.count(),
            "carried": carry(getattr(self, "kept", []), self.user),
        }
