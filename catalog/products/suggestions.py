"""What is suggested while someone types: words that go on so, kinds of goods, groups and places, and goods by name."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q
from django.utils.translation import get_language

from catalog.products.freshness import CATALOGUE, SEARCH, fact_of, shows
from catalog.products.models import CatalogueEntry, Category, ProductPage, SearchEntry
from catalog.products.search import CONFIGS, Question, others, understand, words_of

SHORTEST = 2  # letters before anything is suggested
MOST_GOODS = 5

# The words of the public's pages that begin so and stand on a page together with the words before: those of titles,
# then the shortest; and all of them as one query.
COMPLETE = """
WITH completed AS (
    SELECT text, plainto_tsquery('CONFIG', text) AS query
    FROM (
        SELECT text FROM products_word WHERE text LIKE %(begun)s || '%%' AND language = 'LANGUAGE'
        GROUP BY text ORDER BY bool_or(in_title) DESC, char_length(text), text LIMIT 12
    ) AS begun_so
    WHERE EXISTS (
        SELECT FROM products_searchentry
        WHERE words_LANGUAGE @@ (plainto_tsquery('CONFIG', %(before)s) && plainto_tsquery('CONFIG', text))
    )
    LIMIT 4
)
SELECT array_agg(text), plainto_tsquery('CONFIG', %(before)s)::text, string_agg(nullif(query::text, ''), ' | ')
FROM completed
"""
STATEMENTS = {
    language: COMPLETE.replace("LANGUAGE", language).replace("CONFIG", config) for language, config in CONFIGS.items()
}


@dataclass(frozen=True)
class Suggestions:
    """Each part is short, and may be empty. `words` are whole questions."""

    words: list[str] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    others: list[SearchEntry] = field(default_factory=list)
    goods: list[ProductPage] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.words or self.categories or self.others or self.goods)


def suggest(typed: str) -> Suggestions:
    """What may be meant by a question of which the last word has been begun."""
    shows(SEARCH, CATALOGUE)
    words = words_of(typed)
    if not words or len(words[-1]) < SHORTEST:
        return Suggestions()
    question, completed = _completed(words)
    if not completed:
        question = understand(typed)
        completed = [question.looked_for] if question.looked_for else []
    keys = (
        CatalogueEntry.objects.filter(question.condition("entry__"))
        .order_by("-pk")
        .values_list("pk", flat=True)[:MOST_GOODS]
    )
    goods = list(ProductPage.objects.filter(pk__in=list(keys)).order_by("title"))
    categories = list(_categories(completed[0].split()[-1] if completed else words[-1]))
    shows(*map(fact_of, [*goods, *categories]))
    return Suggestions(completed, categories, list(others(question)), goods)


def _completed(words: list[str]) -> tuple[Question, list[str]]:
    """The question with its last word completed in every way that leads somewhere, and each of these questions."""
    *before, begun = words
    language = "en" if get_language() == "en" else "id"
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[language], {"begun": begun, "before": " ".join(before)})
        completions, earlier, completed = cursor.fetchone()
    if not completed:
        return Question(" ".join(words)), []
    query = f"{earlier} & ({completed})" if earlier else completed
    return Question(" ".join(words), language, query=query), [" ".join([*before, word]) for word in completions]


def _categories(word: str) -> list[Category]:
    named = Q(name__icontains=word) | Q(name_en__icontains=word)
    return list(Category.objects.filter(named, entries__isnull=False).distinct().order_by("position"))
