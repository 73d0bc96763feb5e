"""Refusals of this room, each with its reason in one line."""

from django.utils.translation import gettext as _

from bumm.money import format_rupiah


class SettlementRefusal(Exception):
    """Something about the money of a sale that the rules do not allow. `str()` is fit for the screen."""


class NoBook(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("This BUMM has no book yet, so it cannot sell here."))


class NoCharter(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("No charter is in force: it says what the BUMM takes of a sale."))


class NothingSold(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("There is nothing in this sale."))


class MakersGetTooMuch(SettlementRefusal):
    """What the makers get and what is left for them, in rupiah."""

    def __init__(self, wanted: int, left: int) -> None:
        text = _("The makers of a good would get {wanted}, but after the commission only {left} are left.")
        super().__init__(text.format(wanted=format_rupiah(wanted), left=format_rupiah(left)))


class DiscountTooHigh(SettlementRefusal):
    def __init__(self, discount: int, most: int) -> None:
        text = _("A discount of {discount} is too high: at most {most}.")
        super().__init__(text.format(discount=format_rupiah(discount), most=format_rupiah(most)))


class OtherSale(SettlementRefusal):
    def __init__(self, reference: str) -> None:
        super().__init__(_("Something else is recorded already under {reference}.").format(reference=reference))


class NotReceived(SettlementRefusal):
    """The buyer's deposit does not reach for what is to be handed over."""

    def __init__(self, missing: int) -> None:
        super().__init__(_("{amount} of it are not paid yet.").format(amount=format_rupiah(missing)))


class TooMuchBack(SettlementRefusal):
    def __init__(self, left: int) -> None:
        super().__init__(_("At most {amount} can be given back.").format(amount=format_rupiah(left)))


class NotAnAmount(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("Write an amount of at least Rp1."))


class NobodyToPay(SettlementRefusal):
    def __init__(self, method: str) -> None:
        super().__init__(_("No group is to be paid this way today ({method}).").format(method=method))


class BatchInTheWay(SettlementRefusal):
    def __init__(self, number: int) -> None:
        super().__init__(_("A batch {number} stands already with other content.").format(number=number))


class WrongState(SettlementRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("That cannot be done now: it is {state}.").format(state=state))


class OwnBatch(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("Whoever prepared these payments cannot approve them: ask a colleague to."))


class NotApproved(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("These payments are not approved yet."))


class NoEvidence(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("Add what proves it: the bank's statement, or the signed sheet."))


class NoReason(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("Say why."))


class NothingChosen(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("Choose who was paid."))


class ToCome(SettlementRefusal):
    def __init__(self) -> None:
        super().__init__(_("This day is still to come."))


class NotEnoughMoney(SettlementRefusal):
    def __init__(self, needed: int, there_is: int) -> None:
        text = _("{needed} are needed, and {there_is} are on the account.")
        super().__init__(text.format(needed=format_rupiah(needed), there_is=format_rupiah(there_is)))


class NotHeld(SettlementRefusal):
    def __init__(self, held: int) -> None:
        super().__init__(_("Only {amount} are held.").format(amount=format_rupiah(held)))
