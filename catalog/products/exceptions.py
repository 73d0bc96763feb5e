"""Refusals of this room, each with its reason in one line."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.products.models.goods import Variant


class ProductRefusal(Exception):
    """Something about a listing that the rules do not allow. `str()` is fit for the screen."""


class SkuTaken(ProductRefusal):
    def __init__(self, sku: str) -> None:
        super().__init__(_("The SKU {sku} is used by another product.").format(sku=sku))


class NotOffered(ProductRefusal):
    def __init__(self) -> None:
        super().__init__(_("Give the product a price first."))


class PiecesRefused(ProductRefusal):
    """What someone says of pieces cannot be. Those who keep the stock have reasons of their own, about `variant`."""

    def __init__(self, variant: Variant, said: str) -> None:
        self.variant = variant
        super().__init__(said)


class PricesMoved(ProductRefusal):
    """Prices are no longer those that were shown to whoever changes them. `variants`: the keys of those."""

    def __init__(self, variants: Collection[int]) -> None:
        self.variants = frozenset(variants)
        said = ngettext(
            "{n} price has been changed by someone else meanwhile. Nothing is stored yet: look at the new preview.",
            "{n} prices have been changed by someone else meanwhile. Nothing is stored yet: look at the new preview.",
            len(self.variants),
        )
        super().__init__(said.format(n=len(self.variants)))


class ImportOvertaken(ProductRefusal):
    def __init__(self, sku: str) -> None:
        super().__init__(
            _("Someone stored the SKU {sku} in the meantime. Nothing was stored; look at the file again.").format(
                sku=sku
            )
        )
