"""Refusals of this room, each with its reason in one line."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.money import format_rupiah


class PaymentRefusal(Exception):
    """Something about a payment that the rules do not allow. `str()` is fit for the screen."""


class NotOffered(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("This seller does not take this way of paying for this amount. Choose another one."))


class NoCodeFree(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Too many transfers are under way just now. Pay in another way, or try again later."))


class AlreadyBegun(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("This order is already being paid in another way."))


class WrongState(PaymentRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("This cannot be done any more: the payment is “{state}”.").format(state=state))


class AlreadyRefunded(PaymentRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("This cannot be done any more: the refund is “{state}”.").format(state=state))


class NotByHand(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Only transfers and QRIS are confirmed by hand."))


class ToCome(PaymentRefusal):
    def __init__(self, day: dt.date) -> None:
        super().__init__(_("{day} is still to come.").format(day=date_format(day, "j F Y")))


class BeforeBegun(PaymentRefusal):
    def __init__(self, day: dt.date) -> None:
        text = _("The payment was asked for on {day}: no money can have come for it before.")
        super().__init__(text.format(day=date_format(day, "j F Y")))


class NotAnAmount(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Write an amount of at least Rp1."))


class NoReference(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Write down the number by which the bank calls this payment."))


class ReferenceUsed(PaymentRefusal):
    def __init__(self, reference: str) -> None:
        text = _("{reference} is already recorded, with another payment or another amount.")
        super().__init__(text.format(reference=reference))


class NoReason(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words."))


class NothingPaid(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing was paid, so there is nothing to give back."))


class MoreThanPaid(PaymentRefusal):
    def __init__(self, left: int) -> None:
        super().__init__(_("At most {amount} can be given back.").format(amount=format_rupiah(left)))


class OwnRefund(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("You asked for this refund yourself. Someone else gives the money back."))


class NoProof(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("Write down the bank’s reference, or send what proves that the money was given."))


class RefundChanged(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("This refund is already recorded, with another amount."))


class UnusableProof(PaymentRefusal):
    """Why a picture is not taken, with what to send instead."""


class TooManyProofs(PaymentRefusal):
    def __init__(self, most: int) -> None:
        said = ngettext(
            "You have sent {n} picture; that is enough.", "You have sent {n} pictures; that is enough.", most
        )
        super().__init__(said.format(n=most))


class InvalidQris(PaymentRefusal):
    """What is wrong with a QRIS code, in words."""


class AccountOfAnother(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("Another BUMM is paid to this account. Each BUMM needs its own, or transfers cannot be told.")
        )


class GatewayDown(PaymentRefusal):
    def __init__(self) -> None:
        super().__init__(_("The payment service cannot be reached just now. Try again in a minute."))


class GatewayRefuses(PaymentRefusal):
    def __init__(self, reason: str) -> None:
        super().__init__(_("The payment service refuses this: {reason}").format(reason=reason))


class NotSigned(PaymentRefusal):
    """A message that the gateway has not signed, or not just now."""

    def __init__(self) -> None:
        super().__init__(_("The message does not carry a valid signature."))


class NotAsAsked(PaymentRefusal):
    """The gateway tells of a payment that is not the one we asked for. `what` differs."""

    def __init__(self, what: str) -> None:
        words = {
            "amount": _("the amount"),
            "currency": _("the currency"),
            "order": _("the order"),
            "mode": _("test or real money"),
            "session": _("the page"),
        }
        said = _("The gateway’s payment is not the one that was asked for. What differs: {what}.")
        super().__init__(said.format(what=words[what]))
