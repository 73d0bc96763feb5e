"""What becomes of one payment: it comes back, is struck off, or is given back after a reversal."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumm.charter.selectors import NAMES
from bumm.distribution import exceptions as refusals
from bumm.distribution import services
from bumm.distribution.accounts import BANK, CASH
from bumm.distribution.models import Payment, PaymentBatch
from bumm.distribution.office.batch_acts import ReasonForm
from bumm.distribution.office.proven import PayingAct, ProvenAct, ProvenForm
from bumm.ledger.statements.forms import DayField

State = Payment.State


class OfPayment(PayingAct):
    model = Payment
    related = ["batch__distribution__bumm__kelurahan", "distribution__book", "distribution__entry", *NAMES]
    template_name = "bumm/distribution/office/payment_act.html"
    irreversible = True
    fits: State  # the state in which it is the time for this

    def get_record(self, **kwargs: Any) -> Any:
        return super().get_record(pk=kwargs["payment_id"])

    def inspect_url(self) -> str:
        return reverse("paymentbatch:inspect", args=[self.object.batch_id])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        batches = {"url": reverse("paymentbatch:index"), "label": str(_("Payments"))}
        batch = {"url": self.inspect_url(), "label": str(self.object.batch)}
        return [*self.breadcrumbs_items, batches, batch, {"url": "", "label": str(self.page_title)}]

    def refuse(self) -> None:
        if self.object.state != self.fits:
            raise refusals.NotThisPayment(self.object.get_state_display())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"payment": self.object}


class StrikePayment(OfPayment):
    fits = State.LISTED
    page_title = _("Strike off")
    question = _("This payment is not made. It is due again and can be put into another batch.")
    form_class = ReasonForm
    button = _("Strike off")
    done = _("The payment is struck off.")
    log_action = "distribution.strike_payment"

    def perform(self, form: Any) -> Payment:
        return services.strike_payment(payment=self.object, reason=form.cleaned_data["reason"])


class ReturnForm(ReasonForm, ProvenForm):
    returned_on = DayField(label=_("Came back on"))
    field_order = ["returned_on", "reason", "proofs"]


class ProvenPaymentAct(ProvenAct, OfPayment):
    template_name = "bumm/distribution/office/payment_act.html"


class RecordReturn(ProvenPaymentAct):
    fits = State.PAID
    page_title = _("Record that it came back")
    question = _("The money is back on the account. It is due again and can be put into another batch.")
    form_class = ReturnForm
    button = _("Record it")
    done = _("It is recorded that the payment came back.")
    log_action = "distribution.record_return"

    def refuse(self) -> None:
        super().refuse()
        if self.object.batch.method == PaymentBatch.Method.LAPSE:
            raise refusals.NotThisPayment(self.object.batch.get_method_display())

    def get_initial(self) -> dict[str, Any]:
        return {"returned_on": timezone.localdate()}

    def perform(self, form: Any) -> Payment:
        said = {name: form.cleaned_data[name] for name in ("returned_on", "reason")}
        return services.record_return(payment=self.object, evidence=self.evidence, **said)


class RecoveryForm(ProvenForm):
    recovered_on = DayField(label=_("Given back on"))
    into = forms.ChoiceField(label=_("To which account?"), choices=[(BANK, _("bank")), (CASH, _("cash"))])
    field_order = ["recovered_on", "into", "proofs"]


class RecordRecovery(ProvenPaymentAct):
    fits = State.OWED
    page_title = _("Record that it was given back")
    question = _("The distribution was taken back; this is for money that its receiver has returned.")
    form_class = RecoveryForm
    button = _("Record it")
    done = _("It is recorded that the money was given back.")
    log_action = "distribution.record_recovery"

    def get_initial(self) -> dict[str, Any]:
        return {"recovered_on": timezone.localdate(), "into": BANK}

    def perform(self, form: Any) -> Payment:
        said = {name: form.cleaned_data[name] for name in ("recovered_on", "into")}
        return services.record_recovery(payment=self.object, evidence=self.evidence, **said)
