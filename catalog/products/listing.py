"""The listing: which goods a visitor asked for, in what order, and how many there are of each kind."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from bumm.people.models import Group, Kelurahan
from catalog.products.freshness import CATALOGUE, PRICES, fact_by_key, shows
from catalog.products.models import CatalogueEntry, Category
from catalog.products.search import Question
from catalog.products.selectors import categories_with_goods

PAGE_SIZE = 24
MOST_GROUPS = 30  # to choose from at once
MOST_NEARBY = 4
NEWEST_FIRST = "terbaru"  # among the goods of a search: the best first
BY_NAME = "nama"
ORDERS = {
    NEWEST_FIRST: ["-offered_at", "-pk"],
    "termurah": ["lowest_price", "-pk"],
    "termahal": ["-lowest_price", "-pk"],
    BY_NAME: ["title", "-pk"],
}


@dataclass(frozen=True)
class Wish:
    """What a visitor asked the listing for: words, categories and kelurahan and groups by their slugs, a range of
    prices in rupiah, goods in stock or at a kiosk only, and the order."""

    words: str = ""
    categories: list[str] = field(default_factory=list)
    kelurahan: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    price_from: int | None = None
    price_to: int | None = None
    in_stock: bool = False
    at_kiosk: bool = False
    order: str = NEWEST_FIRST

    def pairs(self) -> list[tuple[str, str]]:
        """The wish as query parameters, without what goes without saying."""
        several = [("kategori", self.categories), ("kelurahan", self.kelurahan), ("kelompok", self.groups)]
        single = [
            ("q", self.words),
            ("harga_dari", str(self.price_from or "")),
            ("harga_sampai", str(self.price_to or "")),
            ("stok", "1" if self.in_stock else ""),
            ("kios", "1" if self.at_kiosk else ""),
            ("urut", "" if self.order == NEWEST_FIRST else self.order),
        ]
        return [pair for pair in single if pair[1]] + [(name, slug) for name, slugs in several for slug in slugs]

    @property
    def narrowed(self) -> int:
        """How many filters are set."""
        single = (self.price_from, self.price_to, self.in_stock, self.at_kiosk)
        return len(self.categories) + len(self.kelurahan) + len(self.groups) + sum(map(bool, single))


@dataclass(frozen=True)
class Tally:
    """How many goods there are of each combination of what lists filter by. All counts of a listing come from these
    rows, so they agree with each other and with its results. `chosen` holds keys by facet; a facet that is not in it
    is open."""

    FACETS = ("category_id", "kelurahan_id", "group_id", "in_stock", "at_kiosk")

    rows: list[tuple[Any, ...]]  # a value for each facet, and the number of goods
    chosen: dict[str, set[Any]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Goods that fit the whole choice."""
        return sum(number for *values, number in self.rows if self._fits(values))

    def by(self, facet: str) -> Counter[Any]:
        """Goods by this facet's values: what each would show, were it chosen instead of what is chosen of its kind."""
        place, counts = self.FACETS.index(facet), Counter[Any]()
        for *values, number in self.rows:
            if self._fits(values, but=facet):
                counts[values[place]] += number
        return counts

    def _fits(self, values: list[Any], but: str = "") -> bool:
        return all(
            facet == but or facet not in self.chosen or value in self.chosen[facet]
            for facet, value in zip(self.FACETS, values, strict=True)
        )


class Choice(NamedTuple):
    """One value of a filter: its slug and names, and `goods`, the number it would show."""

    slug: str
    name: str
    name_en: str
    goods: int


@dataclass(frozen=True)
class Choices:
    """What the listing can be narrowed to: categories, kelurahan and groups, and the numbers of goods in stock and at a
    kiosk. Of many groups, those with most goods; `more_groups` is the number of the others."""

    categories: list[Choice]
    kelurahan: list[Choice]
    groups: list[Choice]
    in_stock: int
    at_kiosk: int
    more_groups: int


class Listing:
    """What a wish finds. Each part is read when it is asked for, and once."""

    def __init__(self, wish: Wish, question: Question | None = None) -> None:
        self.wish = wish
        self.question = question
        by_price = "lowest_price" in ORDERS[wish.order][0] or wish.price_from or wish.price_to
        shows(CATALOGUE, *([PRICES] if by_price else []))

    @cached_property
    def tally(self) -> Tally:
        """Read in one go over what the words and the range of prices leave."""
        rows = self._wide.order_by().values_list(*Tally.FACETS).annotate(number=Count("pk"))
        return Tally(list(rows), self._chosen)

    def page(self, number: str | None) -> Page[int]:
        """The keys of the goods on one page of the list; the nearest page where there is none of that number."""
        paginator = Paginator(self._sorted().values_list("pk", flat=True), PAGE_SIZE)
        paginator.count = self.tally.total
        return paginator.get_page(number)

    @cached_property
    def choices(self) -> Choices:
        """All filters with their values in order of display."""
        shows(CATALOGUE, *([PRICES] if self.wish.price_from or self.wish.price_to else []))
        of_category, of_kelurahan, of_group = (self.tally.by(facet) for facet in Tally.FACETS[:3])
        most = dict(of_group.most_common(MOST_GROUPS))
        categories = Category.objects.filter(Q(pk__in=of_category) | Q(pk__in=self.wish.categories))
        kelurahan = Kelurahan.objects.filter(Q(pk__in=of_kelurahan) | Q(slug__in=self.wish.kelurahan))
        groups = Group.objects.filter(Q(pk__in=most) | Q(slug__in=self.wish.groups))
        found = _choices((categories, of_category), (kelurahan, of_kelurahan), (groups, of_group))
        in_stock, at_kiosk = (self.tally.by(facet)[True] for facet in Tally.FACETS[3:])
        return Choices(found[0], found[1], found[2], in_stock, at_kiosk, more_groups=len(of_group) - len(most))

    @cached_property
    def _wide(self) -> QuerySet[CatalogueEntry]:
        """The goods that the words and the range of prices leave, before the other filters."""
        goods = CatalogueEntry.objects.all()
        if self.question:
            goods = goods.filter(self.question.condition("entry__"))
        if self.wish.price_from:
            goods = goods.filter(lowest_price__gte=self.wish.price_from)
        if self.wish.price_to:
            goods = goods.filter(lowest_price__lte=self.wish.price_to)
        return goods

    @cached_property
    def _chosen(self) -> dict[str, set[Any]]:
        """The filters that are set, by keys. A slug that nobody has stays in it and fits nothing."""
        wish = self.wish
        chosen: dict[str, set[Any]] = {}
        if wish.categories:
            chosen["category_id"] = set(wish.categories)
        if wish.kelurahan:
            chosen["kelurahan_id"] = set(Kelurahan.objects.filter(slug__in=wish.kelurahan).values_list("pk", flat=True))
        if wish.groups:
            chosen["group_id"] = set(Group.objects.filter(slug__in=wish.groups).values_list("pk", flat=True))
        if wish.in_stock:
            chosen["in_stock"] = {True}
        if wish.at_kiosk:
            chosen["at_kiosk"] = {True}
        return chosen

    def _sorted(self) -> QuerySet[CatalogueEntry]:
        goods = self._wide.filter(**{f"{facet}__in": keys for facet, keys in self._chosen.items()})
        if self.question and self.question.query and self.wish.order == NEWEST_FIRST:
            # Then by key and not by day: the database sorts the words alone, and reads the goods of one page.
            return goods.order_by(self.question.rank("entry__").desc(), "-pk")
        if self.wish.order == BY_NAME and get_language() == "en":
            return goods.order_by("title_en", "-pk")
        return goods.order_by(*ORDERS[self.wish.order])


def _choices(*facets: tuple[QuerySet[Any], Counter[Any]]) -> list[list[Choice]]:
    """The values of several filters, each in its order, from their rows and the numbers by their keys. One query."""
    parts = []
    for number, (rows, _counts) in enumerate(facets):
        is_category = rows.model is Category
        rank, english = (F("position"), F("name_en")) if is_category else (Value(0), F("name"))
        named = rows.order_by().annotate(
            facet=Value(number), rank=rank, key=Cast("pk", CharField()), called=F("name"), english=english
        )
        parts.append(named.values_list("facet", "rank", "called", "english", "slug", "key"))
    found: list[list[Choice]] = [[] for _facet in facets]
    for number, _rank, name, english, slug, key in (
        parts[0].union(*parts[1:], all=True).order_by("facet", "rank", "called")
    ):
        rows, counts = facets[number]
        shows(fact_by_key(rows.model, key))
        found[number].append(Choice(slug, name, english, counts[rows.model._meta.pk.to_python(key)]))
    return found


class Nearby(NamedTuple):
    """What is shown where a search finds nothing: the categories with their numbers, and keys of the newest goods."""

    categories: list[Category]
    newest: list[int]


def nearby() -> Nearby:
    shows(CATALOGUE)
    newest = CatalogueEntry.objects.newest().values_list("pk", flat=True)[:MOST_NEARBY]
    return Nearby(list(categories_with_goods()), list(newest))
