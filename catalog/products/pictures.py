"""Renditions of pictures: which there are, making them ahead, and showing those that are ready."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import transaction
from django_tasks import task

from catalog.products.freshness import changed, fact_of
from catalog.products.models.photos import Photo

FORMATS = ("avif", "webp", "jpeg")


class Shape(NamedTuple):
    """A frame that pictures are cut to. Widths in pixels; width = ratio x height."""

    widths: tuple[int, ...]
    ratio: float
    formats: tuple[str, ...] = FORMATS


SHAPES = {
    "square": Shape((240, 360, 480, 800), 1),
    "wide": Shape((480, 960), 4 / 3),
    "banner": Shape((800, 1080, 1600), 3 / 2),
    "card": Shape((1200,), 1200 / 630, ("jpeg",)),  # what other sites show with a link
}


class Cut(NamedTuple):
    """One rendition that is ready: its width in pixels and its address."""

    width: int
    url: str


class Source(NamedTuple):
    """One format of a picture: its MIME type and what is ready in it, by rising width."""

    mime_type: str
    cuts: list[Cut]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{cut.url} {cut.width}w" for cut in self.cuts)


def spec(shape: str, width: int, image_format: str) -> str:
    """Wagtail's name for one rendition."""
    return f"fill-{width}x{round(width / SHAPES[shape].ratio)}|format-{image_format}"


def shapes_for(photo: Photo) -> Iterator[str]:
    """The shapes a picture is wanted in: all are cut square; the wider they are, the more frames they fill."""
    proportion = photo.width / photo.height
    yield from ("square", "card")
    if proportion >= 1.2:
        yield "wide"
    if proportion >= 1.4:
        yield "banner"


def ready_sources(photo: Photo, shape: str) -> list[Source]:
    """The formats in which a picture is ready in a shape, best first. Reads the photo's row only; makes nothing."""
    if photo.ready.get("cut") != _cut(photo):
        return []  # not made yet, or made from an earlier file or round an earlier focal point
    url = photo.file.storage.url
    made = photo.ready["shapes"].get(shape, {})
    return [
        Source(f"image/{image_format}", [Cut(width, url(name)) for width, name in made[image_format]])
        for image_format in SHAPES[shape].formats
        if image_format in made
    ]


def _cut(photo: Photo) -> str:
    """What the renditions of a picture depend on: its file and its focal point."""
    focal_point = (photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height)
    return f"{photo.file.name} {focal_point}"


@task(backend="slow", queue_name="slow")
def make_renditions(photo_id: int) -> int:
    """Make every rendition that a picture lacks, note them in its row, and return their number. Safe to repeat."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return 0
    wanted = {
        spec(shape, width, image_format): (shape, image_format)
        for shape in shapes_for(photo)
        for image_format in SHAPES[shape].formats
        for width in SHAPES[shape].widths
    }
    made = photo.get_renditions(*wanted)
    shapes: dict[str, dict[str, list[list[Any]]]] = {}
    for name, (shape, image_format) in wanted.items():
        cuts = shapes.setdefault(shape, {}).setdefault(image_format, [])
        if made[name].width not in [width for width, _name in cuts]:  # a small picture has its own size for every width
            cuts.append([made[name].width, made[name].file.name])
    Photo.objects.filter(pk=photo.pk).update(ready={"cut": _cut(photo), "shapes": shapes})
    changed(fact_of(photo))
    return len(made)


def order_renditions(photo: Photo) -> None:
    """Have the worker make a picture's renditions once its row is committed."""
    transaction.on_commit(lambda: make_renditions.enqueue(photo.pk))
