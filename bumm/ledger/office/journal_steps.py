"""What is done with a journal that stands: submit, approve, return, withdraw. Each is shown, confirmed, then done."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from bumm.ledger import services
from bumm.ledger.changes import changes_since_last_submission
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.models import Journal, JournalEvent
from bumm.ledger.office import policies
from bumm.ledger.office.proofs import proofs_for
from bumm.ledger.selectors import overdrawn_by
from bumm.money import format_rupiah
from bumm.people.models import User

State = Journal.State
Words = str | Promise


class JournalStep(View):
    """GET shows the journal and asks, POST does it. `right` is what the policy is asked for; `states` and `is_its_own`
    say whose step it is and when, for the buttons that lead here: the service decides."""

    name: ClassVar[str]
    right = "change"
    is_its_own = True
    states: ClassVar[list[str]]
    label: ClassVar[Words]
    question: ClassVar[Words]
    done: ClassVar[Words]
    look = ""  # of its button: "", "button-secondary", or "no" where something is given up
    form_class: type[forms.Form] = forms.Form
    user: User
    journal: Journal

    @classmethod
    def is_open(cls, journal: Journal, user: User) -> bool:
        if journal.state not in cls.states or (journal.prepared_by_id == user.pk) != cls.is_its_own:
            return False
        return policies.journals.user_has_permission_for_instance(user, cls.right, journal)

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        self.user = request.user
        self.journal = get_object_or_404(Journal.objects.select_related("book", "prepared_by", "reverses"), pk=pk)
        if not policies.journals.user_has_permission_for_instance(self.user, self.right, self.journal):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.is_open(self.journal, self.user):
            messages.error(request, _("There is nothing to do here: look at where the journal stands now."))
            return redirect("journal:inspect", self.journal.pk)
        return self._show(self.form_class())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            self.perform(form)
        except LedgerRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect("journal:inspect", self.journal.pk)

    def perform(self, form: forms.Form) -> None:
        raise NotImplementedError

    def _show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        way = [
            {"url": reverse("journal:index"), "label": _("Journals")},
            {"url": reverse("journal:inspect", args=[self.journal.pk]), "label": self.journal.description},
            {"url": "", "label": self.label},
        ]
        context = {
            "step": self,
            "journal": self.journal,
            "form": form,
            "lines": self.journal.lines.select_related("debit", "credit"),
            "proofs": proofs_for(self.user, self.journal.evidence.all()),
            "warnings": list(self.warnings()),
            "breadcrumbs_items": way,
            "header_title": f"{self.label}: {self.journal}",
            "header_icon": "edit",
            **self.more_context(),
        }
        return render(self.request, "bumm/ledger/office/journal_step.html", context, status=status)

    def warnings(self) -> Iterator[str]:
        """What is odd about the journal as it stands, though nothing forbids it."""
        for account, left in overdrawn_by(self.journal):
            text = _("{account} would stand at {left}: there is less on it than goes out. Are day and account right?")
            yield text.format(account=account, left=format_rupiah(left))

    def more_context(self) -> dict[str, Any]:
        return {}


class SubmitJournal(JournalStep):
    name, states = "submit", [State.DRAFT, State.RETURNED]
    label = gettext_lazy("Submit for approval")
    question = gettext_lazy("While it waits for approval it cannot be changed, only withdrawn.")
    done = gettext_lazy("The journal waits for approval now.")

    def perform(self, form: forms.Form) -> None:
        services.submit_journal(journal=self.journal, by=self.user)


class SeenForm(forms.Form):
    """Which submission was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class ApproveJournal(JournalStep):
    name, states, right, is_its_own = "approve", [State.SUBMITTED], "approve", False
    label = gettext_lazy("Approve and post")
    question = gettext_lazy("It is posted as it stands here. An entry is never changed: a mistake is reversed.")
    done = gettext_lazy("The journal is approved and stands in the book.")
    form_class = SeenForm

    def perform(self, form: forms.Form) -> None:
        services.approve_journal(journal=self.journal, seen=form.cleaned_data["seen"], by=self.user)

    def more_context(self) -> dict[str, Any]:
        last = self.journal.events.filter(kind=JournalEvent.Kind.SUBMITTED).order_by("-pk").first()
        return {
            "form": SeenForm(initial={"seen": last.pk if last else None}),
            "changes": changes_since_last_submission(self.journal) if last else None,
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What should be mended"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who prepared it reads this."),
    )


class ReturnJournal(JournalStep):
    name, states, right, is_its_own = "return", [State.SUBMITTED], "approve", False
    label = gettext_lazy("Return")
    question = gettext_lazy("It goes back to who prepared it, with your reason, to be mended and submitted again.")
    done = gettext_lazy("The journal is returned.")
    look = "button-secondary"
    form_class = ReasonForm

    def perform(self, form: forms.Form) -> None:
        services.return_journal(journal=self.journal, reason=form.cleaned_data["reason"], by=self.user)


class WithdrawJournal(JournalStep):
    name, states = "withdraw", [State.DRAFT, State.RETURNED, State.SUBMITTED]
    label = gettext_lazy("Withdraw")
    question = gettext_lazy(
        "It is given up for good and stays on record as withdrawn. You may begin a copy of it later."
    )
    done = gettext_lazy("The journal is withdrawn.")
    look = "no"

    def perform(self, form: forms.Form) -> None:
        services.withdraw_journal(journal=self.journal, by=self.user)


STEPS: list[type[JournalStep]] = [SubmitJournal, ApproveJournal, ReturnJournal, WithdrawJournal]
