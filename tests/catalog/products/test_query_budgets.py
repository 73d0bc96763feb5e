"""How many queries a public page takes when no cache helps: pinned, so that a lazy foreign key is seen at once."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from home.models import HomeChoice, HomePage

from catalog.products.models import GroupPage, ProductPage
from catalog.products.pictures import make_renditions
from tests.factories import GroupPageFactory, PhotoFactory, ProductPageFactory

pytestmark = pytest.mark.django_db

CARDS = 24


@pytest.fixture(scope="module")
def standing_market(standing: None) -> list[ProductPage]:
    """Twenty-four goods of three groups, each with a picture that has its renditions."""
    groups = GroupPageFactory.create_batch(3)
    for group in groups:
        group.photo = PhotoFactory(collection=group.collection)
        group.save_revision().publish()
    goods = [ProductPageFactory(group_page=groups[number % 3]) for number in range(CARDS)]
    make_renditions.call(goods[0].photos.first().image_id)
    home = HomePage.objects.get()
    home.photo = PhotoFactory()
    home.choices = [HomeChoice(page=page) for page in [*goods[:4], *groups]]
    home.sections = [(kind, {"title": kind}) for kind in ("categories", "chosen", "newest", "groups", "stories")]
    home.save_revision().publish()
    return goods


@pytest.fixture
def market(db: None, standing_market: list[ProductPage]) -> list[ProductPage]:
    return deepcopy(standing_market)


def count_queries(client: Client, address: str, django_assert_num_queries: Any, expected: int) -> str:
    client.get(address)  # content types are read once a process
    cache.clear()
    with django_assert_num_queries(expected):
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_listing(client: Client, market: list[ProductPage], django_assert_num_queries: Any) -> None:
    html = count_queries(client, "/produk/", django_assert_num_queries, 9)
    assert html.count('class="card"') == CARDS


def test_a_chosen_filter_takes_no_more(
    client: Client, market: list[ProductPage], django_assert_num_queries: Any
) -> None:
    html = count_queries(client, "/produk/?kategori=patchwork", django_assert_num_queries, 9)
    assert 'class="chip"' in html


def test_product(client: Client, market: list[ProductPage], django_assert_num_queries: Any) -> None:
    html = count_queries(client, market[0].url, django_assert_num_queries, 15)
    assert html.count('class="card"') == 4


def test_home(client: Client, market: list[ProductPage], django_assert_num_queries: Any) -> None:
    html = count_queries(client, "/", django_assert_num_queries, 14)
    assert html.count('class="card"') == 4 + 8


def test_group(client: Client, market: list[ProductPage], django_assert_num_queries: Any) -> None:
    page = GroupPage.objects.first()
    assert page is not None
    html = count_queries(client, page.url, django_assert_num_queries, 15)
    assert html.count('class="card"') == CARDS // 3


@pytest.mark.parametrize(("address", "expected"), [("/kelurahan/", 11), ("/kelurahan/tipes/", 13), ("/cerita/", 10)])
def test_other_pages(
    client: Client, market: list[ProductPage], django_assert_num_queries: Any, address: str, expected: int
) -> None:
    count_queries(client, address, django_assert_num_queries, expected)


def test_a_longer_listing_takes_no_more_queries(
    client: Client, market: list[ProductPage], django_assert_num_queries: Any
) -> None:
    for _number in range(CARDS):
        ProductPageFactory(group_page=GroupPage.objects.get(group=market[0].product.group))
    count_queries(client, "/produk/?hal=2", django_assert_num_queries, 9)


def test_english_takes_no_more(client: Client, market: list[ProductPage], django_assert_num_queries: Any) -> None:
    count_queries(client, "/en/produk/", django_assert_num_queries, 9)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?kelurahan=tipes&kelompok=tidak-ada&stok=1&harga_dari=1000", 6),  # the two slugs; and no card
        ("?q=tas", 11),
        ("?q=tas&kategori=patchwork&urut=termurah", 11),
        ("?q=tsa+prca", 12),  # corrected, and tried in English
        ("?q=qqxxzz", 10),  # nothing found, and what there is
        ("saran/?q=ta&bagian=1", 8),
        ("saran/?q=tsa&bagian=1", 6),
    ],
)
def test_searches_and_suggestions(
    client: Client, market: list[ProductPage], django_assert_num_queries: Any, asked: str, expected: int
) -> None:
    count_queries(client, f"/produk/{asked}", django_assert_num_queries, expected)
