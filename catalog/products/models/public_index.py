"""What the public may find, as narrow rows: derived from pages and goods, and written by `public_index` alone.

Lists and searches read these alone, so that they stay quick with a city's hundred thousand goods.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from wagtail.models import Page

from bumm.people.models import Group, Kelurahan
from catalog.products.models.goods import Category


class SearchEntry(models.Model):
    """The words of a page on line, stemmed in each language; those of its title weigh most. `kind` is its model."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    words_id = SearchVectorField()
    words_en = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words_id"], name="search_words_id"),
            GinIndex(fields=["words_en"], name="search_words_en"),
            # Of the few pages that are no goods, so that they need not be looked for among a hundred thousand.
            GinIndex(fields=["words_id"], name="search_others_id", condition=~Q(kind="productpage")),
            GinIndex(fields=["words_en"], name="search_others_en", condition=~Q(kind="productpage")),
        ]

    def __str__(self) -> str:
        return self.title


class CatalogueEntryQuerySet(models.QuerySet["CatalogueEntry"]):
    def newest(self) -> "CatalogueEntryQuerySet":
        """What came on line last comes first."""
        return self.order_by("-offered_at", "-pk")

    def related_to(self, page: Page, most: int) -> list[int]:
        """The keys of other goods: the newest of the same group, then those of the same category."""
        others = self.exclude(pk=page.pk).newest()
        same_group = others.filter(group=page.product.group_id).annotate(place=Value(0))
        same_category = others.filter(category=page.category_id).annotate(place=Value(1))
        found = same_group[:most].union(same_category[: 2 * most], all=True)
        nearest = sorted(
            found.values_list("place", "offered_at", "pk"), key=lambda row: (-row[0], *row[1:]), reverse=True
        )
        return list(dict.fromkeys(key for _place, _at, key in nearest))[:most]


class CatalogueEntry(models.Model):
    """A good on line, with all that lists filter and sort by. Its key is that of its page; prices are in rupiah."""

    entry = models.OneToOneField(
        SearchEntry, on_delete=models.CASCADE, primary_key=True, db_column="page_id", related_name="good"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="entries")
    kelurahan = models.ForeignKey(Kelurahan, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="entries")
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255)
    lowest_price = models.BigIntegerField()
    in_stock = models.BooleanField()
    at_kiosk = models.BooleanField()
    offered_at = models.DateTimeField()

    objects = CatalogueEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-offered_at", "-entry"], name="catalogue_newest"),
            models.Index(fields=["lowest_price", "-entry"], name="catalogue_cheapest"),
            models.Index(fields=["-lowest_price", "-entry"], name="catalogue_dearest"),
            models.Index(fields=["title", "-entry"], name="catalogue_by_name"),
            models.Index(fields=["title_en", "-entry"], name="catalogue_by_english_name"),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that stands, or once stood, on a page of the public in a language, and whether in a title: what a mistyped
    one is held against."""

    language = models.CharField(max_length=2)
    text = models.CharField(max_length=40)
    in_title = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["text", "language"], name="word_known"),
            GinIndex(fields=["text"], name="word_letters", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.text
