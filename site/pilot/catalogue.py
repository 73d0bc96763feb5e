"""The pilot's goods with their pages and pictures."""

from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Q
from wagtail.models import Collection

from bumm.people.models import Group, Kelurahan
from catalog.products import branches, services
from catalog.products.models import (
    Category,
    GroupPage,
    KelurahanIndexPage,
    KelurahanPage,
    Photo,
    ProductPage,
    ProductPhoto,
)
from pilot.people import TRADES
from pilot.sources import captions, drawings, read

FACES = {"shuttlecock": "slop-kok", "birdcage": "sangkar", "patchwork": "tas-perca", "stove": "tungku-sate"}


def load() -> None:
    for position, (slug, name, name_en) in enumerate(TRADES):
        photo = photo_of(FACES[slug], Collection.get_first_root_node())
        defaults = {"name": name, "name_en": name_en, "position": position, "photo": photo}
        Category.objects.get_or_create(slug=slug, defaults=defaults)
    _name_index(read("places")["index"])
    places = {row["kelurahan"]: row for row in read("places")["bumm"]}
    groups = read("groups")["group"]
    has_bumm_or_group = Q(slug__in=places) | Q(name__in=[row["kelurahan"] for row in groups])
    for kelurahan in Kelurahan.objects.filter(has_bumm_or_group):
        if not KelurahanPage.objects.filter(kelurahan=kelurahan).exists():
            _open_kelurahan(kelurahan, places.get(kelurahan.slug, {}))
    for row in groups:
        if not GroupPage.objects.filter(group__slug=row["slug"]).exists():
            _open_group(row)
    for row in read("products")["product"]:
        if not ProductPage.objects.filter(slug=row["slug"]).exists():
            _list_product(row)


def _name_index(row: dict[str, str]) -> None:
    page = KelurahanIndexPage.objects.get()
    if not page.intro:
        page.title, page.title_en = row["title"], row["title_en"]
        page.intro, page.intro_en = row["intro"], row["intro_en"]
        page.save_revision().publish()


def _open_kelurahan(kelurahan: Kelurahan, row: dict[str, Any]) -> None:
    name = f"kelurahan-{kelurahan.slug}"
    photo = photo_of(name, Collection.get_first_root_node()) if name in captions() else None
    branches.open_kelurahan_page(
        kelurahan=kelurahan,
        title=kelurahan.name,
        intro=paragraphs(row.get("intro", "")),
        intro_en=paragraphs(row.get("intro_en", "")),
        photo=photo,
    )


def _open_group(row: dict[str, Any]) -> None:
    page = branches.open_group_page(
        group=Group.objects.get(slug=row["slug"]),
        title=row["name"],
        does=row["does"],
        does_en=row["does_en"],
        story=paragraphs(row["story"]),
        story_en=paragraphs(row["story_en"]),
    )
    page.photo = photo_of(row["picture"], page.collection)
    page.save_revision().publish()


def _list_product(row: dict[str, Any]) -> None:
    group_page = GroupPage.objects.get(group__slug=row["group"])
    product = services.open_product(group=group_page.group, unit=row["unit"], unit_en=row["unit_en"])
    for variant in row["variant"]:
        services.add_variant(product=product, in_stock=variant.pop("stock"), **variant)
    texts = ("slug", "title", "title_en", "summary", "summary_en", "materials", "materials_en")
    page = ProductPage(
        product=product,
        category=Category.objects.get(slug=row["category"]),
        story=paragraphs(row["story"]),
        story_en=paragraphs(row["story_en"]),
        sni_number=row["sni"],
        **{name: row[name] for name in (*texts, "size", "size_en", "care", "care_en")},
    )
    group_page.add_child(instance=page)
    page.tags.set(row["tags"])
    for order, name in enumerate(photo["file"] for photo in row["photos"]):
        caption = captions()[name]
        photo = photo_of(name, group_page.collection)
        page.photos.add(ProductPhoto(image=photo, alt=caption.alt, alt_en=caption.alt_en, sort_order=order))
    page.save_revision().publish()


def photo_of(name: str, collection: Collection) -> Photo:
    """The picture of this name in a collection, put in as an editor would: described, and with its focal point."""
    found = Photo.objects.filter(title=name, collection=collection).first()
    if found:
        return found
    caption = captions()[name]
    photo = Photo(title=name, collection=collection, description=caption.alt, description_en=caption.alt_en)
    photo.file = ContentFile(drawings()[name], name=f"{name}.png")
    photo.width, photo.height = photo.file.width, photo.file.height
    side = min(photo.width, photo.height) // 2
    photo.focal_point_x = round(caption.focal_x * photo.width)
    photo.focal_point_y = round(caption.focal_y * photo.height)
    photo.focal_point_width = photo.focal_point_height = side
    photo.save()
    return photo


def paragraphs(text: str) -> str:
    """Plain text with blank lines between paragraphs, as rich text."""
    return "".join(f"<p>{part.strip()}</p>" for part in text.split("\n\n") if part.strip())
