"""What people type, and what they find: stems, stop words, slips of the finger, both languages, and suggestions."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override
from home.models import StoryIndexPage, StoryPage

from bumm.people.models import Group
from catalog.products import search
from catalog.products.models import Category, GroupPage, KelurahanPage, ProductPage
from catalog.products.search import understand
from catalog.products.suggestions import suggest
from tests.factories import CategoryFactory, GroupPageFactory, ProductPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Pages of another test, whose changes were never committed."""
    cache.clear()


@pytest.fixture(scope="module")
def standing_shop(standing: None) -> dict[str, ProductPage]:
    """A few goods of two groups, in Indonesian and partly in English."""
    birds = GroupPageFactory(group__name="Bengkel Merdu", group__slug="bengkel-merdu")
    cage = CategoryFactory(slug="birdcage", name="Sangkar burung", name_en="Birdcages")
    batik = CategoryFactory(slug="batik", name="Batik", name_en="Batik")
    stove = CategoryFactory(slug="stove", name="Kompor", name_en="Stoves")
    goods = {
        "sangkar": ("Sangkar lovebird", "Lovebird cage", cage, "Kerajinan jeruji bambu."),
        "kain": ("Kain batik tulis", "Hand-drawn batik cloth", batik, "Digambar dengan canting."),
        "tas": ("Tas batik", "", batik, "Untuk belanja ke pasar."),
        "kompor": ("Kompor minyak tanah", "Kerosene stove", stove, "Api biru, hemat."),
    }
    return {
        name: ProductPageFactory(group_page=birds, title=title, title_en=english, category=category, summary=summary)
        for name, (title, english, category, summary) in goods.items()
    }


@pytest.fixture
def shop(db: None, standing_shop: dict[str, ProductPage]) -> dict[str, ProductPage]:
    return deepcopy(standing_shop)


def found(client: Client, words: str, prefix: str = "", **more: str) -> list[str]:
    """The titles a search shows, in order."""
    html = client.get(f"{prefix}/produk/", {"q": words} | more).content.decode()
    if 'class="nothing"' in html:
        return []
    shelf = html.partition('class="shelf"')[2]
    return [part.partition(">")[2].partition("</a>")[0] for part in shelf.split("<h3><a href=")[1:]]


def first(client: Client, words: str, prefix: str = "") -> str:
    titles = found(client, words, prefix)
    return titles[0] if titles else ""


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("sangkar", "Sangkar lovebird"),
        ("SANGKAR", "Sangkar lovebird"),
        ("sangkr", "Sangkar lovebird"),
        ("sankar", "Sangkar lovebird"),
        ("pengrajin bambu", "Sangkar lovebird"),  # meets *kerajinan* at its stem
        ("kompor minyk", "Kompor minyak tanah"),
        ("kmpor", "Kompor minyak tanah"),
        ("kompar", "Kompor minyak tanah"),
        ("belnja", "Tas batik"),
        ("komp", "Kompor minyak tanah"),
        ("saya mau cari kompor yang hemat", "Kompor minyak tanah"),
        ("cage", "Sangkar lovebird"),  # English on the Indonesian site
        ("tas tipes", "Tas batik"),  # with the place
        ("tas bengkel merdu", "Tas batik"),  # with the makers
        ("belanja; batik!", "Tas batik"),
    ],
)
def test_what_is_typed_finds_what_is_meant(client: Client, shop: Any, words: str, title: str) -> None:
    assert first(client, words) == title


def test_batk_finds_batik_and_says_so(client: Client, shop: Any) -> None:
    ProductPageFactory(title="Pot", summary="Dari bata merah.")  # nearer by its letters than batik
    assert set(found(client, "batk")) == {"Kain batik tulis", "Tas batik"}
    html = client.get("/produk/?q=batk").content.decode()
    assert "Tidak ada yang bernama “batk”" in html
    assert "“batik”" in html


def test_a_word_in_the_title_counts_most(client: Client, shop: Any) -> None:
    ProductPageFactory(title="Lampu", summary="Kap lampu dari kain batik, cap atau tulis.")
    assert found(client, "batik")[-1] == "Lampu"


@pytest.mark.parametrize(
    ("words", "titles"),
    [("stove", {"Kerosene stove"}), ("stoves", {"Kerosene stove"}), ("hand drawn cloths", {"Hand-drawn batik cloth"})],
)
def test_english_is_stemmed_as_english(client: Client, shop: Any, words: str, titles: set[str]) -> None:
    assert set(found(client, words, "/en")) == titles


def test_goods_without_english_are_found_on_the_english_site_by_their_indonesian_name(
    client: Client, shop: Any
) -> None:
    assert "tas batik" in " ".join(found(client, "tas", "/en")).lower()


def test_words_that_never_stand_together_are_looked_for_apart(client: Client, shop: Any) -> None:
    assert set(found(client, "sangkar kompor")) == {"Sangkar lovebird", "Kompor minyak tanah"}
    assert "sebagian" in client.get("/produk/?q=sangkar+kompor").content.decode()
    assert set(found(client, "kompor zzqqxx")) == {"Kompor minyak tanah"}


@pytest.mark.parametrize(
    "words", ["", "  ", "!!!", "'", "a' | 'b", "& | !", "\\", "%", "_", "<b>", "\x00", "🙂", "ab" * 60]
)
def test_nothing_that_is_typed_breaks_anything(client: Client, shop: Any, words: str) -> None:
    for address in ("/produk/", "/en/produk/", "/produk/saran/"):
        assert client.get(address, {"q": words}).status_code == 200


def test_groups_places_and_stories_are_found_too(client: Client, shop: Any) -> None:
    index = StoryIndexPage.objects.get()
    story = StoryPage(title="Pagi di bengkel sangkar", slug="pagi", intro="Bambu dan rotan.")
    index.add_child(instance=story)
    story.save_revision().publish()
    html = client.get("/produk/?q=sangkar").content.decode()
    assert "Pagi di bengkel sangkar" in html
    assert "Bengkel Merdu <small>Kelompok</small>" in client.get("/produk/?q=merdu").content.decode()
    assert "Tipes <small>Kelurahan</small>" in client.get("/produk/?q=tipes").content.decode()


def test_nothing_found_helps_on(client: Client, shop: Any) -> None:
    html = client.get("/produk/?q=qqxxzz").content.decode()
    assert "Batik" in html
    assert 'href="/produk/?kategori=batik"' in html
    assert html.count('class="card"') == 4
    assert 'class="filters"' not in html


class TestFreshness:
    """The index is what is so, at once and without a worker."""

    def test_new_words_of_a_page(self, client: Client, shop: Any) -> None:
        page = shop["tas"]
        page.title = "Ransel batik"
        page.save_revision().publish()
        assert first(client, "ransel") == "Ransel batik"
        assert "Tas batik" not in found(client, "tas")

    def test_a_draft_is_not_found(self, client: Client, shop: Any) -> None:
        shop["tas"].title = "Ransel batik"
        shop["tas"].save_revision()
        assert not found(client, "ransel")

    def test_what_is_hidden_or_deleted_is_not_found(self, client: Client, shop: Any) -> None:
        assert found(client, "kompor")
        shop["kompor"].unpublish()
        shop["sangkar"].delete()
        cache.clear()
        assert not found(client, "kompor")
        assert "Sangkar lovebird" not in found(client, "sangkar")

    def test_a_word_that_left_the_site_corrects_nothing(self, client: Client, shop: Any) -> None:
        shop["kompor"].unpublish()
        assert understand("kmpor").meant == {"kmpor": None}

    def test_a_new_name_of_a_category_or_a_group(self, client: Client, shop: Any) -> None:
        category = Category.objects.get(slug="stove")
        category.name = "Tungku masak"
        category.save()
        assert first(client, "tungku") == "Kompor minyak tanah"
        group = Group.objects.get(slug="bengkel-merdu")
        group.name = "Bengkel Gemilang"
        group.save()
        assert len(found(client, "gemilang")) == 4

    def test_a_deleted_branch_is_gone(self, client: Client, shop: Any) -> None:
        GroupPage.objects.get(group__slug="bengkel-merdu").delete()
        assert not found(client, "batik")
        KelurahanPage.objects.get().delete()
        assert "<small>Kelurahan</small>" not in client.get("/produk/?q=tipes").content.decode()


class TestSuggestions:
    def test_a_begun_word_is_completed_and_leads_on(self, client: Client, shop: Any) -> None:
        html = client.get("/produk/saran/?q=sang&bagian=1").content.decode()
        assert 'href="/produk/?q=sangkar"' in html
        assert 'href="/produk/?kategori=birdcage"' in html
        assert shop["sangkar"].url in html
        assert GroupPage.objects.get().url in client.get("/produk/saran/?q=merd&bagian=1").content.decode()
        assert "<html" not in html

    def test_it_is_a_page_too(self, client: Client, shop: Any) -> None:
        html = client.get("/produk/saran/?q=sang").content.decode()
        assert "<html" in html
        assert 'href="/produk/?q=sangkar"' in html

    def test_the_words_before_count(self, shop: Any) -> None:
        assert suggest("kompor mi").words == ["kompor minyak"]
        assert [page.title for page in suggest("kompor mi").goods] == ["Kompor minyak tanah"]
        assert "sangkar" not in " ".join(suggest("batik sa").words)

    def test_words_of_titles_come_first(self, shop: Any) -> None:
        ProductPageFactory(title="Pot", summary="Sanggup menahan panas.")
        assert suggest("sang").words == ["sangkar", "sanggup"]

    def test_mistyped_beginnings_are_forgiven(self, shop: Any) -> None:
        assert suggest("sngkar").words == ["sangkar"]

    @pytest.mark.parametrize("words", ["", "s", "qqxxzz"])
    def test_where_there_is_nothing_nothing_is_suggested(self, shop: Any, words: str) -> None:
        assert not suggest(words)

    def test_each_word_that_is_suggested_finds_something(self, client: Client, shop: Any) -> None:
        begun = {page.title.lower()[:letters] for page in shop.values() for letters in (2, 3, 4)}
        questions = [question for words in begun for question in suggest(words).words]
        assert len(questions) > 8
        assert all(found(client, question) for question in questions)

    def test_in_english(self, shop: Any) -> None:
        with override("en"):
            assert "kerosene" in suggest("kero").words


def test_stop_words_alone_are_looked_for(shop: Any) -> None:
    assert search.words_of("untuk yang") == ["untuk", "yang"]
    assert search.words_of("tas untuk yang batik tas") == ["tas", "batik"]
