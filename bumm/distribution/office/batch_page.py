"""The page of a batch: what is to be done next and by whom, and its payments, searched and a page at a time."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.paying import of_name, payments_with_accounts, sums_by_state, there_is
from bumm.distribution.permissions import bank_accounts, batches
from bumm.ledger.office.records import RecordInspectView
from bumm.ledger.statements.sheets import sheet
from bumm.people.models import User
from bumm.sheets import WRITERS

PAYMENTS_A_PAGE = 50
HIDDEN = "••••"


class ChoiceForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("all")), *Payment.State.choices],
        required=False,
    )


class BatchPage(RecordInspectView):
    template_name = "bumm/distribution/office/batch.html"
    batch: PaymentBatch

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.batch = self.object
        if (kind := request.GET.get("export", "")) in WRITERS:
            return self.take_along(kind)
        return super().get(request, *args, **kwargs)

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        super().get_object(*args, **kwargs)
        related = ["distribution__bumm__kelurahan", "distribution__book", "prepared_by", "approved_by"]
        return PaymentBatch.objects.select_related(*related).get(pk=self.kwargs["pk"])

    def wanted(self) -> tuple[ChoiceForm, Any]:
        form = ChoiceForm(self.request.GET)
        rows = payments_with_accounts(self.batch)
        if form.is_valid():
            rows = of_name(rows, name) if (name := form.cleaned_data["q"].strip()) else rows
            rows = rows.filter(state=state) if (state := form.cleaned_data["state"]) else rows
        return form, rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, rows = self.wanted()
        page: Any = Paginator(rows, PAYMENTS_A_PAGE).get_page(self.request.GET.get("p"))
        sees_numbers = may_see_numbers(self.request.user, self.batch)
        for row in page:
            row.account_number = shown(row.account_number, sees_numbers)
        sums = sums_by_state(self.batch.payments.all())
        listed = sums.get(Payment.State.LISTED)
        chosen = self.request.GET.copy()
        for added in ("p", "export"):
            chosen.pop(added, None)
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "run": self.batch.distribution,
            "form": form,
            "page": page,
            "here": f"?{chosen.urlencode()}",
            "sums": [(state.label, sum_) for state, sum_ in sums.items()],
            "listed": listed,
            "next": what_comes_next(self.batch, is_open=listed is not None),
            **may(self.request.user, self.batch, is_open=listed is not None, untouched=len(sums) == 1),
        }

    def take_along(self, kind: str) -> HttpResponse:
        _form, rows = self.wanted()
        sees_numbers = may_see_numbers(self.request.user, self.batch)
        header = [_("Party"), _("Amount"), _("State"), _("Day"), _("Bank"), _("Account number"), _("Reason")]
        lines = (
            [*_cells(row), row.bank, shown(row.account_number, sees_numbers), row.reason]
            for row in rows.iterator(2_000)
        )
        run = self.batch.distribution
        name = f"pembayaran-{run.bumm.kelurahan.slug}-{run.period_end.year}-{self.batch.number}"
        return sheet(name, kind, header, lines)


def _cells(row: Payment) -> list[object]:
    day = row.entry.effective_on if row.entry else None
    return [str(row.party), row.amount, row.get_state_display(), day]


def shown(number: str | None, whole: bool) -> str:
    """An account number, whole or with its last four digits only."""
    return number if whole and number else f"{HIDDEN}{number[-4:]}" if number else ""


def may_see_numbers(user: Any, batch: PaymentBatch) -> bool:
    """A bank account's number is for the treasurer, who tells it to the bank."""
    return bank_accounts.bumm_for(user, ["add"]).filter(pk=batch.distribution.bumm_id).exists()


def what_comes_next(batch: PaymentBatch, *, is_open: bool) -> str:
    """What is missing, in a sentence; "" where nothing is."""
    if batch.state == PaymentBatch.State.CANCELLED or not is_open:
        return ""
    if batch.distribution.state != Distribution.State.POSTED:
        return _("The distribution was taken back: nothing is paid of it.")
    if batch.state == PaymentBatch.State.PREPARED:
        return _("Someone other than who prepared it looks at it and approves it.")
    return {
        PaymentBatch.Method.BANK: _("Take the list to the bank. Then record here what was paid, with the statement."),
        PaymentBatch.Method.CASH: _("Print the sheet and have it signed. Then record here who was paid."),
        PaymentBatch.Method.LAPSE: _("Record that it goes to the reserve."),
    }[PaymentBatch.Method(batch.method)]


def may(user: User, batch: PaymentBatch, *, is_open: bool, untouched: bool) -> dict[str, bool]:
    """What the reader may do with a batch now. `untouched` is one of which all payments are still alike."""
    live = batch.distribution.state == Distribution.State.POSTED and is_open
    changes = batches.user_has_permission_for_instance(user, "change", batch)
    approves = batches.user_has_permission_for_instance(user, "approve", batch)
    prepared, approved = (batch.state == state for state in ("prepared", "approved"))
    return {
        "may_approve": live and prepared and approves and batch.prepared_by_id != user.pk,
        "may_pay": live and approved and changes,
        "may_cancel": live and untouched and (prepared or approved) and (changes or approves),
        "may_change": changes,
        "is_approved": approved,
    }


def money_for(batch: PaymentBatch, needed: int) -> dict[str, Any]:
    """What stands on the account that a batch is paid out of, and how much of what it needs is missing there."""
    standing = there_is(batch)
    return {"there_is": standing, "missing": max(0, needed - standing) if standing is not None else 0}
