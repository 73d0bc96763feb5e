"""Shares that go over from a holder: to another, to an heir, or back to the BUMM; and what is owed then."""

import uuid
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from bumm.charter.selectors import charter_in_force
from bumm.ledger.models import Book
from bumm.money import format_rupiah
from bumm.shares import redemption, services
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.office.acts.deed import Deed, DeedForm
from bumm.shares.office.acts.parties import Choice, WithParties, anyone_of, holder_of
from bumm.shares.office.acts.subscriptions import MoneyForm
from bumm.shares.office.records import names_of
from bumm.shares.services.register import par_at_issue


class HandOverForm(DeedForm):
    """`key` is made with the page: the same page sent twice is one event."""

    quantity = forms.IntegerField(label=_("Shares"), min_value=1)
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["quantity", "on", "evidence"]


class HandOver(WithParties):
    model = ShareClass
    related = ["bumm__kelurahan"]
    form_class = HandOverForm
    irreversible = True
    service: Any

    def choices(self) -> dict[str, Choice]:
        return {
            "giver": holder_of(_("From whom"), self.object),
            "taker": anyone_of(_("To whom"), self.object.bumm),
        }

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate(), "key": uuid.uuid4()}

    def perform(self, form: Any) -> ShareEvent:
        said = form.cleaned_data
        event: ShareEvent = type(self).service(
            share_class=self.object,
            quantity=said["quantity"],
            effective_on=said["on"],
            reference=f"office:{said['key']}",
            evidence=said["evidence"],
            **self.chosen,
        )
        return event

    def record(self, found: ShareEvent) -> None:
        self.object = found
        super().record(found)

    def leads_to(self, found: ShareEvent) -> str:
        return reverse("shareevent:inspect", args=[found.pk])


class Transfer(HandOver):
    page_title = _("Transfer shares")
    button = _("Transfer the shares")
    done = _("The transfer stands in the register.")
    log_action = "shares.transfer"
    service = staticmethod(services.transfer_shares)


class Inherit(HandOver):
    page_title = _("Hand shares on to an heir")
    question = _("An heir may come to hold more than the charter’s cap; it is reported then, and not undone.")
    button = _("Hand the shares on")
    done = _("The inheritance stands in the register.")
    log_action = "shares.inherit"
    service = staticmethod(services.inherit_shares)


class Redeem(HandOver):
    page_title = _("Redeem shares")
    question = _("The BUMM takes the shares back at the charter’s price, and owes it to the holder until it is paid.")
    button = _("Redeem the shares")
    done = _("The shares are redeemed. The treasurer pays what is owed for them.")
    log_action = "shares.redeem"
    service = staticmethod(services.redeem_shares)

    def choices(self) -> dict[str, Choice]:
        return {"giver": holder_of(_("From whom"), self.object)}

    def facts(self) -> list[tuple[Any, Any]]:
        """With what one share is redeemed at and how much the year still allows, as of today."""
        share_class, today = self.object, timezone.localdate()
        charter, book = charter_in_force(share_class.bumm), Book.objects.filter(bumm=share_class.bumm).first()
        if not (charter and book and self.chosen):
            return super().facts()
        price = redemption.price_of_one(charter, book, par_at_issue(share_class), today)
        left = max(0, redemption.left_for_redemptions(charter, book, today))
        return [
            *super().facts(),
            (_("Price of one share today"), format_rupiah(price)),
            (_("The charter leaves for this year"), format_rupiah(left)),
        ]


class OfEvent(Deed):
    model = ShareEvent
    related = ["share_class__bumm__kelurahan", "entry", "corrects", "evidence", *names_of("giver", "taker")]
    irreversible = True

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def facts(self) -> list[tuple[Any, Any]]:
        event = self.object
        said = [(_("Event"), f"{event.share_class.code} {event.number}, {event.get_kind_display()}")]
        parties = [(_("From whom"), event.giver), (_("To whom"), event.taker)]
        return [*said, *((label, party) for label, party in parties if party), (_("Shares"), event.quantity)]


class CorrectForm(DeedForm):
    reason = forms.CharField(label=_("What is wrong with it"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["reason", "on", "evidence"]


class Correct(OfEvent):
    page_title = _("Correct the event")
    question = _("The event stays, and its opposite is recorded after it. What is right is then recorded anew.")
    form_class = CorrectForm
    button = _("Take the event back")
    done = _("The event is taken back by its opposite.")
    log_action = "shares.correct"

    def perform(self, form: Any) -> ShareEvent:
        said = form.cleaned_data
        self.reason = said["reason"]
        return services.correct_event(event=self.object, effective_on=said["on"], evidence=said["evidence"])

    def record(self, found: ShareEvent) -> None:
        """With the reason, which stays out of the chain: it may name somebody."""
        log(instance=self.object, action=self.log_action, user=self.user, data={"reason": self.reason})

    def leads_to(self, found: ShareEvent) -> str:
        return reverse("shareevent:inspect", args=[found.pk])


class PayRedemption(OfEvent):
    needs = "pay"
    page_title = _("Pay the redemption")
    form_class = MoneyForm
    button = _("Pay it")
    done = _("What was owed is paid.")
    log_action = "shares.pay_redemption"

    def facts(self) -> list[tuple[Any, Any]]:
        return [*super().facts(), (_("Owed"), format_rupiah(redemption.owed_for(self.object)))]

    def perform(self, form: Any) -> Any:
        said = form.cleaned_data
        about = {"paid_on": said["on"], "out_of": said["account"], "evidence": said["evidence"]}
        return services.pay_redemption(event=self.object, **about)
