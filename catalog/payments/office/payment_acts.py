"""What a BUMM does with a payment: finds it at the bank, or does not, or asks that money of it is given back."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.statements.forms import DayField
from bumm.people.acts import Act
from catalog.payments import services
from catalog.payments.exceptions import PaymentRefusal
from catalog.payments.models import Payment, Refund
from catalog.payments.selectors import left_to_give_back


class OfPayment(Act):
    model = Payment
    related = ["bumm", "account"]
    refusals = (PaymentRefusal, LedgerRefusal)
    template_name = "catalog/payments/office/payment_act.html"

    def inspect_url(self) -> str:
        return reverse("buyerpayment:inspect", args=[self.object.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("buyerpayment:index"), "label": capfirst(Payment._meta.verbose_name_plural)},
            {"url": self.inspect_url(), "label": str(self.object)},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "payment": self.object,
            "proofs": self.object.proofs.order_by("pk"),
        }


class ConfirmForm(forms.Form):
    amount = RupiahField(label=_("Amount that arrived"))
    on = DayField(label=_("Day, as the bank has it"))
    bank_reference = forms.CharField(
        label=_("The bank’s reference"),
        max_length=120,
        help_text=_("The number of this line on the statement, or the reference (RRN) that the QRIS app shows."),
    )


class ConfirmPayment(OfPayment):
    page_title = pgettext_lazy("a payment", "Confirm")
    question = _("Look at the bank’s own statement, not at the picture alone. Write down what it says.")
    form_class = ConfirmForm
    button = _("It has arrived")
    done = _("Recorded. The buyer’s page says so.")
    log_action = "payments.confirm"
    irreversible = True

    def get_initial(self) -> dict[str, Any]:
        return {"amount": self.object.missing or None, "on": timezone.localdate()}

    def perform(self, form: Any) -> Payment:
        return services.confirm(payment=self.object, by=self.user, **form.cleaned_data)


class RefuseForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=200)


class RefuseClaim(OfPayment):
    page_title = _("Not found")
    question = _("The money is not on the account. The buyer is asked to pay, or to send another picture.")
    form_class = RefuseForm
    button = _("It has not arrived")
    done = _("Recorded: the payment waits again, or has ended with its time.")
    log_action = "payments.refuse_claim"

    def perform(self, form: Any) -> Payment:
        return services.refuse_claim(payment=self.object, by=self.user, **form.cleaned_data)


class AskForm(forms.Form):
    """The number comes with the form, so that sending it twice asks once."""

    number = forms.IntegerField(min_value=1, max_value=9_999, widget=forms.HiddenInput)
    amount = RupiahField(label=_("Amount to give back"))
    reason = forms.CharField(label=_("Why?"), max_length=200)


class AskRefund(OfPayment):
    page_title = _("Give back")
    question = _(
        "For money that came too late, twice, or above the price. What is given back for goods begins with the order:"
        " its complaint, or its cancellation."
    )
    form_class = AskForm
    button = _("Ask for it")
    done = _("Asked. Someone else gives the money back.")
    log_action = "payments.ask_refund"

    def get_initial(self) -> dict[str, Any]:
        over = self.object.overpaid if self.object.state == Payment.State.PAID else left_to_give_back(self.object)
        return {"amount": over or None, "number": self.object.refunds.count() + 1}

    def perform(self, form: Any) -> Refund:
        return services.ask_refund(
            order_reference=self.object.order_reference,
            reference=f"{self.object.reference}:refund:{form.cleaned_data['number']}",
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            by=self.user,
        )
