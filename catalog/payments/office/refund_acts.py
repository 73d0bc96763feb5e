"""How a refund is made: sent to the gateway, or by hand and recorded."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumm.distribution.office.proven import ProvenAct
from bumm.ledger.evidence import ACCEPT
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.statements.forms import DayField
from bumm.people.acts import Act
from catalog.payments import services
from catalog.payments.exceptions import PaymentRefusal
from catalog.payments.models import Refund

REFUSALS = (PaymentRefusal, LedgerRefusal)
RELATED = ["payment__bumm", "payment__account", "asked_by"]


class SendRefund(Act):
    model = Refund
    related = RELATED
    refusals = REFUSALS
    page_title = _("Have it given back")
    question = _("The payment service gives the money back to the card that paid. This cannot be undone.")
    button = _("Give it back")
    done = _("Sent. This page says when the service has done it.")
    log_action = "payments.send_refund"
    irreversible = True

    def perform(self, form: Any) -> Refund:
        return services.send_refund(refund=self.object, by=self.user)


class MadeForm(forms.Form):
    on = DayField(label=_("Given back on"))
    bank_reference = forms.CharField(
        label=_("The bank’s reference, or the number of the receipt that the buyer signed"),
        max_length=120,
        required=False,
    )
    proofs = forms.FileField(
        label=_("Add evidence"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or photo: the bank’s statement, or the signed receipt."),
    )


class RecordRefund(ProvenAct):
    model = Refund
    related = RELATED
    refusals = REFUSALS
    page_title = _("Record that it was given back")
    question = _("First give the money back, by transfer or in cash; then write down what proves it.")
    form_class = MadeForm
    button = _("It is given back")
    done = _("Recorded.")
    log_action = "payments.record_refund"
    irreversible = True

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def perform(self, form: Any) -> Refund:
        said = {name: form.cleaned_data[name] for name in ("on", "bank_reference")}
        return services.record_refund_made(
            refund=self.object, by=self.user, evidence=next(iter(self.evidence), None), **said
        )


class AskAgain(Act):
    model = Refund
    related = RELATED
    refusals = REFUSALS
    page_title = _("Ask once more")
    question = _("It failed. Asked once more, it can be sent again or given back by hand.")
    button = _("Ask once more")
    done = _("Asked once more: it is in the list.")
    log_action = "payments.ask_again"

    def perform(self, form: Any) -> Refund:
        return services.ask_again(refund=self.object, by=self.user)
