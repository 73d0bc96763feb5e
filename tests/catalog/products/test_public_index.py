"""The public index follows every change, also two at once, and says nothing that is not for everyone."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from bumm.people.models import Group, Kelurahan
from catalog.products import services
from catalog.products.models import CatalogueEntry, ProductPage, SearchEntry
from catalog.products.search import understand
from tests.factories import GroupPageFactory, ProductPageFactory, UserFactory

A_MOMENT = 0.5  # seconds


def is_found(words: str) -> bool:
    return SearchEntry.objects.filter(understand(words).condition()).exists()


@pytest.mark.django_db
class TestWhatStandsAround:
    def test_a_group_that_moves_takes_its_goods_along(self) -> None:
        page = ProductPageFactory()
        group = page.product.group
        group.kelurahan = Kelurahan.objects.get(slug="serengan")
        group.save()
        assert CatalogueEntry.objects.get(pk=page.pk).kelurahan.slug == "serengan"
        assert is_found("serengan")

    @pytest.mark.parametrize("what", ["kelurahan", "trade"])
    def test_a_new_name_of_a_place_or_a_trade_leads_there(self, what: str) -> None:
        row = getattr(GroupPageFactory().group, what)
        row.name = "Zubarkali"
        row.save()
        assert is_found("zubarkali")

    def test_a_group_saved_without_a_new_name_indexes_nothing(self) -> None:
        group = Group.objects.get(pk=ProductPageFactory().product.group_id)
        with CaptureQueriesContext(connection) as queries:
            group.save()
        assert not [query["sql"] for query in queries if "entry" in query["sql"]]
        group.name = "Perca Baru"
        with CaptureQueriesContext(connection) as queries:
            group.save()
        assert [query["sql"] for query in queries if "products_searchentry" in query["sql"]]

    def test_a_typo_that_was_once_published_does_not_stay_a_word(self) -> None:
        page = ProductPageFactory(title="Kain batk tulis")
        ProductPageFactory(title="Kain batik tulis")
        page.title = "Kain halus"
        page.save_revision().publish()
        assert understand("batk").looked_for == "batik"


@pytest.mark.django_db
@pytest.mark.parametrize("restriction", ["login", "password"])
def test_no_page_can_be_put_behind_a_log_in(client: Client, restriction: str) -> None:
    """Its title would stand in lists, searches and kept pages all the same; what is not for everyone is a draft."""
    page = ProductPageFactory()
    client.force_login(UserFactory(is_superuser=True))
    form = {"restriction_type": restriction, "password": "rahasia"}
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), form)
    assert not PageViewRestriction.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["q", "kategori", "kelurahan", "kelompok", "harga_dari", "urut", "hal"])
def test_a_null_byte_is_no_error(client: Client, name: str) -> None:
    ProductPageFactory()
    cache.clear()
    assert client.get("/produk/", {name: "a\x00b"}).status_code == 200


def at_once(*changes: Callable[[], Any]) -> list[Exception]:
    """Make each change in a transaction of its own that stays open for a moment; the next begins meanwhile."""
    failed: list[Exception] = []

    def make(change: Callable[[], Any], place: int) -> None:
        try:
            time.sleep(place * A_MOMENT / 2)
            with transaction.atomic():
                change()
                time.sleep(A_MOMENT)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=(change, place)) for place, change in enumerate(changes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def reprice(variant: Any, price: int) -> Callable[[], Any]:
    return lambda: services.change_variant(variant=variant, price=price, sku=variant.sku)


def publish(page: ProductPage, title: str) -> None:
    fresh = ProductPage.objects.get(pk=page.pk)
    fresh.title = title
    fresh.save_revision().publish()


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_prices_of_one_good(self) -> None:
        page = ProductPageFactory(product__price=10_000)
        first = page.product.variants.get()
        second = services.add_variant(product=page.product, price=10_000)
        assert at_once(reprice(first, 5_000), reprice(second, 8_000)) == []
        assert CatalogueEntry.objects.get(pk=page.pk).lowest_price == 5_000

    def test_a_title_and_a_price(self) -> None:
        page = ProductPageFactory(title="Lama")
        assert at_once(lambda: publish(page, "Baru"), reprice(page.product.variants.get(), 7_000)) == []
        entry = CatalogueEntry.objects.get(pk=page.pk)
        assert (entry.title, entry.lowest_price) == ("Baru", 7_000)

    def test_hidden_and_repriced(self) -> None:
        page = ProductPageFactory()
        hide = lambda: ProductPage.objects.get(pk=page.pk).unpublish()  # noqa: E731
        assert at_once(hide, reprice(page.product.variants.get(), 7_000)) == []
        assert not CatalogueEntry.objects.exists()
        assert page.product.variants.get().price == 7_000

    def test_two_who_learn_the_same_words_crosswise(self) -> None:
        pages = [ProductPageFactory() for _page in range(4)]

        def both(first: ProductPage, word: str, second: ProductPage, other: str) -> Callable[[], Any]:
            def change() -> None:
                publish(first, word)
                time.sleep(A_MOMENT)
                publish(second, other)

            return change

        changes = both(pages[0], "Xalfa", pages[1], "Xbeta"), both(pages[2], "Xbeta", pages[3], "Xalfa")
        assert at_once(*changes) == []
        assert understand("xalfa").looked_for == "xalfa"
