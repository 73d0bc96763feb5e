"""Looking for words: what a visitor may have meant, and which pages on line hold it.

PostgreSQL stems the words of both sides (*kerajinan* and *pengrajin* meet at *rajin*). A word that leads nowhere is
held against those that stand on the public's pages: first as a beginning, then by its letters (`sangkr`). A question is
understood in the language of the page, or in the other where that makes more of it.
"""

import re
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from catalog.products.freshness import SEARCH, shows
from catalog.products.models import SearchEntry
from catalog.products.stop_words import STOP_WORDS

LONGEST_QUESTION = 80  # characters
MOST_WORDS = 8
MOST_OTHERS = 6  # pages shown beside the goods
ALIKE = 0.4  # of 1, by trigrams: below it a word is another one, and no slip of the finger

CONFIGS = {"id": "indonesian", "en": "english"}  # PostgreSQL's names for how each language is stemmed


def _statement(language: str, config: str) -> str:
    """What `understand` asks the database, for one language.

    Of each word: does it lead to a page by its stem, and if not, which of the five nearest words is the first that
    does? Nearest are those that it begins, then those with the same consonants, then those of titles; the rest must be
    like it in their letters. Then the words that remain as queries, and whether they stand all together on a page.
    """

    def leads(query: str) -> str:
        # A few are counted where one would do: for the first page of a rare word the planner reads the whole table.
        few = f"SELECT FROM products_searchentry WHERE words_{language} @@ {query} LIMIT 50"
        return f"(SELECT count(*) > 0 FROM ({few}) AS few)"  # noqa: S608

    def consonants(word: str) -> str:
        # In a hurry vowels are left out or mixed up: `batk`, `kmpor`, `batek`.
        return f"regexp_replace({word}, '[aeiou]', '', 'g')"

    stemmed = f"plainto_tsquery('{config}', word)"
    meant = f"nullif(plainto_tsquery('{config}', meant)::text, '')"
    return f"""
        WITH asked AS (
            SELECT word, place, {leads(stemmed)} AS leads
            FROM unnest(%s::text[]) WITH ORDINALITY AS given (word, place)
        ), understood AS (
            SELECT word, place, CASE WHEN leads THEN word ELSE (
                SELECT word FROM (
                    SELECT text AS word FROM products_word
                    WHERE char_length(asked.word) > 2 AND language = '{language}'
                      AND (text LIKE asked.word || '%%' OR text %% asked.word AND (
                          similarity(text, asked.word) >= {ALIKE} OR {consonants("text")} = {consonants("asked.word")}
                      ))
                    GROUP BY text
                    ORDER BY text LIKE asked.word || '%%' DESC, {consonants("text")} = {consonants("asked.word")} DESC,
                        bool_or(in_title) DESC, similarity(text, asked.word) DESC, text LIMIT 5
                ) AS near WHERE {leads(stemmed)} LIMIT 1
            ) END AS meant FROM asked
        ), asked_for AS (
            SELECT array_agg(word ORDER BY place) AS words, array_agg(meant ORDER BY place) AS meant,
                string_agg({meant}, ' & ' ORDER BY place) AS all_of, string_agg({meant}, ' | ' ORDER BY place) AS any_of
            FROM understood
        )
        SELECT words, meant, all_of, any_of, cardinality(words) = 1 OR {leads("all_of::tsquery")} FROM asked_for
    """  # noqa: S608


STATEMENTS = {language: _statement(language, config) for language, config in CONFIGS.items()}


@dataclass(frozen=True)
class Question:
    """What was typed, and what is looked for instead: by each word the one that was meant, or None where nothing is
    like it. `query` is in PostgreSQL's form, of stems in a `language`. `together` says whether any page has all of the
    words; where none has, pages with some of them are looked for."""

    typed: str
    language: str = "id"
    meant: dict[str, str | None] = field(default_factory=dict)
    query: str = ""
    together: bool = True

    @property
    def looked_for(self) -> str:
        """The words that are looked for, as one might have typed them."""
        return " ".join(word for word in self.meant.values() if word)

    @property
    def is_corrected(self) -> bool:
        return any(word and word != typed for typed, word in self.meant.items())

    @property
    def is_partial(self) -> bool:
        """Whether some words stand on no page, or not together."""
        return not self.together or None in self.meant.values()

    def condition(self, way: str = "") -> Q:
        """A condition on SearchEntry, or on what leads to it by `way`."""
        return Q(**{f"{way}words_{self.language}": self._raw()}) if self.query else Q(pk__in=[])

    def rank(self, way: str = "") -> SearchRank:
        """How well a page fits."""
        return SearchRank(F(f"{way}words_{self.language}"), self._raw())

    def _raw(self) -> SearchQuery:
        return SearchQuery(self.query, config="simple", search_type="raw")


def understand(typed: str) -> Question:
    """What a visitor means by these words. One query; another where the language of the page knows not all of them."""
    shows(SEARCH)
    words = words_of(typed)
    if not words:
        return Question(typed)
    own, other = ("en", "id") if get_language() == "en" else ("id", "en")
    question = _understood(typed, words, own)
    if question.is_corrected or question.is_partial:
        return max(question, _understood(typed, words, other), key=_words_as_typed)
    return question


def _understood(typed: str, words: list[str], language: str) -> Question:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[language], [words])
        asked, meant, all_of, any_of, together = cursor.fetchone()
    together = bool(together and all_of)
    return Question(
        typed, language, dict(zip(asked, meant, strict=True)), (all_of if together else any_of) or "", together
    )


def _words_as_typed(question: Question) -> tuple[int, bool]:
    return sum(word == typed for typed, word in question.meant.items()), question.together


def words_of(typed: str) -> list[str]:
    """The words that are worth looking for, once each: stop words count only where there is nothing else."""
    words = list(dict.fromkeys(re.findall(r"[^\W_]+(?:-[^\W_]+)*", typed.lower())))
    return ([word for word in words if word not in STOP_WORDS] or words)[:MOST_WORDS]


def others(question: Question) -> QuerySet[SearchEntry]:
    """Groups, kelurahan, stories and pages of text that fit, the best first, each with its page."""
    if not question.query:
        return SearchEntry.objects.none()
    found = SearchEntry.objects.exclude(kind="productpage").filter(question.condition())
    return found.select_related("page").order_by(question.rank().desc(), "pk")[:MOST_OTHERS]
