"""Every change to goods. Each function is one transaction."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bumm.people.models import Group, User
from catalog.products.exceptions import NotOffered, SkuTaken
from catalog.products.keeping import count_pieces
from catalog.products.models.goods import Availability, PriceChange, Product, Variant


@transaction.atomic
def open_product(*, group: Group, unit: str = "", unit_en: str = "") -> Product:
    """A new good of a group, without variants yet."""
    product = Product(group=group, unit=unit, unit_en=unit_en)
    product.full_clean()
    product.save()
    return product


@transaction.atomic
def add_variant(
    *,
    product: Product,
    price: int,
    sku: str = "",
    name: str = "",
    name_en: str = "",
    weight_g: int = 0,
    in_stock: int = 0,
    made_to_order_days: int = 0,
    by: User | None = None,
) -> Variant:
    """Add what can be bought of a product. Price in rupiah; an empty SKU gets the group's next number."""
    sku = sku or next_sku(product.group)
    position = product.variants.count()
    variant = Variant(
        product=product, sku=sku, name=name, name_en=name_en, price=price, weight_g=weight_g, position=position
    )
    refuse_taken_sku(sku)
    variant.full_clean()
    variant.save()
    availability = Availability(variant=variant, in_stock=in_stock, made_to_order_days=made_to_order_days)
    availability.full_clean()
    availability.save()
    if product.first_offered_at:
        PriceChange.objects.create(variant=variant, new_price=price, changed_by=by)
        count_pieces(free={variant.pk: in_stock}, by=by)
    return variant


@transaction.atomic
def change_variant(
    *,
    variant: Variant,
    price: int,
    sku: str,
    name: str = "",
    name_en: str = "",
    weight_g: int = 0,
    by: User | None = None,
) -> Variant:
    """Change a variant at once. A price that the public has seen is kept in the history."""
    refuse_taken_sku(sku, of=variant)
    locked = Variant.objects.select_for_update(of=("self",), no_key=True).select_related("product").get(pk=variant.pk)
    old_price = locked.price
    locked.sku, locked.name, locked.name_en, locked.price, locked.weight_g = sku, name, name_en, price, weight_g
    locked.full_clean()
    locked.save()
    if locked.product.first_offered_at and price != old_price:
        PriceChange.objects.create(variant=locked, old_price=old_price, new_price=price, changed_by=by)
    return locked


@transaction.atomic
def report_availability(
    *, variant: Variant, in_stock: int, made_to_order_days: int, by: User | None = None
) -> Availability:
    """Say what can be had of a variant: pieces free to sell, and days to make one (0: not made to order).

    Raises PiecesRefused where so few pieces cannot be.
    """
    availability, _created = Availability.objects.get_or_create(variant=variant)
    availability.in_stock, availability.made_to_order_days = in_stock, made_to_order_days
    availability.full_clean()
    count_pieces(free={variant.pk: in_stock}, by=by)
    availability.save(update_fields=["made_to_order_days"])
    return availability


@transaction.atomic
def report_days(*, variant: Variant, made_to_order_days: int) -> Availability:
    """Say in how many days a variant is made (0: not made to order)."""
    availability, _created = Availability.objects.get_or_create(variant=variant)
    availability.made_to_order_days = made_to_order_days
    availability.full_clean()
    availability.save(update_fields=["made_to_order_days"])
    return availability


@transaction.atomic
def report_kiosks(*, variant: Variant, kiosks: Sequence[str]) -> Availability:
    """Say at which kiosks, by their codes, a variant can be touched."""
    availability, _created = Availability.objects.get_or_create(variant=variant)
    availability.kiosks = sorted(set(kiosks))
    availability.full_clean()
    availability.save()
    return availability


@transaction.atomic
def remove_variant(*, variant: Variant) -> None:
    """Remove a variant that the public has not seen yet. One that it has seen stays (PriceChange protects it)."""
    variant.delete()


@transaction.atomic
def offer_product(*, product: Product, by: User | None = None) -> Product:
    """Note that the public can see a product from now on, and begin the history of its prices and of its stock.

    Raises NotOffered where it has no variant, and so no price.
    """
    if not product.variants.exists():
        raise NotOffered
    if product.first_offered_at is None:
        product.first_offered_at = timezone.now()
        product.save(update_fields=["first_offered_at"])
        PriceChange.objects.bulk_create(
            PriceChange(variant=variant, new_price=variant.price, changed_by=by) for variant in product.variants.all()
        )
        count_pieces(free=dict(product.variants.values_list("pk", "availability__in_stock")), by=by)
    return product


@transaction.atomic
def retire_product(*, product: Product) -> None:
    """What becomes of a good whose page is deleted: one that was offered is kept and withdrawn, a draft goes."""
    if product.first_offered_at:
        Product.objects.filter(pk=product.pk).update(withdrawn_at=timezone.now())
    else:
        product.delete()


def next_sku(group: Group) -> str:
    """The group's next free number, such as PERCA-MELATI-007."""
    prefix = group.slug.upper()[:30] + "-"
    taken = Variant.objects.filter(sku__istartswith=prefix).values_list("sku", flat=True)
    numbers = [int(tail) for sku in taken if (tail := sku[len(prefix) :]).isdecimal() and len(tail) < 9]
    return f"{prefix}{max(numbers, default=0) + 1:03}"


def refuse_taken_sku(sku: str, of: Variant | None = None) -> None:
    """Raises SkuTaken where another variant has this SKU, in whatever case it is written."""
    others = Variant.objects.filter(sku__iexact=sku)
    if (others.exclude(pk=of.pk) if of else others).exists():
        raise SkuTaken(sku)
