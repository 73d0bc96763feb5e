"""Refusals of this room, each with its reason in one line."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.products.exceptions import PiecesRefused
from catalog.products.models import Variant


class StockRefusal(PiecesRefused):
    """Something about pieces that the rules do not allow. `str()` is fit for the screen."""


class NotEnough(StockRefusal):
    """Fewer pieces of `variant` are free than are wanted: `free` of them."""

    def __init__(self, variant: Variant, free: int) -> None:
        self.free = free
        said = ngettext("Only {n} piece of {sku} is free.", "Only {n} pieces of {sku} are free.", free)
        super().__init__(variant, said.format(n=free, sku=variant.sku))


class Promised(StockRefusal):
    """Fewer pieces of `variant` would be left than are promised to buyers: `reserved` of them."""

    def __init__(self, variant: Variant, reserved: int) -> None:
        self.reserved = reserved
        said = ngettext(
            "{n} piece of {sku} is promised to a buyer: there cannot be fewer. Cancel the order first.",
            "{n} pieces of {sku} are promised to buyers: there cannot be fewer. Cancel an order first.",
            reserved,
        )
        super().__init__(variant, said.format(n=reserved, sku=variant.sku))


class TooMany(StockRefusal):
    def __init__(self, variant: Variant) -> None:
        super().__init__(variant, _("So many pieces of {sku} cannot be kept.").format(sku=variant.sku))


class NotOfferedYet(StockRefusal):
    def __init__(self, variant: Variant) -> None:
        said = _("The pieces of {sku} are kept count of from its first publication on.").format(sku=variant.sku)
        super().__init__(variant, said)


class LevelsMoved(Exception):
    """Levels are no longer those that were shown to whoever counted. `variants`: the keys of those."""

    def __init__(self, variants: Collection[int]) -> None:
        self.variants = frozenset(variants)
        said = ngettext(
            "The stock of {n} good has moved meanwhile. Nothing is stored yet: look at the new differences.",
            "The stock of {n} goods has moved meanwhile. Nothing is stored yet: look at the new differences.",
            len(self.variants),
        )
        super().__init__(said.format(n=len(self.variants)))


class ReferenceRefused(Exception):
    """Something about a reference that the rules do not allow. `str()` is fit for the screen."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(self.said().format(reference=reference))

    def said(self) -> str:
        raise NotImplementedError


class ReferenceTaken(ReferenceRefused):
    def said(self) -> str:
        return _("The reference {reference} was used for other pieces.")


class NotReserved(ReferenceRefused):
    def said(self) -> str:
        return _("No pieces are set aside for {reference}.")


class AlreadyHandedOver(ReferenceRefused):
    def said(self) -> str:
        return _("The pieces set aside for {reference} were handed over already.")
