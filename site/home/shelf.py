"""What the home page shows: keys of the pages whose cards it holds, and the pictures between them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Value
from django.db.models.functions import Extract
from wagtail.models import Page

from catalog.products.freshness import CATALOGUE, PRICES, live, shows
from catalog.products.models import CatalogueEntry, Category, GroupPage
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
    shows(CATALOGUE, PRICES, live(GroupPage), live(stories))
    ids = list(chosen)
    asked_for = Page.objects.live().filter(pk__in=ids).order_by().values_list("pk", "content_type__model", Value(0.0))
    newest = CatalogueEntry.objects.newest().values_list("pk", Value("newest"), Extract("offered_at", "epoch"))
    latest = stories.objects.live().latest_first().values_list("pk", Value("latest"), Extract("told_on", "epoch"))
    kinds: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for key, kind, at in asked_for.union(newest[:NEWEST], latest[:STORIES], all=True):
        kinds[kind].append((float(at), key))
    products, groups = ({key for _at, key in kinds[kind]} for kind in ("productpage", "grouppage"))
    return Shelf(
        chosen=[key for key in ids if key in products],
        newest=[key for _at, key in sorted(kinds["newest"], reverse=True)],
        groups=[key for key in ids if key in groups],
        categories=list(categories_with_goods().select_related("photo")),
        stories=[key for _at, key in sorted(kinds["latest"], reverse=True)],
    )
