"""What the home page shows: keys of the pages whose cards it holds, and the pictures between them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page

from catalog.products.freshness import PRICES, live, shows
from catalog.products.models import Category, GroupPage, ProductPage
from catalog.products.selectors import categories_with_goods

NEWEST, STORIES = 8, 3


@dataclass
class Shelf:
    """Chosen goods and groups in their editor's order, the newest goods, and the latest stories, all by their keys;
    the categories with their pictures."""

    chosen: list[int] = field(default_factory=list)
    newest: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)


def fill(*, chosen: Iterable[int] = ()) -> Shelf:
    """Read everything for a choice of page ids, which may be products and groups, live or not."""
    stories = apps.get_model("home", "StoryPage")
    shows(live(ProductPage), live(GroupPage), live(stories), PRICES)
    ids = list(chosen)
    newest = ProductPage.objects.live().newest().values("pk")[:NEWEST]
    latest = stories.objects.live().latest_first().values("pk")[:STORIES]
    rows = list(
        Page.objects.live()
        .filter(Q(pk__in=ids) | Q(pk__in=newest) | Q(pk__in=latest))
        .values_list("pk", "content_type__model", "productpage__product__first_offered_at", "storypage__told_on")
    )
    kinds = {key: kind for key, kind, _offered, _told in rows}
    offered = sorted(((at, key) for key, kind, at, _told in rows if kind == "productpage"), reverse=True)
    told = sorted(((on, key) for key, kind, _offered, on in rows if kind == "storypage"), reverse=True)
    categories = list(categories_with_goods().select_related("photo"))
    return Shelf(
        chosen=[key for key in ids if kinds.get(key) == "productpage"],
        newest=[key for _at, key in offered[:NEWEST]],
        groups=[key for key in ids if kinds.get(key) == "grouppage"],
        categories=categories,
        stories=[key for _on, key in told[:STORIES]],
    )
