"""What the home page shows, read in as few queries as it takes: one a kind, and the pictures of all kinds together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Q, prefetch_related_objects

from catalog.products.freshness import PRICES, live, shows
from catalog.products.models import Category, GroupPage, Photo, ProductPage
from catalog.products.models.pages import CARD_DETAILS
from catalog.products.selectors import categories_with_goods

NEWEST, STORIES = 8, 3


@dataclass
class Shelf:
    """Chosen goods and groups in their editor's order; the newest goods; categories; the latest stories."""

    photo: Photo | None = None
    chosen: list[ProductPage] = field(default_factory=list)
    newest: list[ProductPage] = field(default_factory=list)
    groups: list[GroupPage] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    stories: list[Any] = field(default_factory=list)


def fill(*, chosen: Iterable[int] = (), photo_id: int | None = None) -> Shelf:
    """Read everything for a choice of page ids, which may be products and groups, live or not."""
    shows(live(ProductPage), live(apps.get_model("home", "StoryPage")), PRICES)
    ids = list(chosen)
    newest = ProductPage.objects.live().newest().values("pk")[:NEWEST]
    goods = list(ProductPage.objects.live().filter(Q(pk__in=ids) | Q(pk__in=newest)).with_makers().newest())
    groups = list(GroupPage.objects.live().filter(pk__in=ids).with_counts())
    stories = list(apps.get_model("home", "StoryPage").objects.live().latest_first()[:STORIES])
    categories = list(categories_with_goods())
    prefetch_related_objects(goods, *CARD_DETAILS)
    photo = _hang_photos([*groups, *stories, *categories], photo_id)
    order = {pk: place for place, pk in enumerate(ids)}
    return Shelf(
        photo=photo,
        chosen=sorted((page for page in goods if page.pk in order), key=lambda page: order[page.pk]),
        newest=goods[:NEWEST],
        groups=sorted(groups, key=lambda page: order[page.pk]),
        categories=categories,
        stories=stories,
    )


def _hang_photos(owners: list[Any], photo_id: int | None) -> Photo | None:
    """Give each owner its photo and return the page's own: one query for all."""
    wanted = {owner.photo_id for owner in owners} | {photo_id}
    photos = {photo.pk: photo for photo in Photo.objects.filter(pk__in=wanted - {None})}
    for owner in owners:
        owner.photo = photos.get(owner.photo_id)
    return photos.get(photo_id) if photo_id else None
