"""What is done with a batch of payouts: prepared by one, approved by another, cancelled, and recorded as paid."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumm.distribution.office.batch_acts import PaidForm, ReasonForm
from catalog.settlement import exceptions as refusals
from catalog.settlement import services
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.office.batch_page import money_for
from catalog.settlement.office.pages import OfBook, ProvenSettlementAct, SettlementAct
from catalog.settlement.paying import Sums, sums_by_state, with_bank_accounts
from catalog.settlement.permissions import batches
from catalog.settlement.selectors import standings
from catalog.settlement.services.payouts import next_number, with_account

State = PayoutBatch.State


class PrepareForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    method = forms.ChoiceField(label=_("Method"), choices=PayoutBatch.Method.choices, widget=forms.RadioSelect)
    also_with_account = forms.BooleanField(label=_("In cash also those whose bank account is known"), required=False)


class PrepareBatch(OfBook, SettlementAct):
    """The number comes with the form, so that sending it twice makes one batch."""

    needs = "add"
    page_title = _("Prepare payments")
    template_name = "catalog/settlement/office/prepare_batch.html"
    form_class = PrepareForm
    button = _("Prepare the batch")
    done = _("The batch is prepared. Someone else approves it.")
    log_action = "settlement.prepare_batch"

    def get_initial(self) -> dict[str, Any]:
        return {"number": next_number(self.object), "method": PayoutBatch.Method.BANK}

    def perform(self, form: Any) -> PayoutBatch:
        return services.prepare_payouts(book=self.object, by=self.user, **form.cleaned_data)

    def leads_to(self, found: PayoutBatch) -> str:
        return reverse("payoutbatch:inspect", args=[found.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        banked = with_account()
        due = [row for row in standings(self.object, timezone.localdate()) if row.payable]
        rows = [(row, row.group.pk in banked) for row in due]
        return super().get_context_data(**kwargs) | {"rows": rows, "total": sum(row.pays for row in due)}


class OfBatch(SettlementAct):
    model = PayoutBatch
    related = ["book__bumm__kelurahan", "prepared_by"]

    @property
    def sums(self) -> Sums:
        """Of all that is still to be paid."""
        return sums_by_state(self.object.payouts.all()).get(Payout.State.LISTED, Sums(0, 0))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sums = self.sums
        about = {"batch": self.object, "sums": sums, **money_for(self.object, sums.amount)}
        return super().get_context_data(**kwargs) | about


class ApproveBatch(OfBatch):
    needs = "approve"
    page_title = _("Approve the payments")
    template_name = "catalog/settlement/office/approve_batch.html"
    button = _("Approve")
    done = _("The payments are approved: they can be made now.")
    log_action = "settlement.approve_batch"

    def refuse(self) -> None:
        if self.object.state != State.PREPARED:
            raise refusals.WrongState(self.object.get_state_display())
        if self.object.prepared_by_id == self.user.pk:
            raise refusals.OwnBatch

    def perform(self, form: Any) -> PayoutBatch:
        return services.approve_batch(batch=self.object, by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = with_bank_accounts(self.object).filter(state=Payout.State.LISTED)
        return super().get_context_data(**kwargs) | {"payouts": list(rows)}


class CancelBatch(OfBatch):
    """By who prepares payments, or who approves them."""

    page_title = _("Cancel the batch")
    template_name = "catalog/settlement/office/batch_act.html"
    question = _("Everybody in it is struck off and can be put into another batch. This cannot be undone.")
    form_class = ReasonForm
    button = _("Cancel the batch")
    done = _("The batch is cancelled.")
    log_action = "settlement.cancel_batch"
    irreversible = True

    def refuse_others(self) -> None:
        if not any(batches.user_has_permission_for_instance(self.user, needs, self.object) for needs in CANCEL):
            raise PermissionDenied

    def refuse(self) -> None:
        if self.object.state == State.CANCELLED:
            raise refusals.WrongState(self.object.get_state_display())

    def perform(self, form: Any) -> PayoutBatch:
        return services.cancel_batch(batch=self.object, reason=form.cleaned_data["reason"])


CANCEL = ("change", "approve")


class RecordPaid(OfBatch, ProvenSettlementAct):
    """Of all that is still to be paid, or of those that were ticked."""

    page_title = _("Record what was paid")
    template_name = "catalog/settlement/office/pay.html"
    form_class = PaidForm
    button = _("Record it")
    done = _("It is recorded, and stands in the book.")
    log_action = "settlement.record_paid"
    irreversible = True

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = [key for key in sent.getlist("payout") if key.isdecimal() and len(key) < 19]
        self.chosen = self.object.payouts.filter(pk__in=keys) if keys else None

    def refuse(self) -> None:
        if self.object.state != State.APPROVED:
            raise refusals.NotApproved

    def get_initial(self) -> dict[str, Any]:
        return {"paid_on": timezone.localdate()}

    @property
    def sums(self) -> Sums:
        rows = self.object.payouts if self.chosen is None else self.chosen
        return sums_by_state(rows.all()).get(Payout.State.LISTED, Sums(0, 0))

    def perform(self, form: Any) -> list[Payout]:
        chosen = None if self.chosen is None else list(self.chosen)
        said = {"paid_on": form.cleaned_data["paid_on"], "evidence": self.evidence}
        return services.record_paid(batch=self.object, payouts=chosen, **said)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        few = [] if self.chosen is None else list(with_bank_accounts(self.object).filter(pk__in=self.chosen))
        return super().get_context_data(**kwargs) | {"payouts": few}
