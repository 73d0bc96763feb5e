"""What a basket comes to: its goods by the BUMM that sells them, with the fee for bringing them, as it is just now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.charter.models import Charter
from bumm.ledger.models import Book
from bumm.people.models import Bumm, Group, Kecamatan
from catalog.orders.cart import Cart
from catalog.orders.models import DeliveryFee, Way
from catalog.products.bilingual import in_language
from catalog.products.models import ProductPage, Variant
from catalog.products.models.listings import CARD_DETAILS

PICKUP, BEYOND = "pickup", "beyond"


def selling() -> QuerySet[Bumm]:
    """The BUMM that sell on line: those with a book and a charter in force."""
    in_force = Charter.objects.adopted().filter(bumm=OuterRef("pk"), in_force_from__lte=timezone.localdate())
    return Bumm.objects.filter(Exists(Book.objects.filter(bumm=OuterRef("pk"))), Exists(in_force))


class Destination(NamedTuple):
    """Where a basket is to go. `kecamatan` is None beyond Surakarta, and for what is picked up."""

    way: Way
    kecamatan: Kecamatan | None = None

    @property
    def code(self) -> str:
        if self.way == Way.PICKUP:
            return PICKUP
        return self.kecamatan.code if self.kecamatan else BEYOND


def destination_of(code: str) -> Destination:
    """The destination that a form or a cart names; picked up where there is none such."""
    if code == BEYOND:
        return Destination(Way.DELIVERY)
    kecamatan = Kecamatan.objects.filter(code=code).first() if code != PICKUP else None
    return Destination(Way.DELIVERY, kecamatan) if kecamatan else Destination(Way.PICKUP)


class Item(NamedTuple):
    """So many pieces of a good at a price in rupiah. `free` are the pieces in stock, `days` those to make one to order
    (0: it is not); `page` is empty where the public does not see it any more."""

    variant: Variant
    page: ProductPage | None
    quantity: int
    price: int
    free: int
    days: int
    is_sold: bool

    @property
    def amount(self) -> int:
        return self.price * self.quantity

    @property
    def is_made_to_order(self) -> bool:
        return self.quantity > self.free and self.days > 0

    @property
    def trouble(self) -> str:
        """Why it cannot be ordered like this, in words; empty where it can."""
        if not self.page or not self.is_sold:
            return _("This is not sold here any more.")
        if self.quantity <= self.free or self.days:
            return ""
        if not self.free:
            return _("Sold out for now")
        return ngettext("Only {n} piece is left.", "Only {n} pieces are left.", self.free).format(n=self.free)

    @property
    def most(self) -> int | None:
        """How many can be had; None where as many as wanted are made."""
        return None if self.days else self.free


class Basket(NamedTuple):
    """What one BUMM sells of a cart. `delivery` is None where it does not bring goods to the destination."""

    bumm: Bumm
    items: list[Item]
    delivery: int | None

    @property
    def goods(self) -> int:
        return sum(item.amount for item in self.items)

    @property
    def total(self) -> int:
        return self.goods + (self.delivery or 0)

    @property
    def groups(self) -> list[Group]:
        """Each packs a parcel, in the order of their names."""
        return sorted({item.variant.product.group for item in self.items}, key=lambda group: (group.name, group.pk))

    @property
    def days(self) -> int:
        """To make what is made to order; 0 where all is in stock."""
        return max((item.days for item in self.items if item.is_made_to_order), default=0)

    def of(self, group: Group) -> list[Item]:
        return [item for item in self.items if item.variant.product.group_id == group.pk]


class Quote(NamedTuple):
    baskets: list[Basket]
    destination: Destination

    @property
    def items(self) -> list[Item]:
        return [item for basket in self.baskets for item in basket.items]

    @property
    def goods(self) -> int:
        return sum(basket.goods for basket in self.baskets)

    @property
    def delivery(self) -> int:
        return sum(basket.delivery or 0 for basket in self.baskets)

    @property
    def total(self) -> int:
        return self.goods + self.delivery

    @property
    def troubles(self) -> list[str]:
        """All that stands in the way of ordering, in words."""
        found = [f"{title_of(item)}: {item.trouble}" for item in self.items if item.trouble]
        return found + [
            _("{bumm} does not bring goods to this place. Pick them up, or choose another place.").format(
                bumm=basket.bumm.name
            )
            for basket in self.baskets
            if basket.delivery is None
        ]


def title_of(item: Item) -> str:
    """What a good is called, in the language of the page."""
    name = in_language(item.page, "title").text if item.page else item.variant.sku
    kind = in_language(item.variant, "name").text
    return f"{name}, {kind}" if kind else str(name)


def quote(cart: Cart) -> Quote:
    """What stands in a cart, in a number of queries that does not grow with it. What was taken out of the catalogue
    stays in it, and says so; a good that never was there is left out."""
    pieces, destination = cart.pieces, destination_of(cart.destination)
    variants = Variant.objects.select_related("product__group__selling_bumm", "availability").in_bulk(pieces)
    pages = _pages(variants.values())
    sold_by = set(selling().filter(pk__in={_seller(variant).pk for variant in variants.values()}).values_list("pk"))
    items = [
        _item(cart, variants[key], pages.get(variants[key].product_id), quantity, sold_by)
        for key, quantity in pieces.items()
        if key in variants
    ]
    return Quote(_baskets(cart, items, destination), destination)


def _item(cart: Cart, variant: Variant, page: ProductPage | None, quantity: int, sold_by: set[tuple[int]]) -> Item:
    price = cart.honoured(f"price:{variant.pk}", variant.price)
    there, is_sold = variant.availability, (_seller(variant).pk,) in sold_by
    return Item(variant, page, quantity, price, there.in_stock, there.made_to_order_days, is_sold)


def _seller(variant: Variant) -> Bumm:
    return variant.product.group.selling_bumm


def _pages(variants: Iterable[Variant]) -> dict[int, ProductPage]:
    """The pages on line of these variants, by the key of their product."""
    wanted = {variant.product_id for variant in variants}
    pages = ProductPage.objects.live().filter(product__in=wanted).prefetch_related(CARD_DETAILS[1])
    return {page.product_id: page for page in pages}


def _baskets(cart: Cart, items: Sequence[Item], destination: Destination) -> list[Basket]:
    bumm = {_seller(item.variant).pk: _seller(item.variant) for item in items}
    fees = _fees(bumm, destination)
    found = []
    for key in sorted(bumm):
        fee = fees.get(key)
        if fee:
            fee = cart.honoured(f"fee:{key}:{destination.code}", fee)
        found.append(Basket(bumm[key], [item for item in items if _seller(item.variant).pk == key], fee))
    return found


def _fees(bumm: Mapping[int, Bumm], destination: Destination) -> dict[int, int]:
    """For bringing an order of each BUMM there; those that do not are missing."""
    if destination.way == Way.PICKUP:
        return dict.fromkeys(bumm, 0)
    rows = DeliveryFee.objects.filter(bumm__in=bumm, kecamatan=destination.kecamatan)
    return dict(rows.values_list("bumm", "fee"))
