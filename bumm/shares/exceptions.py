"""Refusals of the register, each with its reason in one line."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.money import format_rupiah
from bumm.people.models import Party


class ShareRefusal(Exception):
    """Something that the register does not allow. `str()` is fit for the screen."""


class NoTerms(ShareRefusal):
    def __init__(self, code: str, on: dt.date) -> None:
        super().__init__(
            _("No charter in force on {day} has a share class {code}.").format(code=code, day=date_format(on))
        )


class NoBook(ShareRefusal):
    def __init__(self) -> None:
        super().__init__(_("This BUMM has no book yet. Open it first: shares move its capital."))


class NotToCome(ShareRefusal):
    def __init__(self, on: dt.date) -> None:
        super().__init__(_("{day} is still to come.").format(day=date_format(on)))


class ReferenceTaken(ShareRefusal):
    def __init__(self, reference: str) -> None:
        super().__init__(
            _("The reference {reference} stands in this register with other content.").format(reference=reference)
        )


class NotAQuantity(ShareRefusal):
    def __init__(self, quantity: int) -> None:
        super().__init__(_("{quantity} is no number of shares that can be recorded.").format(quantity=quantity))


class SameParty(ShareRefusal):
    def __init__(self) -> None:
        super().__init__(_("Shares go from one party to another."))


class MayNotHold(ShareRefusal):
    def __init__(self, party: Party, code: str) -> None:
        super().__init__(
            _("By the charter, {party} may not hold shares of class {code}.").format(party=party, code=code)
        )


class NotEnough(ShareRefusal):
    """On `on` the party would be `missing` shares short."""

    def __init__(self, party: Party, on: dt.date, missing: int) -> None:
        text = _("{party} would lack {missing} of these shares on {day}.")
        super().__init__(text.format(party=party, missing=missing, day=date_format(on)))


class OverCap(ShareRefusal):
    def __init__(self, party: Party, on: dt.date, held: int, most: int) -> None:
        text = _("{party} would hold {held} shares on {day}; the charter allows one holder {most} of this class.")
        super().__init__(text.format(party=party, held=held, day=date_format(on), most=most))


class TooManyShares(ShareRefusal):
    def __init__(self, on: dt.date, issued: int, most: int) -> None:
        text = _("There would be {issued} shares of this class on {day}; the charter allows {most}.")
        super().__init__(text.format(issued=issued, day=date_format(on), most=most))


class ParChanged(ShareRefusal):
    """Shares of a class all have one par: a new one needs a class of its own."""

    def __init__(self, code: str, issued_at: int, now: int) -> None:
        text = _(
            "Shares of class {code} were issued at {before} each and the charter now says {after}."
            " Shares of another nominal value are a class of their own."
        )
        super().__init__(text.format(code=code, before=format_rupiah(issued_at), after=format_rupiah(now)))


class PriceBelowPar(ShareRefusal):
    def __init__(self, price: int, nominal: int) -> None:
        text = _("{price} is less than the nominal value of these shares, {nominal}.")
        super().__init__(text.format(price=format_rupiah(price), nominal=format_rupiah(nominal)))


class NotAPrice(ShareRefusal):
    def __init__(self, price: int) -> None:
        super().__init__(_("{price} is more than can be posted at once.").format(price=format_rupiah(price)))


class WrongState(ShareRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("That cannot be done with this subscription: it is {state}.").format(state=state))


class BeforePayment(ShareRefusal):
    def __init__(self, paid_on: dt.date) -> None:
        super().__init__(
            _("The subscription was paid on {day}: nothing follows from it before.").format(day=date_format(paid_on))
        )


class NotLiquid(ShareRefusal):
    """What may still be redeemed in the year, and what was asked for, in rupiah."""

    def __init__(self, price: int, left: int, year: int) -> None:
        text = _("Redeeming these shares takes {price}; of cash and banks the charter leaves {left} for {year}.")
        super().__init__(text.format(price=format_rupiah(price), left=format_rupiah(left), year=year))


class NothingOwed(ShareRefusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing is owed for this event: only a redemption that stands and has a price is paid."))


class RedemptionPaid(ShareRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("This redemption was paid out and is not taken back. Let the holder subscribe to new shares.")
        )


class BeforeRedeemed(ShareRefusal):
    def __init__(self, on: dt.date) -> None:
        super().__init__(
            _("The shares were redeemed on {day}: nothing is paid for them before.").format(day=date_format(on))
        )


class IsACorrection(ShareRefusal):
    def __init__(self, number: int) -> None:
        super().__init__(
            _("Event {number} is itself a correction. Record what was taken back anew.").format(number=number)
        )


class BeforeCorrected(ShareRefusal):
    def __init__(self, on: dt.date) -> None:
        super().__init__(_("A correction is not effective before what it corrects, {day}.").format(day=date_format(on)))


class OfTheOpening(ShareRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("Shares of the opening register have no entry to take back. Transfer them to whom they belong.")
        )


class RegisterBegun(ShareRefusal):
    def __init__(self) -> None:
        super().__init__(_("This register has events already: nothing is brought into it any more."))


class CapitalDiffers(ShareRefusal):
    def __init__(self, register: int, book: int) -> None:
        text = _("The shares add up to {register} and paid-in capital in the book is {book}.")
        super().__init__(text.format(register=format_rupiah(register), book=format_rupiah(book)))


class NotHeld(ShareRefusal):
    """How many shares of the class the party holds today; fewer than a certificate was to say."""

    def __init__(self, party: Party, held: int) -> None:
        text = _("{party} holds {held} of these shares today; a certificate cannot say more.")
        super().__init__(text.format(party=party, held=held))


class CertificateVoid(ShareRefusal):
    def __init__(self, number: int) -> None:
        super().__init__(_("Certificate {number} is void already.").format(number=number))


class BeforeCertificate(ShareRefusal):
    def __init__(self, issued_on: dt.date) -> None:
        super().__init__(
            _("The certificate was written on {day}; nobody agreed to show it before.").format(
                day=date_format(issued_on)
            )
        )


class UnreadableRegister(ShareRefusal):
    """A file that is no opening register, with all that is wrong in it, a line each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))
