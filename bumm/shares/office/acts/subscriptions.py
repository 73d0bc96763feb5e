"""New shares: a wish is written down, paid, issued, given back or withdrawn."""

from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.charter.selectors import NAMES, charter_in_force
from bumm.ledger.office.amounts import RupiahField
from bumm.money import format_rupiah
from bumm.people.models import Bumm
from bumm.shares import services
from bumm.shares.accounts import BANK, CASH
from bumm.shares.models import ShareClass, Subscription
from bumm.shares.office.acts.deed import Deed, DeedForm
from bumm.shares.office.acts.of_bumm import OfBumm
from bumm.shares.office.acts.parties import Choice, WithParties, anyone_of
from bumm.shares.selectors import terms_of

MONEY = [(BANK, _("bank")), (CASH, _("cash"))]


class RequestForm(DeedForm):
    evidence = None
    code = forms.ChoiceField(label=pgettext_lazy("shares", "Class"))
    quantity = forms.IntegerField(label=_("Shares"), min_value=1)
    price = RupiahField(
        label=_("Price for all of them"),
        required=False,
        help_text=_("Leave it empty for the nominal value. What is paid above it is premium, and owned by all."),
    )
    field_order = ["code", "quantity", "price", "on"]

    def __init__(self, *args: Any, bumm: Bumm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bumm = bumm
        charter = charter_in_force(bumm)
        offered = charter.share_classes.order_by("code") if charter else []
        code: Any = self.fields["code"]
        code.choices = [(each.code, f"{each.code} – {each.name}, {format_rupiah(each.par)}") for each in offered]
        code.help_text = "" if charter else _now("There is no charter in force that offers shares.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and cleaned["price"] is None:
            terms = terms_of(ShareClass(bumm=self.bumm, code=cleaned["code"]), cleaned["on"])
            cleaned["price"] = terms.par * cleaned["quantity"] if terms else cleaned["quantity"]
        return cleaned


class RequestShares(OfBumm, WithParties):
    needs = "add"
    page_title = _("Subscribe to shares")
    form_class = RequestForm
    button = _("Write it down")
    done = _("The subscription is written down. It waits for the money.")
    log_action = "shares.request"

    def choices(self) -> dict[str, Choice]:
        return {"party": anyone_of(_("Who subscribes"), self.object)}

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bumm": self.object}

    def perform(self, form: Any) -> Subscription:
        said = form.cleaned_data
        with transaction.atomic():
            share_class = services.open_share_class(bumm=self.object, code=said["code"], on=said["on"])
            return services.request_subscription(
                share_class=share_class,
                party=self.chosen["party"],
                quantity=said["quantity"],
                price=said["price"],
                requested_on=said["on"],
            )

    def record(self, found: Subscription) -> None:
        self.object = found
        super().record(found)

    def leads_to(self, found: Subscription) -> str:
        return reverse("subscription:inspect", args=[found.pk])


class OfSubscription(Deed):
    model = Subscription
    related = ["share_class__bumm__kelurahan", *NAMES]
    needs = "change"

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def facts(self) -> list[tuple[Any, Any]]:
        wish = self.object
        shares = f"{wish.share_class.code}: {wish.quantity}"
        return [(_("Party"), wish.party), (_("Shares"), shares), (_("Price"), format_rupiah(wish.price))]


class MoneyForm(DeedForm):
    account = forms.ChoiceField(label=_("Into or out of"), choices=MONEY, widget=forms.RadioSelect, initial=BANK)
    field_order = ["on", "account", "evidence"]


class Pay(OfSubscription):
    page_title = _("Record the payment")
    form_class = MoneyForm
    button = _("Record the payment")
    done = _("The payment is in the book. The manager may issue the shares now.")
    log_action = "shares.pay"
    irreversible = True

    def perform(self, form: Any) -> Subscription:
        said = form.cleaned_data
        about = {"paid_on": said["on"], "into": said["account"], "evidence": said["evidence"]}
        return services.record_payment(subscription=self.object, **about)


class Refund(OfSubscription):
    page_title = _("Give the money back")
    form_class = MoneyForm
    button = _("Give it back")
    done = _("The refund is in the book.")
    log_action = "shares.refund"
    irreversible = True

    def perform(self, form: Any) -> Subscription:
        said = form.cleaned_data
        about = {"refunded_on": said["on"], "out_of": said["account"], "evidence": said["evidence"]}
        return services.refund_subscription(subscription=self.object, **about)


class WithdrawForm(DeedForm):
    on = None
    evidence = None


class Withdraw(OfSubscription):
    page_title = _("Withdraw the subscription")
    question = _("The party no longer wants these shares. What is withdrawn is not taken up again.")
    form_class = WithdrawForm
    button = _("Withdraw it")
    done = _("The subscription is withdrawn.")
    log_action = "shares.withdraw"

    def perform(self, form: Any) -> Subscription:
        return services.withdraw_subscription(subscription=self.object)


class IssueForm(DeedForm):
    wishes = forms.MultipleChoiceField(label=_("Paid subscriptions"), widget=forms.CheckboxSelectMultiple)
    field_order = ["wishes", "on", "evidence"]

    def __init__(self, *args: Any, share_class: ShareClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paid = Subscription.objects.filter(share_class=share_class, state=Subscription.State.PAID)
        self.paid = {str(wish.pk): wish for wish in paid.select_related("share_class", *NAMES).order_by("pk")}
        self.fields["wishes"].choices = [  # type: ignore[attr-defined]
            (key, f"{wish.party}: {wish.quantity}, {format_rupiah(wish.price)}") for key, wish in self.paid.items()
        ]

    def chosen(self) -> list[Subscription]:
        return [self.paid[key] for key in self.cleaned_data["wishes"]]


class Issue(Deed):
    """One or many paid subscriptions of a class at once."""

    model = ShareClass
    related = ["bumm__kelurahan"]
    page_title = _("Issue shares")
    form_class = IssueForm
    button = _("Issue the shares")
    done = _("The shares are issued.")
    log_action = "shares.issue"
    irreversible = True

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("wish")
        return {"on": timezone.localdate(), "wishes": [asked] if asked else []}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"share_class": self.object}

    def perform(self, form: Any) -> Any:
        said = form.cleaned_data
        about = {"effective_on": said["on"], "evidence": said["evidence"]}
        return services.issue_shares(subscriptions=form.chosen(), **about)
