"""The listing: which goods a visitor asked for, and in what order; and which are not ready for the public."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Case, Count, Min, OuterRef, Q, QuerySet, Subquery, When
from modelsearch.query import Fuzzy, PlainText
from wagtail.models import Page

from bumm.people.models import Group, Kelurahan
from catalog.products.freshness import PRICES, fact_of, live, shows
from catalog.products.models import Category, GroupPage, ProductPage, Variant

PAGE_SIZE = 24
MOST_FOUND, MOST_CLOSE = 240, 12
ORDERS = {
    "terbaru": ["-product__first_offered_at", "-pk"],
    "termurah": ["lowest_price", "-pk"],
    "termahal": ["-lowest_price", "-pk"],
    "nama": ["title", "-pk"],
}


@dataclass(frozen=True)
class Wish:
    """What a visitor asked the listing for: slugs of categories, kelurahan and groups, and the order."""

    categories: list[str] = field(default_factory=list)
    kelurahan: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    order: str = "terbaru"
    words: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The wish as query parameters, without what goes without saying."""
        single = [("q", self.words), ("urut", "" if self.order == "terbaru" else self.order)]
        several = [("kategori", self.categories), ("kelurahan", self.kelurahan), ("kelompok", self.groups)]
        return [pair for pair in single if pair[1]] + [(name, slug) for name, slugs in several for slug in slugs]


@dataclass(frozen=True)
class Found:
    """What a search found: product pages by their keys, the best first. `close` where nothing fits the words as they
    were typed, and these come near."""

    keys: list[int]
    close: bool = False


def search(words: str) -> Found:
    """Look for goods by words: by their stems first, and if none fits, by how they look (`batk`, `sangkr`)."""
    live_goods = ProductPage.objects.live()
    exact = [page.pk for page in live_goods.search(PlainText(words, operator="and"))[:MOST_FOUND]]
    if exact:
        return Found(exact)
    return Found([page.pk for page in live_goods.search(Fuzzy(words))[:MOST_CLOSE]], close=True)


def listing(wish: Wish, found: Found | None = None) -> QuerySet[ProductPage]:
    """The live goods of a wish in its order; of a search, the best first. Lists take their keys: cards are kept."""
    shows(live(ProductPage), live(GroupPage), *([PRICES] if "lowest_price" in ORDERS[wish.order][0] else []))
    pages = ProductPage.objects.live()
    if wish.categories:
        pages = pages.filter(category__in=wish.categories)
    if wish.kelurahan:
        pages = pages.filter(product__group__kelurahan__slug__in=wish.kelurahan)
    if wish.groups:
        pages = pages.filter(product__group__slug__in=wish.groups)
    if "lowest_price" in ORDERS[wish.order][0]:
        prices = Variant.objects.filter(product=OuterRef("product")).order_by("price").values("price")
        pages = pages.annotate(lowest_price=Subquery(prices[:1]))
    if found is None:
        return pages.order_by(*ORDERS[wish.order])
    rank = Case(*(When(pk=key, then=place) for place, key in enumerate(found.keys)), default=len(found.keys))
    order = ORDERS[wish.order] if wish.order != "terbaru" else [rank]
    return pages.filter(pk__in=found.keys).order_by(*order)


def pages_of(goods: QuerySet[ProductPage]) -> Paginator:
    """The keys of the goods, page by page."""
    return Paginator(goods.values_list("pk", flat=True), PAGE_SIZE)


def categories_with_goods() -> QuerySet[Category]:
    """Categories that have live goods, each with `goods`, their number, and `lowest_price` in rupiah."""
    return (
        Category.objects.filter(product_pages__live=True)
        .annotate(
            goods=Count("product_pages", distinct=True), lowest_price=Min("product_pages__product__variants__price")
        )
        .order_by("position")
    )


@dataclass(frozen=True)
class Choices:
    """What the listing can be narrowed to: only what has live goods."""

    categories: list[Category]
    kelurahan: list[Kelurahan]
    groups: list[Group]


def choices() -> Choices:
    """All filters of the listing with their values in order of display."""
    shows(live(ProductPage), live(GroupPage))
    offered = ProductPage.objects.live().order_by()
    groups = Group.objects.filter(pk__in=offered.values("product__group"), page__live=True)
    found = Choices(
        list(categories_with_goods()),
        list(Kelurahan.objects.filter(pk__in=offered.values("product__group__kelurahan")).order_by("name")),
        list(groups.only("name", "slug").order_by("name")),
    )
    shows(*map(fact_of, [*found.kelurahan, *found.groups]))
    return found


def unfinished_listings(pages: Iterable[Page], *, below: bool) -> list[ProductPage]:
    """The listings among these pages, or also below them, whose latest draft lacks a price or a photo."""
    chosen = Q(pk__in=[page.pk for page in pages])
    if below:
        chosen |= Q(*(Q(path__startswith=page.path) for page in pages), _connector=Q.OR)
    drafts = [page.get_latest_revision_as_object() for page in ProductPage.objects.filter(chosen)]
    return [draft for draft in drafts if not (draft.product.variants.exists() and draft.photos.count())]
