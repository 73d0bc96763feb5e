"""Refusals of this room, each with its reason in one line."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.money import format_rupiah


class OrderRefusal(Exception):
    """Something about an order that the rules do not allow. `str()` is fit for the screen."""


class CartFull(OrderRefusal):
    def __init__(self, most: int) -> None:
        said = ngettext("A basket holds {n} kind of goods.", "A basket holds {n} kinds of goods at most.", most)
        super().__init__(said.format(n=most))


class CartEmpty(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("Your basket is empty."))


class NotAsShown(OrderRefusal):
    """What was shown is no longer so: nothing is ordered until the buyer has seen what is. `said` are the sentences."""

    def __init__(self, said: Sequence[str]) -> None:
        self.said = list(said)
        super().__init__(" ".join(self.said))


class TotalRose(OrderRefusal):
    def __init__(self, seen: int, now: int) -> None:
        said = _("The total is now {now}, not {seen} as it was shown to you. Look at it again before you order.")
        super().__init__(said.format(now=format_rupiah(now), seen=format_rupiah(seen)))


class NoSuchWay(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("Choose how you want to pay."))


class WrongStep(OrderRefusal):
    """The order or parcel is not in the state that this step begins in."""

    def __init__(self, state: str) -> None:
        super().__init__(_("This cannot be done any more: it is {state}.").format(state=state))


class NotPaid(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("This order is not paid yet, so it is not handed over."))


class TooLateToCancel(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("The group has begun to prepare your order. Ask the seller by WhatsApp."))


class WindowClosed(OrderRefusal):
    def __init__(self, days: int) -> None:
        said = ngettext(
            "Complaints were possible for {n} day after the hand-over. Ask the seller by WhatsApp.",
            "Complaints were possible for {n} days after the hand-over. Ask the seller by WhatsApp.",
            days,
        )
        super().__init__(said.format(n=days))


class AlreadyComplained(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("Your complaint about this parcel is being looked at."))


class TooMuchBack(OrderRefusal):
    def __init__(self, left: int) -> None:
        super().__init__(_("At most {amount} can be given back.").format(amount=format_rupiah(left)))


class NoReason(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("Say why."))


class NothingToErase(OrderRefusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody is known by this number or address."))


class StillRunning(OrderRefusal):
    def __init__(self, numbers: Sequence[str]) -> None:
        said = _("These orders still run: {numbers}. End them first.")
        super().__init__(said.format(numbers=", ".join(numbers)))
