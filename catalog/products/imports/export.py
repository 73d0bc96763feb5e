"""A group's goods in the columns of an import."""

from collections.abc import Iterator

from bumm.people.models import Group
from catalog.products.imports.pictures import Gallery
from catalog.products.imports.plan import latest_draft
from catalog.products.models import Variant


def export(group: Group) -> Iterator[list[object]]:
    """One row a variant, by SKU. Imported again, it changes nothing."""
    variants = Variant.objects.filter(product__group=group, product__withdrawn_at=None)
    rows = variants.select_related("product__page__latest_revision", "availability").order_by("sku")
    gallery = Gallery(group)
    for variant in rows:
        draft = latest_draft(variant.product.page)
        yield [
            variant.sku,
            draft["title"],
            variant.price,
            draft["category_id"],
            draft["summary"],
            variant.weight_g,
            variant.availability.in_stock,
            variant.availability.made_to_order_days,
            gallery.named_as(draft["photos"]),
        ]
