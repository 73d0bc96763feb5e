"""What is done with a batch: prepared by one, approved by another, cancelled, and recorded as paid."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumm.distribution import exceptions as refusals
from bumm.distribution import services
from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.office.batch_page import money_for
from bumm.distribution.office.proven import PayingAct, ProvenAct, ProvenForm
from bumm.distribution.paying import Sums, left_to_pay, next_number, payments_with_accounts, sums_by_state
from bumm.distribution.permissions import batches
from bumm.distribution.selectors import lapses_on
from bumm.distribution.services.decisions import refuse_unless
from bumm.ledger.models import Entry
from bumm.ledger.statements.forms import DayField

SHOWN = 50  # payments that an approver sees at once; the batch's page has all


class PrepareForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    method = forms.ChoiceField(label=_("Method"), choices=PaymentBatch.Method.choices, widget=forms.RadioSelect)
    also_with_account = forms.BooleanField(label=_("In cash also those whose bank account is known"), required=False)


class PrepareBatch(PayingAct):
    """The number comes with the form, so that sending it twice makes one batch."""

    model = Distribution
    related = ["bumm__kelurahan", "book", "charter", "entry"]
    needs = "add"
    page_title = _("Prepare payments")
    template_name = "bumm/distribution/office/prepare_batch.html"
    form_class = PrepareForm
    button = _("Prepare the batch")
    done = _("The batch is prepared. Someone else approves it.")
    log_action = "distribution.prepare_batch"

    def get_record(self, **kwargs: Any) -> Any:
        return super().get_record(pk=kwargs["distribution_id"])

    def refuse(self) -> None:
        refuse_unless(self.object, Distribution.State.POSTED)

    def get_initial(self) -> dict[str, Any]:
        return {"number": next_number(self.object), "method": PaymentBatch.Method.BANK}

    def perform(self, form: Any) -> PaymentBatch:
        return services.prepare_batch(distribution=self.object, by=self.user, **form.cleaned_data)

    def leads_to(self, found: PaymentBatch) -> str:
        return reverse("paymentbatch:inspect", args=[found.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = lapses_on(self.object)
        about = {"left": left_to_pay(self.object), "lapses_on": on, "lapses": on <= timezone.localdate()}
        return super().get_context_data(**kwargs) | about


class OfBatch(PayingAct):
    model = PaymentBatch
    related = [
        *("distribution__bumm__kelurahan", "distribution__book", "distribution__charter", "distribution__entry"),
        "prepared_by",
    ]

    @property
    def sums(self) -> Sums:
        """Of all that is still to be paid."""
        return sums_by_state(self.object.payments.all()).get(Payment.State.LISTED, Sums(0, 0))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sums = self.sums
        about = {"batch": self.object, "sums": sums, **money_for(self.object, sums.amount)}
        return super().get_context_data(**kwargs) | about


class ApproveBatch(OfBatch):
    needs = "approve"
    page_title = _("Approve the payments")
    template_name = "bumm/distribution/office/approve_batch.html"
    button = _("Approve")
    done = _("The payments are approved: they can be made now.")
    log_action = "distribution.approve_batch"

    def refuse(self) -> None:
        refuse_unless(self.object.distribution, Distribution.State.POSTED)
        if self.object.state != PaymentBatch.State.PREPARED:
            raise refusals.WrongState(self.object.get_state_display())
        if self.object.prepared_by_id == self.user.pk:
            raise refusals.OwnBatch

    def perform(self, form: Any) -> PaymentBatch:
        if self.object.method == PaymentBatch.Method.LAPSE:
            self.done = _("Approved: what nobody claimed can be recorded as gone to the reserve.")
        return services.approve_batch(batch=self.object, by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = payments_with_accounts(self.object).order_by("-amount", "pk")
        return super().get_context_data(**kwargs) | {"payments": rows[:SHOWN]}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=200, required=False)


class CancelBatch(OfBatch):
    """By who prepares payments, or who approves them."""

    needs = "view"
    page_title = _("Cancel the batch")
    template_name = "bumm/distribution/office/batch_act.html"
    question = _("Everybody in it is struck off and can be put into another batch. This cannot be undone.")
    form_class = ReasonForm
    button = _("Cancel the batch")
    done = _("The batch is cancelled.")
    log_action = "distribution.cancel_batch"
    irreversible = True

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        if not any(batches.user_has_permission_for_instance(self.user, needs, self.object) for needs in CANCEL):
            raise PermissionDenied

    def refuse(self) -> None:
        if self.object.state == PaymentBatch.State.CANCELLED:
            raise refusals.WrongState(self.object.get_state_display())

    def perform(self, form: Any) -> PaymentBatch:
        return services.cancel_batch(batch=self.object, reason=form.cleaned_data["reason"])


CANCEL = ("change", "approve")


class PaidForm(ProvenForm):
    paid_on = DayField(label=_("Paid on"))
    field_order = ["paid_on", "proofs"]


class LapsedForm(forms.Form):
    paid_on = DayField(label=_("Day"))


class RecordPaid(ProvenAct, OfBatch):
    """Of all that is still to be paid, or of those that were ticked."""

    page_title = _("Record what was paid")
    template_name = "bumm/distribution/office/pay.html"
    button = _("Record it")
    done = _("It is recorded, and stands in the book.")
    log_action = "distribution.record_paid"
    irreversible = True

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = [key for key in sent.getlist("payment") if key.isdecimal() and len(key) < 19]
        self.chosen = self.object.payments.filter(pk__in=keys) if keys else None
        if self.object.method == PaymentBatch.Method.LAPSE:
            self.page_title = _("Record what goes to the reserve")

    def refuse(self) -> None:
        refuse_unless(self.object.distribution, Distribution.State.POSTED)
        if self.object.state != PaymentBatch.State.APPROVED:
            raise refusals.BatchNotApproved

    def get_form_class(self) -> Any:
        return LapsedForm if self.object.method == PaymentBatch.Method.LAPSE else PaidForm

    def get_initial(self) -> dict[str, Any]:
        return {"paid_on": timezone.localdate()}

    @property
    def sums(self) -> Sums:
        rows = self.object.payments if self.chosen is None else self.chosen
        return sums_by_state(rows.all()).get(Payment.State.LISTED, Sums(0, 0))

    def perform(self, form: Any) -> Entry:
        chosen = None if self.chosen is None else list(self.chosen)
        said = {"paid_on": form.cleaned_data["paid_on"], "evidence": self.evidence}
        return services.record_paid(batch=self.object, payments=chosen, **said)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        few = [] if self.chosen is None else list(payments_with_accounts(self.object).filter(pk__in=self.chosen))
        return super().get_context_data(**kwargs) | {"payments": few}
