"""Renditions of pictures: which there are, making them ahead, and showing those that are ready."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction
from django_tasks import task
from wagtail.images.models import Filter

from catalog.products.freshness import changed, fact_of
from catalog.products.models.photos import Photo, PhotoRendition

FORMATS = ("avif", "webp", "jpeg")


class Shape(NamedTuple):
    """A frame that pictures are cut to. Widths in pixels; width = ratio x height."""

    widths: tuple[int, ...]
    ratio: float
    formats: tuple[str, ...] = FORMATS


SHAPES = {
    "square": Shape((240, 480, 800), 1),
    "wide": Shape((480, 960), 4 / 3),
    "banner": Shape((800, 1600), 3 / 2),
    "card": Shape((1200,), 1200 / 630, ("jpeg",)),  # what other sites show with a link
}


class Source(NamedTuple):
    """One format of a picture: its MIME type and renditions by rising width."""

    mime_type: str
    renditions: list[PhotoRendition]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in self.renditions)


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
    """The formats in which a picture is ready, best first. Reads `photo.renditions` (prefetch it); makes nothing.

    A picture smaller than the shape comes out in its own size for every width asked; it is listed once.
    """
    ready = {rendition.filter_spec: rendition for rendition in photo.renditions.all() if _is_current(rendition, photo)}
    sources = []
    for image_format in SHAPES[shape].formats:
        names = [spec(shape, width, image_format) for width in SHAPES[shape].widths]
        if by_width := {ready[name].width: ready[name] for name in names if name in ready}:
            sources.append(Source(f"image/{image_format}", list(by_width.values())))
    return sources


def _is_current(rendition: PhotoRendition, photo: Photo) -> bool:
    """False for what was cut round an earlier focal point."""
    return bool(rendition.focal_point_key == Filter(rendition.filter_spec).get_cache_key(photo))


@task(backend="slow", queue_name="slow")
def make_renditions(photo_id: int) -> int:
    """Make every rendition that a picture lacks; returns how many it has then. Safe to repeat."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return 0
    names = [
        spec(shape, width, image_format)
        for shape in shapes_for(photo)
        for image_format in SHAPES[shape].formats
        for width in SHAPES[shape].widths
    ]
    renditions = photo.get_renditions(*names)
    changed(fact_of(photo))
    return len(renditions)


def order_renditions(photo: Photo) -> None:
    """Have the worker make a picture's renditions once its row is committed."""
    transaction.on_commit(lambda: make_renditions.enqueue(photo.pk))
