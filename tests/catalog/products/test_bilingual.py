"""One page in two languages: what has no English stays Indonesian and says so."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from catalog.products.bilingual import Words, in_language
from catalog.products.models import Category, ProductPage
from tests.factories import ProductPageFactory

TAS = Category(slug="tas", name="Tas & dompet", name_en="Bags")
KERIS = Category(slug="keris", name="Keris & warangka")


@pytest.mark.parametrize(
    ("language", "thing", "words", "is_fallback"),
    [
        ("id", TAS, Words("Tas & dompet", "id"), False),
        ("en", TAS, Words("Bags", "en"), False),
        ("id", KERIS, Words("Keris & warangka", "id"), False),
        ("en", KERIS, Words("Keris & warangka", "id"), True),
    ],
)
def test_english_falls_back_to_indonesian(language: str, thing: Category, words: Words, is_fallback: bool) -> None:
    with translation.override(language):
        found = in_language(thing, "name")
        assert found == words
        assert found.is_fallback is is_fallback


@pytest.mark.parametrize(
    ("language", "thing", "html"),
    [
        ("id", KERIS, "Keris &amp; warangka"),
        ("en", TAS, "Bags"),
        ("en", KERIS, '<span lang="id">Keris &amp; warangka</span>'),
    ],
)
def test_words_are_escaped_and_marked_where_they_fall_back(language: str, thing: Category, html: str) -> None:
    with translation.override(language):
        template = Template("{% load catalogue %}{% words thing 'name' %}")
        assert template.render(Context({"thing": thing})) == html


@pytest.mark.django_db
def test_rich_text_is_marked_as_a_block() -> None:
    page = ProductPage(story="<p>Dijahit tangan.</p>")
    template = Template("{% load catalogue %}{% rich_words page 'story' %}")
    with translation.override("en"):
        marked = template.render(Context({"page": page}))
    assert marked.startswith('<div lang="id">')
    assert "<p>Dijahit tangan.</p>" in marked
    with translation.override("id"):
        assert "lang=" not in template.render(Context({"page": page}))


@pytest.mark.django_db
def test_the_same_page_answers_in_both_languages() -> None:
    page = ProductPageFactory(title="Tas perca", title_en="Patchwork bag", materials="Kain perca")
    client = Client()
    indonesian = client.get(page.url).content.decode()
    english = client.get(f"/en{page.url}").content.decode()
    assert '<html lang="id"' in indonesian
    assert "Tas perca" in indonesian
    assert '<html lang="en"' in english
    assert "Patchwork bag" in english
    assert '<span lang="id">Kain perca</span>' in english
    assert '<span lang="id">' not in indonesian
