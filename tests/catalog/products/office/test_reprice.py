"""Prices of many goods: what the preview shows is stored, all or nothing, and can be taken back."""

import re
from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bumm.people.models import User
from catalog.products import repricing
from catalog.products.exceptions import PricesMoved
from catalog.products.models import GroupPage, PriceChange, ProductPage, Variant
from catalog.products.office.prices import unpack
from tests.factories import GroupPageFactory, PhotoFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory()


@pytest.fixture
def goods(group_page: GroupPage) -> list[ProductPage]:
    """Three goods at 10.000, 20.000 and 30.000 rupiah; the last is a draft."""
    photo = PhotoFactory(collection=group_page.collection)
    return [
        ProductPageFactory(group_page=group_page, image=photo, title=f"Tas {n}", product__price=n * 10_000, live=n < 3)
        for n in (1, 2, 3)
    ]


@pytest.fixture
def seller(group_page: GroupPage) -> User:
    return holder("group_admin", group=group_page.group)


@pytest.fixture
def office(seller: User, client: Client) -> Client:
    client.force_login(seller)
    return client


def address(*pages: ProductPage, ids: str = "") -> str:
    ids = ids or "&".join(f"id={page.pk}" for page in pages)
    action = reverse("wagtail_bulk_action", args=["products", "productpage", "prices"])
    return f"{action}?{ids}&next=/kantor/barang/"


def prices(*pages: ProductPage) -> list[int]:
    return [page.product.variants.get().price for page in pages]


RULE = {"way": "up_percent", "value": "10", "step": "500"}


def preview(office: Client, *pages: ProductPage, **rule: str) -> HttpResponse:
    response: HttpResponse = office.post(address(*pages), RULE | rule)
    assert response.status_code == 200
    return response


def hidden(response: HttpResponse) -> dict[str, str]:
    """The hidden fields of a preview, as its form sends them."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def store(office: Client, response: HttpResponse, **changes: Any) -> HttpResponse:
    return office.post(reverse("goods_prices_store"), hidden(response) | changes)


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_what_the_preview_shows_is_stored_and_kept_in_the_history(
    office: Client, goods: list[ProductPage], seller: User
) -> None:
    shown = preview(office, *goods)
    assert prices(*goods) == [10_000, 20_000, 30_000]
    assert not PriceChange.objects.exclude(old_price=None).exists()
    lines = {line.variant.product_id: (line.old, line.new) for line in shown.context["lines"]}
    assert [lines[page.product_id] for page in goods] == [(10_000, 11_000), (20_000, 22_000), (30_000, 33_000)]
    assert "Rp11.000" in shown.content.decode()
    assert store(office, shown).url == "/kantor/barang/"
    assert prices(*goods) == [11_000, 22_000, 33_000]
    kept = PriceChange.objects.exclude(old_price=None).order_by("pk")
    # The draft has not been seen by the public, so its price has no history yet.
    assert [(change.old_price, change.new_price, change.changed_by) for change in kept] == [
        (10_000, 11_000, seller),
        (20_000, 22_000, seller),
    ]


def test_lines_that_are_left_out_stay(office: Client, goods: list[ProductPage]) -> None:
    shown = preview(office, *goods)
    store(office, shown, leave_out=[goods[1].product.variants.get().pk])
    assert prices(*goods) == [11_000, 20_000, 33_000]


def test_with_every_line_left_out_nothing_is_stored(office: Client, goods: list[ProductPage]) -> None:
    shown = preview(office, *goods[:1])
    answer = store(office, shown, leave_out=[goods[0].product.variants.get().pk])
    assert answer.status_code == 302
    assert prices(*goods) == [10_000, 20_000, 30_000]


def test_a_large_change_is_pointed_out(office: Client, goods: list[ProductPage]) -> None:
    half, more = (preview(office, goods[0], way="down_percent", value=value) for value in ("50", "55"))
    assert (half.context["n_suspicious"], more.context["n_suspicious"]) == (0, 1)
    assert "office-doubtful" in more.content.decode()


def test_a_price_that_moved_meanwhile_stops_all_and_is_shown_again(office: Client, goods: list[ProductPage]) -> None:
    shown = preview(office, *goods)
    Variant.objects.filter(product=goods[1].product).update(price=50_000)
    again = store(office, shown)
    assert again.status_code == 200
    assert prices(*goods) == [10_000, 50_000, 30_000]
    moved = [line for line in again.context["lines"] if line.moved]
    assert [(line.old, line.new) for line in moved] == [(50_000, 55_000)]
    store(office, again)
    assert prices(*goods) == [11_000, 55_000, 33_000]


def test_where_a_good_is_gone_meanwhile_the_rest_is_shown_again(office: Client, goods: list[ProductPage]) -> None:
    shown = preview(office, *goods)
    goods[2].delete()
    again = store(office, shown)
    assert len(again.context["lines"]) == 2
    assert prices(*goods[:2]) == [10_000, 20_000]


def test_the_old_prices_can_be_restored_by_a_change_of_its_own(office: Client, goods: list[ProductPage]) -> None:
    done = store(office, preview(office, *goods))
    way_back = re.search(r'href="([^"]*kembalikan[^"]*)"', said(done))
    assert way_back
    restoring = office.get(way_back[1].replace("&amp;", "&"))
    assert sorted(line.new for line in restoring.context["lines"]) == [10_000, 20_000, 30_000]
    store(office, restoring)
    assert prices(*goods) == [10_000, 20_000, 30_000]
    history = PriceChange.objects.filter(variant__product=goods[0].product).order_by("pk")
    assert [change.new_price for change in history] == [10_000, 11_000, 10_000]


def test_what_is_restored_is_compared_too(office: Client, goods: list[ProductPage]) -> None:
    done = store(office, preview(office, *goods))
    way_back = re.search(r'href="([^"]*kembalikan[^"]*)"', said(done))
    assert way_back
    restoring = office.get(way_back[1].replace("&amp;", "&"))
    Variant.objects.filter(product=goods[0].product).update(price=12_000)
    again = store(office, restoring)
    assert [(line.old, line.new) for line in again.context["lines"] if line.moved] == [(12_000, 10_000)]
    assert prices(*goods) == [12_000, 22_000, 33_000]


@pytest.mark.parametrize("mark", ["", "?mark=lain"])
def test_only_the_last_change_is_taken_back(office: Client, goods: list[ProductPage], mark: str) -> None:
    store(office, preview(office, *goods))
    assert office.get(reverse("goods_prices_restore") + mark).url == reverse("goods")


def test_a_wrong_rule_keeps_what_was_typed(office: Client, goods: list[ProductPage]) -> None:
    response = office.post(address(*goods), RULE | {"value": "banyak"})
    assert 'value="banyak"' in response.content.decode()
    assert response.context["form"].errors.keys() == {"value"}


def test_goods_of_others_are_out_of_reach(office: Client, goods: list[ProductPage]) -> None:
    theirs = ProductPageFactory(title="Tas ungu", product__price=70_000)
    variant = theirs.product.variants.get()
    assert office.get(address(theirs)).status_code == 302
    among = office.get(address(goods[0], theirs))
    assert "ungu" not in among.content.decode()
    assert len(preview(office, goods[0], theirs).context["lines"]) == 1
    packed = f"{variant.pk}:70000:1"
    assert office.post(reverse("goods_prices_store"), {"packed": packed}).status_code == 302
    mine = goods[0].product.variants.get()
    office.post(reverse("goods_prices_store"), {"packed": f"{packed} {mine.pk}:10000:9000"})
    assert prices(theirs, goods[0]) == [70_000, 10_000]


@pytest.mark.parametrize("role", ["auditor", "mentor", "treasurer", "market_officer"])
def test_who_keeps_no_goods_changes_no_prices(
    client: Client, goods: list[ProductPage], group_page: GroupPage, role: str
) -> None:
    group = group_page.group
    scopes = {"mentor": {"group": group}, "treasurer": {"bumm": group.selling_bumm}}
    client.force_login(holder(role, **scopes.get(role, {})))
    packed = f"{goods[0].product.variants.get().pk}:10000:1"
    answers = [
        client.get(address(*goods)),
        client.post(address(*goods), RULE),
        client.post(reverse("goods_prices_store"), {"packed": packed}),
    ]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/kantor/")] * 3
    assert prices(*goods) == [10_000, 20_000, 30_000]


def test_all_that_the_filters_let_through(office: Client, goods: list[ProductPage]) -> None:
    everything = address(ids="id=all")
    assert len(office.post(everything, RULE).context["lines"]) == 3
    narrowed = office.post(everything + "&state=draft", RULE)
    assert [line.old for line in narrowed.context["lines"]] == [30_000]
    found = office.post(everything + "&q=tas+2", RULE)
    assert [line.old for line in found.context["lines"]] == [20_000]


def test_too_many_at_once_are_refused_in_words(office: Client, goods: list[ProductPage], monkeypatch: Any) -> None:
    from catalog.products.office.reprice import ChangePrices

    monkeypatch.setattr(ChangePrices, "most", 2)
    answer = office.get(address(*goods))
    assert answer.url == "/kantor/barang/"
    assert "2" in said(answer)


def test_the_number_of_statements_does_not_grow_with_the_prices(goods: list[ProductPage], seller: User) -> None:
    def statements(*pages: ProductPage) -> int:
        changes = {v.pk: (v.price, v.price + 1) for page in pages for v in page.product.variants.all()}
        with CaptureQueriesContext(connection) as queries:
            repricing.change_prices(changes=changes, by=seller)
        return len(queries)

    assert statements(*goods[:1]) == statements(*goods) <= 11


def test_kept_pages_show_the_new_prices_at_once(
    office: Client, goods: list[ProductPage], django_capture_on_commit_callbacks: Any
) -> None:
    cache.clear()
    for _visit in range(2):
        assert "Rp10.000" in Client().get(goods[0].url).content.decode()
    shown = preview(office, *goods)
    with django_capture_on_commit_callbacks(execute=True):
        store(office, shown)
    assert "Rp11.000" in Client().get(goods[0].url).content.decode()


@pytest.mark.parametrize("packed", ["", "1:2", "x", "1:2:0"])
def test_a_form_that_no_preview_made_stores_nothing(office: Client, goods: list[ProductPage], packed: str) -> None:
    assert office.post(reverse("goods_prices_store"), {"packed": packed}).status_code in {302, 400}
    assert prices(*goods) == [10_000, 20_000, 30_000]


def test_packed_and_unpacked_are_the_same(office: Client, goods: list[ProductPage]) -> None:
    shown = preview(office, *goods)
    lines = {line.variant.pk: (line.old, line.new) for line in shown.context["lines"]}
    assert unpack(hidden(shown)["packed"]) == lines


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_the_same_time_one_is_stored_whole() -> None:
    """Both saw the same prices. One wins on all of them, the other is told so and stores nothing."""
    pages = [ProductPageFactory(product__price=10_000) for _ in range(3)]
    keys = [page.product.variants.get().pk for page in pages]
    for _round in range(5):
        now = Variant.objects.get(pk=keys[0]).price
        outcomes = list(_two_changes(keys, now))
        assert sorted(outcomes) == ["moved", "stored"]
        assert len(set(Variant.objects.filter(pk__in=keys).values_list("price", flat=True))) == 1


def _two_changes(keys: list[int], now: int) -> Iterator[str]:
    barrier, outcomes = Barrier(2), []

    def change(by: int, order: list[int]) -> None:
        barrier.wait()
        try:
            repricing.change_prices(changes=dict.fromkeys(order, (now, now + by)), by=None)
            outcomes.append("stored")
        except PricesMoved:
            outcomes.append("moved")
        finally:
            connection.close()

    threads = [Thread(target=change, args=(1, keys)), Thread(target=change, args=(2, keys[::-1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    yield from outcomes
