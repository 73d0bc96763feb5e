"""Refusals of this room, each with its reason in one line."""

from django.utils.translation import gettext as _


class ProductRefusal(Exception):
    """Something about a listing that the rules do not allow. `str()` is fit for the screen."""


class SkuTaken(ProductRefusal):
    def __init__(self, sku: str) -> None:
        super().__init__(_("The SKU {sku} is used by another product.").format(sku=sku))


class NotOffered(ProductRefusal):
    def __init__(self) -> None:
        super().__init__(_("Give the product a price first."))


class ImportOvertaken(ProductRefusal):
    def __init__(self, sku: str) -> None:
        super().__init__(
            _("Someone stored the SKU {sku} in the meantime. Nothing was stored; look at the file again.").format(
                sku=sku
            )
        )
