"""Many prices at once: a service of its own, since the others are below the pages that these prices stand on."""

from collections.abc import Mapping

from django.db import transaction

from bumm.people.models import User
from catalog.products import public_index
from catalog.products.exceptions import PricesMoved
from catalog.products.freshness import changed, fact_of
from catalog.products.models import PriceChange, Variant


@transaction.atomic
def change_prices(*, changes: Mapping[int, tuple[int, int]], by: User | None) -> None:
    """Change many prices at once, all or none: for each variant's key the price that was shown and the new one, in
    rupiah. The number of statements does not grow with them.

    Raises PricesMoved where a price is no longer the one shown, or the variant is gone.
    """
    locked = Variant.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=changes).order_by("pk")
    variants = list(locked.select_related("product__page"))
    as_shown = {variant.pk for variant in variants if variant.price == changes[variant.pk][0]}
    if moved := changes.keys() - as_shown:
        raise PricesMoved(moved)
    history = []
    for variant in variants:
        old_price, variant.price = changes[variant.pk]
        if variant.product.first_offered_at and variant.price != old_price:
            history.append(PriceChange(variant=variant, old_price=old_price, new_price=variant.price, changed_by=by))
    Variant.objects.bulk_update(variants, ["price"])
    PriceChange.objects.bulk_create(history)
    pages = {page for variant in variants if (page := getattr(variant.product, "page", None)) and page.live}
    changed(*map(fact_of, pages))
    public_index.show_goods([page.pk for page in pages])
