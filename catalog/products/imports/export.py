"""A group's goods in the columns of an import."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from bumm.people.models import Group
from catalog.products.imports.pictures import Gallery
from catalog.products.imports.plan import latest_draft
from catalog.products.models import Photo, Variant


def export(group: Group) -> Iterator[list[object]]:
    """One row a variant, by SKU. Imported again, it changes nothing."""
    variants = Variant.objects.filter(product__group=group, product__withdrawn_at=None)
    rows = variants.select_related("product__page__latest_revision", "availability").order_by("sku")
    goods = [(variant, latest_draft(variant.product.page)) for variant in rows]
    shown = {key for _variant, draft in goods for key in draft["photos"]}
    files = {
        key: PurePosixPath(name).name for key, name in Photo.objects.filter(pk__in=shown).values_list("pk", "file")
    }
    gallery = Gallery(group)
    for variant, draft in goods:
        yield [
            variant.sku,
            draft["title"],
            variant.price,
            draft["category_id"],
            draft["summary"],
            variant.weight_g,
            variant.availability.in_stock,
            variant.availability.made_to_order_days,
            _named(draft["photos"], files, gallery),
        ]


def _named(keys: list[int], files: dict[int, str], gallery: Gallery) -> str:
    """The files of a good's pictures, or nothing, which leaves them as they are, where the names would not lead back
    to them: a picture may be from another collection."""
    text = "; ".join(files.get(key, "") for key in keys)
    try:
        led_back_to = [picture.photo_id for picture in gallery.find(text)]
    except ValueError:
        return ""
    return text if led_back_to == keys else ""
