"""Filters, their counts, order and pages of the listing."""

import itertools
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from pilot import scale

from catalog.products import services
from catalog.products.listing import ORDERS, Listing, Wish
from catalog.products.models import CatalogueEntry, ProductPage, SearchEntry
from catalog.products.search import understand
from catalog.products.views import wish_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Pages of another test, whose changes were never committed."""
    cache.clear()


@pytest.fixture(scope="module")
def standing_goods(standing: None) -> list[ProductPage]:
    """Forty-eight goods of eight categories and four groups, each group in a kelurahan; every seventh at a kiosk."""
    scale.seed_products(48, goods_of_a_group=12)
    pages = list(ProductPage.objects.order_by("pk"))
    for page in pages[::7]:
        services.report_kiosks(variant=page.product.variants.first(), kiosks=["gede-a1"])
    return pages


@pytest.fixture
def goods(db: None, standing_goods: list[ProductPage]) -> list[ProductPage]:
    return deepcopy(standing_goods)


def results(wish: Wish) -> list[int]:
    """All keys that a wish finds, page by page."""
    found = Listing(wish, understand(wish.words) if wish.words else None)
    pages = found.page("1").paginator
    return [key for number in pages.page_range for key in found.page(str(number))]


WISHES = [
    {},
    {"categories": ["batik"]},
    {"categories": ["batik", "rotan"], "kelurahan": ["pajang", "karangasem"]},
    {"groups": ["kelompok-skala-1", "kelompok-skala-3"], "in_stock": True},
    {"price_from": 30_000, "price_to": 220_000},
    {"price_to": 390_000, "in_stock": True, "at_kiosk": True},
    {"words": "batik"},
    {"words": "batik", "categories": ["batik"], "price_from": 60_000},
    {"words": "kayu", "groups": ["kelompok-skala-2"], "at_kiosk": True},
    {"categories": ["kursi"]},
]


def test_every_count_is_what_its_filter_would_show(goods: Any) -> None:
    for asked in WISHES:
        refuse_other_counts(asked)


def refuse_other_counts(asked: dict[str, Any]) -> None:
    wish = Wish(**asked)
    choices = Listing(wish, understand(wish.words) if wish.words else None).choices
    counted = {
        "categories": {row.slug: row.goods for row in choices.categories},
        "kelurahan": {row.slug: row.goods for row in choices.kelurahan},
        "groups": {row.slug: row.goods for row in choices.groups},
    }
    for facet, counts in counted.items():
        for slug, number in counts.items():
            assert number == len(results(Wish(**asked | {facet: [slug]}))), (facet, slug)
    assert choices.in_stock == len(results(Wish(**asked | {"in_stock": True})))
    assert choices.at_kiosk == len(results(Wish(**asked | {"at_kiosk": True})))


def test_results_are_those_of_the_rows_themselves_in_every_order(goods: Any) -> None:
    for asked, order in itertools.product(WISHES, ORDERS):
        refuse_other_results(goods, asked, order)


def refuse_other_results(goods: list[ProductPage], asked: dict[str, Any], order: str) -> None:
    """Held against a slow reading of the pages, their products and their stock."""

    def fits(page: ProductPage) -> bool:
        variants = page.product.variants.select_related("availability")
        group, price = page.product.group, min(variant.price for variant in variants)
        words = f"{page.title} {page.category.name} {page.summary} {page.materials} {group.name} {group.kelurahan.name}"
        return (
            (not asked.get("categories") or page.category_id in asked["categories"])
            and (not asked.get("kelurahan") or group.kelurahan.slug in asked["kelurahan"])
            and (not asked.get("groups") or group.slug in asked["groups"])
            and asked.get("price_from", 0) <= price <= asked.get("price_to", 10**9)
            and (not asked.get("in_stock") or any(variant.availability.in_stock for variant in variants))
            and (not asked.get("at_kiosk") or any(variant.availability.kiosks for variant in variants))
            and (not asked.get("words") or asked["words"] in words.lower())
        )

    wish = Wish(**asked | {"order": order})
    keys = results(wish)
    expected = {page.pk: page for page in goods if fits(page)}
    assert sorted(keys) == sorted(expected)
    prices = [min(variant.price for variant in expected[key].product.variants.all()) for key in keys]
    if order in ("termurah", "termahal"):
        assert prices == sorted(prices, reverse=order == "termahal")
    elif order == "nama":
        rows = list(CatalogueEntry.objects.filter(pk__in=keys).order_by("title", "-pk").values_list("pk", flat=True))
        assert keys == rows
    elif not wish.words:
        days = [expected[key].product.first_offered_at for key in keys]
        assert days == sorted(days, reverse=True)


def test_no_good_is_on_two_pages_or_on_none(client: Client, goods: Any) -> None:
    seen = [key for number in (1, 2) for key in client.get(f"/produk/?hal={number}").context["product_keys"]]
    assert sorted(seen) == sorted(page.pk for page in goods)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(client: Client, goods: Any, number: str) -> None:
    assert client.get(f"/produk/?hal={number}").status_code == 200


def test_prices_are_read_as_people_write_them() -> None:
    for text in ("125000", "125.000", "Rp125.000", "Rp 125.000,-"):
        assert wish_of(QueryDict(urlencode({"harga_dari": text}))).price_from == 125_000
    turned = wish_of(QueryDict("harga_dari=90000&harga_sampai=10000"))
    assert (turned.price_from, turned.price_to) == (10_000, 90_000)


def test_a_price_that_cannot_be_read_is_said_and_left_out(client: Client, goods: Any) -> None:
    html = client.get("/produk/?harga_dari=seribu").content.decode()
    assert "“seribu” bukan harga" in html
    assert html.count('class="card"') == 24
    assert client.get("/produk/?harga_dari=9999999999999999999999").status_code == 200


def test_each_filter_can_be_taken_away(client: Client, goods: Any) -> None:
    asked = "kategori=batik&kelurahan=pajang&harga_dari=5.000&harga_sampai=900.000&stok=1"
    html = client.get(f"/produk/?{asked}").content.decode()
    assert html.count('class="chip"') == 5
    assert 'href="?harga_sampai=900000&amp;stok=1&amp;kategori=batik&amp;kelurahan=pajang"' in html


def test_the_wish_survives_a_change_of_order(client: Client, goods: Any) -> None:
    html = client.get("/produk/?q=batik&kategori=batik&harga_dari=5000&stok=1").content.decode()
    sort = html.partition('class="sort"')[2].partition("</form>")[0]
    for name, value in [("q", "batik"), ("kategori", "batik"), ("harga_dari", "5000"), ("stok", "1")]:
        assert f'name="{name}" value="{value}"' in sort


class TestEntries:
    """The catalogue's narrow rows follow the goods."""

    def test_the_cheapest_variant_counts(self, goods: Any) -> None:
        page = goods[0]
        services.add_variant(product=page.product, price=10)
        assert CatalogueEntry.objects.get(pk=page.pk).lowest_price == 10

    def test_stock_and_kiosks(self, goods: Any) -> None:
        variant = goods[1].product.variants.first()
        for pieces, kiosks in itertools.product((0, 3), ([], ["gede-a1"])):
            services.report_availability(variant=variant, in_stock=pieces, made_to_order_days=0)
            services.report_kiosks(variant=variant, kiosks=kiosks)
            entry = CatalogueEntry.objects.get(pk=goods[1].pk)
            assert (entry.in_stock, entry.at_kiosk) == (pieces > 0, bool(kiosks))

    def test_a_page_that_leaves_the_shelf_leaves_the_rows(self, goods: Any) -> None:
        goods[2].unpublish()
        assert not CatalogueEntry.objects.filter(pk=goods[2].pk).exists()
        goods[2].save_revision().publish()
        assert CatalogueEntry.objects.filter(pk=goods[2].pk).exists()

    def test_rebuilding_changes_nothing(self, goods: Any, capsys: Any) -> None:
        before = [list(model.objects.order_by("pk").values()) for model in (SearchEntry, CatalogueEntry)]
        call_command("rebuild_public_index")
        assert capsys.readouterr().out.strip() == str(SearchEntry.objects.count())
        assert SearchEntry.objects.count() > 48
        assert [list(model.objects.order_by("pk").values()) for model in (SearchEntry, CatalogueEntry)] == before
