"""What sellers and groups do with orders and parcels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumm.ledger.exceptions import LedgerRefusal
from bumm.people.acts import Act
from catalog.orders import services
from catalog.orders.exceptions import OrderRefusal
from catalog.orders.models import Order, Parcel
from catalog.orders.permissions import parcels
from catalog.payments.exceptions import PaymentRefusal
from catalog.settlement.exceptions import SettlementRefusal
from catalog.stock.exceptions import StockRefusal

REFUSALS = (OrderRefusal, StockRefusal, SettlementRefusal, PaymentRefusal, LedgerRefusal)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=200)


class CancelOrder(Act):
    model = Order
    related = ["bumm", "checkout"]
    refusals = REFUSALS
    page_title = _("Cancel the order")
    question = _("The goods go back on sale, and what was paid is to be given back. This cannot be undone.")
    form_class = ReasonForm
    button = _("Cancel the order")
    done = _("The order is cancelled.")
    log_action = "orders.cancel"
    irreversible = True

    def perform(self, form: Any) -> Order:
        return services.cancel_order(order=self.object, reason=form.cleaned_data["reason"], by=self.user)


class OfParcel(Act):
    model = Parcel
    related = ["order__bumm", "order__checkout", "group"]
    refusals = REFUSALS

    def perform(self, form: Any) -> Parcel:
        return self.step(parcel=self.object, by=self.user, **form.cleaned_data)

    def step(self, **said: Any) -> Parcel:
        raise NotImplementedError


class AcceptParcel(OfParcel):
    page_title = _("Accept")
    question = _("You begin with it. From now on the buyer cannot cancel it alone.")
    button = _("Accept")
    done = _("Accepted. Mark it ready when it is packed.")
    log_action = "orders.accept"

    def step(self, **said: Any) -> Parcel:
        return services.accept_parcel(**said)


class ReadyParcel(OfParcel):
    page_title = _("Ready")
    question = _("It is packed. The buyer is told by e-mail, where there is one.")
    button = _("It is ready")
    done = _("Marked as ready.")
    log_action = "orders.ready"

    def step(self, **said: Any) -> Parcel:
        return services.ready_parcel(**said)


class ShipForm(forms.Form):
    courier = forms.CharField(label=_("Courier"), max_length=60)
    tracking = forms.CharField(label=_("Tracking number"), max_length=60)


class ShipParcel(OfParcel):
    page_title = _("Send off")
    form_class = ShipForm
    button = _("It is sent off")
    done = _("Sent off. The buyer sees the tracking number.")
    log_action = "orders.ship"

    def step(self, **said: Any) -> Parcel:
        return services.ship_parcel(**said)


class HandOverForm(forms.Form):
    holder = forms.ChoiceField(
        label=_("Who has the cash?"),
        choices=[("group", _("the group that hands over")), ("till", _("the BUMM, in its till"))],
        widget=forms.RadioSelect,
        initial="group",
    )


class HandOverParcel(OfParcel):
    page_title = _("Hand over")
    button = _("It is handed over")
    done = _("Handed over.")
    log_action = "orders.hand_over"
    irreversible = True

    @property
    def question(self) -> Any:
        if self.object.order.gateway == Order.Gateway.CASH:
            return _("The buyer has it and has paid it in cash.")
        return _("The buyer has it. Its money becomes the group's.")

    def get_form_class(self) -> Any:
        in_cash = self.object.order.gateway == Order.Gateway.CASH
        of_bumm = parcels.user_has_permission_for_instance(self.user, "cancel", self.object)
        return HandOverForm if in_cash and of_bumm else forms.Form

    def perform(self, form: Any) -> Parcel:
        in_till = form.cleaned_data.get("holder") == "till"
        return services.hand_over_parcel(parcel=self.object, by=self.user, in_till=in_till)


class CancelParcel(OfParcel):
    needs = "cancel"
    page_title = _("Cancel the parcel")
    question = _("This part of the order is called off, and what was paid for it is to be given back.")
    form_class = ReasonForm
    button = _("Cancel the parcel")
    done = _("The parcel is cancelled.")
    log_action = "orders.cancel_parcel"
    irreversible = True

    def step(self, **said: Any) -> Parcel:
        return services.cancel_parcel(**said)
