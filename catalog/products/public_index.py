"""Keeps what the public may find in step with pages and goods: at once, in the transaction of the change.

What a page says is declared once, in its `search_fields`, which Wagtail's own search of the office reads too: a boost
of 2 makes a title, 1.5 a subject. Fields in pairs (`title`, `title_en`) go into the language they are in, and where
English is missing the Indonesian stands in, as it does on the page.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Max, Min, Q, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, NullIf
from modelsearch.index import RelatedFields, SearchField
from wagtail.models import Page, get_page_models

from catalog.products.freshness import CATALOGUE, PRICES, SEARCH, changed
from catalog.products.models import CatalogueEntry, ProductPage, SearchEntry, Word
from catalog.products.models.bilingual_pages import BilingualPage

LANGUAGES = ("id", "en")
BATCH = 1000
SHORTEST, LONGEST = 3, 40  # letters of a word that is worth correcting
FACTS = ["category_id", "kelurahan_id", "group_id", "title", "title_en", "in_stock", "at_kiosk", "offered_at"]

WEIGHTS = ("A", "B", "C")
# Many pages in one statement: key, kind and titles, then their words by weight in each language.
REMEMBER = """
INSERT INTO products_searchentry (page_id, kind, title, title_en, words_id, words_en)
SELECT page_id, kind, title, title_en,
    setweight(to_tsvector('indonesian', a_id), 'A') || setweight(to_tsvector('indonesian', b_id), 'B')
        || setweight(to_tsvector('indonesian', c_id), 'C'),
    setweight(to_tsvector('english', a_en), 'A') || setweight(to_tsvector('english', b_en), 'B')
        || setweight(to_tsvector('english', c_en), 'C')
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[]) AS said (page_id, kind, title, title_en, a_id, b_id, c_id, a_en, b_en, c_en)
ON CONFLICT (page_id) DO UPDATE SET (kind, title, title_en, words_id, words_en)
    = (excluded.kind, excluded.title, excluded.title_en, excluded.words_id, excluded.words_en)
"""

Texts = dict[str, dict[str, list[str]]]  # by language and weight


@transaction.atomic
def show(pages: Iterable[BilingualPage]) -> None:
    """Bring the entries of these pages up to date; those that are not on line lose theirs."""
    rest = iter(pages)
    while batch := list(islice(rest, BATCH)):
        live = _lock([page.pk for page in batch])
        shown = [page for page in batch if page.pk in live and page.in_search]
        hide({page.pk for page in batch} - {page.pk for page in shown})
        if shown:
            _remember(shown)
        _show_goods([page.pk for page in shown if isinstance(page, ProductPage)])


@transaction.atomic
def hide(keys: Iterable[int]) -> None:
    """Take the entries of these pages away."""
    if SearchEntry.objects.filter(pk__in=list(keys)).delete()[0]:
        changed(SEARCH, CATALOGUE)


@transaction.atomic
def show_goods(keys: Iterable[int]) -> None:
    """Bring the catalogue's entries of these product pages up to date with their rows, prices and stock."""
    rest = iter(sorted(keys))
    while batch := list(islice(rest, BATCH)):
        live = _lock(batch)
        _show_goods([key for key in batch if key in live])


def _lock(keys: list[int]) -> set[int]:
    """Wait for whoever is changing these pages, and keep others waiting until we commit: two who read an entry before
    either wrote it would leave it wrong. Returns those that are on line."""
    rows = Page.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {key for key, live in rows.values_list("pk", "live") if live}


def rebuild() -> int:
    """Make every entry anew, and forget words that no page holds any more. Returns the number of pages.

    Readers see the old entries until all is done; whoever publishes meanwhile waits.
    """
    with transaction.atomic():
        for model in (CatalogueEntry, SearchEntry, Word):
            model.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
        for kind in get_page_models():
            if getattr(kind, "in_search", False):
                show(kind.objects.live().iterator(BATCH))
        return SearchEntry.objects.count()


def _show_goods(keys: list[int]) -> None:
    before = {entry.pk: entry for entry in CatalogueEntry.objects.filter(pk__in=keys)}
    after = {entry.pk: entry for entry in _entries(keys)}
    CatalogueEntry.objects.filter(pk__in=before.keys() - after.keys()).delete()
    names = [*FACTS, "lowest_price"]
    stale = [entry for key, entry in sorted(after.items()) if key not in before or _differs(entry, before[key], names)]
    CatalogueEntry.objects.bulk_create(
        stale,
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=[name.removesuffix("_id") for name in names],
    )
    if before.keys() != after.keys() or any(_differs(entry, before[entry.pk], FACTS) for entry in stale):
        changed(CATALOGUE, PRICES)
    elif stale:
        changed(PRICES)


def _differs(one: CatalogueEntry, other: CatalogueEntry, names: list[str]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in names)


def _entries(keys: list[int]) -> Iterator[CatalogueEntry]:
    """What the entries of these pages should be; a page without a price has none."""
    had = "product__variants__availability"
    rows = ProductPage.objects.live().filter(pk__in=keys, product__variants__isnull=False).order_by()
    values = rows.values(
        "pk",
        "category_id",
        "title",
        shown_title_en=Coalesce(NullIf("title_en", Value("")), "title"),
        offered_at=Coalesce("product__first_offered_at", "first_published_at"),
    ).annotate(
        kelurahan=Max("product__group__kelurahan"),
        group=Max("product__group"),
        price=Min("product__variants__price"),
        in_stock=BoolOr(Q(**{f"{had}__in_stock__gt": 0})),
        at_kiosk=BoolOr(Q(**{f"{had}__kiosks__len__gt": 0})),
    )
    for row in values:
        yield CatalogueEntry(
            entry_id=row["pk"],
            category_id=row["category_id"],
            kelurahan_id=row["kelurahan"],
            group_id=row["group"],
            title=row["title"],
            title_en=row["shown_title_en"],
            lowest_price=row["price"],
            in_stock=bool(row["in_stock"]),
            at_kiosk=bool(row["at_kiosk"]),
            offered_at=row["offered_at"],
        )


def _remember(pages: list[BilingualPage]) -> None:
    """The words of these pages, and each word for itself."""
    for kind in {type(page) for page in pages}:
        prefetch_related_objects([page for page in pages if type(page) is kind], *_relations(kind.get_search_fields()))
    said = [(page, _texts(page)) for page in pages]
    rows = [
        (page.pk, page._meta.model_name, page.title, page.title_en, *_weighted(texts["id"]), *_weighted(texts["en"]))
        for page, texts in said
    ]
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [list(column) for column in zip(*rows, strict=True)])
    for language in LANGUAGES:
        _learn(
            language,
            {word for _page, texts in said for word in _words(texts[language])},
            {word for _page, texts in said for word in _words({"A": texts[language].get("A", [])})},
        )
    changed(SEARCH)


def _relations(fields: Iterable[Any], way: str = "") -> Iterator[str]:
    """What has to be read beside a page to know its words."""
    for field in fields:
        if isinstance(field, RelatedFields):
            yield f"{way}{field.field_name}"
            yield from _relations(field.fields, f"{way}{field.field_name}__")


def _texts(page: Page) -> Texts:
    """What a page says, by language and weight (A: its title; B: its subject; C: the rest)."""
    pairs: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for place, name, weight, text in _said(page, page.get_search_fields(), ""):
        base, language = (name.removesuffix("_en"), "en") if name.endswith("_en") else (name, "id")
        pairs[place + base, weight][language] = text
    texts: Texts = {language: defaultdict(list) for language in LANGUAGES}
    for (_place, weight), pair in pairs.items():
        indonesian = pair.get("id", "")
        texts["id"][weight].append(indonesian)
        texts["en"][weight].append(pair.get("en") or indonesian)
    return texts


def _said(thing: Any, fields: Iterable[Any], place: str) -> Iterator[tuple[str, str, str, str]]:
    """Where, in which field, with what weight, which words."""
    for field in fields:
        value = field.get_value(thing) if isinstance(field, RelatedFields | SearchField) else None
        if isinstance(field, RelatedFields) and value is not None:
            for number, row in enumerate(value.all() if hasattr(value, "all") else [value]):
                yield from _said(row, field.fields, f"{place}{field.field_name}.{number}.")
        elif isinstance(field, SearchField) and value:
            weight = "A" if (field.boost or 1) >= 2 else "B" if (field.boost or 1) >= 1.5 else "C"
            text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield place, field.field_name, weight, text


def _weighted(texts: dict[str, list[str]]) -> list[str]:
    return [" ".join(texts.get(weight, [])) for weight in WEIGHTS]


def _words(texts: dict[str, list[str]]) -> Iterator[str]:
    for text in (text for several in texts.values() for text in several):
        for word in re.findall(r"[^\W\d_]+", text.lower()):
            if SHORTEST <= len(word) <= LONGEST:
                yield word


def _learn(language: str, words: set[str], in_titles: set[str]) -> None:
    """Note words that are new, or new in a title. A word may stand twice where two learn it at once: rows that had to
    be unique would make them wait for each other, for the length of their transactions and crosswise."""
    rows = Word.objects.filter(language=language, text__in=words).order_by("in_title")
    known = dict(rows.values_list("text", "in_title"))
    news = sorted(word for word in words if word not in known or known[word] < (word in in_titles))
    Word.objects.bulk_create(Word(language=language, text=word, in_title=word in in_titles) for word in news)
