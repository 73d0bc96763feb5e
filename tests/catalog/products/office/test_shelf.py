"""The list of goods, narrowed, ordered and taken along: a shelf with a good of every kind, of two groups."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.products import services
from catalog.products.models import ProductPage
from tests.catalog.products.office.test_listings import exported, of_kenanga, of_melati, titles
from tests.factories import CategoryFactory, PhotoFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(holder("promotion_officer"))
    return client


@pytest.fixture(scope="module")
def shelf(standing: None) -> None:
    """What the filters tell apart."""
    melati, _kenanga = of_melati(), of_kenanga()
    photo = PhotoFactory(collection=melati.collection)

    def add(title: str, **fields: Any) -> ProductPage:
        return ProductPageFactory(group_page=melati, title=title, image=photo, **fields)

    add("Habis", product__in_stock=0, title_en="Sold out", product__price=10_000)
    services.report_availability(
        variant=add("Pesanan", product__in_stock=0).product.variants.get(), in_stock=0, made_to_order_days=5
    )
    add("Konsep", live=False)
    waiting = add("Menunggu", live=False)
    waiting.get_workflow().start(waiting, holder("group_admin", group=melati.group))
    back = add("Kembali", live=False)
    back.get_workflow().start(back, holder("group_admin", group=melati.group))
    back.current_workflow_state.current_task_state.reject(user=holder("promotion_officer"), comment="Foto buram")
    add("Tersembunyi").unpublish()
    ProductPageFactory(group_page=melati, title="Tanpa foto", image=None, live=False)
    page = ProductPage(
        product=services.open_product(group=melati.group), category=CategoryFactory(slug="batik"), title="Tanpa harga"
    )
    page.live = False
    melati.add_child(instance=page)
    page.save_revision()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=live", ["Habis", "Pesanan", "Tas biru", "Tas ungu"]),
        ("state=draft", ["Kembali", "Konsep", "Menunggu", "Tanpa foto", "Tanpa harga"]),
        ("state=hidden", ["Tersembunyi"]),
        ("state=waiting", ["Menunggu"]),
        ("state=returned", ["Kembali"]),
        ("state=waiting&state=returned", ["Kembali", "Menunggu"]),
        ("supply=order", ["Pesanan"]),
        ("supply=none", ["Habis", "Tanpa harga"]),
        ("supply=stock&state=live", ["Tas biru", "Tas ungu"]),
        ("missing=photo", ["Tanpa foto", "Tanpa harga"]),
        ("missing=price", ["Tanpa harga"]),
        ("missing=photo&missing=price", ["Tanpa harga"]),
        ("missing=english&state=live", ["Habis", "Pesanan", "Tas biru", "Tas ungu"]),
        ("category=batik", ["Tanpa harga"]),
        ("q=biru-", ["Tas biru"]),
        ("q=TAS", ["Tas biru", "Tas ungu"]),
        ("q=sold", ["Habis"]),
        ("q=tidak+ada", []),
    ],
)
def test_filters_and_search(office: Client, shelf: None, query: str, expected: list[str]) -> None:
    response = office.get(f"{reverse('goods')}?{query}&ordering=draft_title")
    assert titles(response) == expected
    assert office.get(f"{reverse('goods_results')}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("ordering", "first"),
    [("lowest_price", "Habis"), ("-lowest_price", "Tas biru"), ("draft_title", "Habis"), ("pieces", "Pesanan")],
)
def test_orders(office: Client, shelf: None, ordering: str, first: str) -> None:
    found = titles(office.get(f"{reverse('goods')}?ordering={ordering}"))
    assert found[0] == first
    if "price" in ordering:
        assert found[-1] == "Tanpa harga"  # what has no price comes last both ways


def test_a_row_says_how_the_good_stands(office: Client, shelf: None) -> None:
    response = office.get(reverse("goods"))
    column = response.context["table"].columns["state"]
    states = {page.title: column.get_value(page) for page in response.context["object_list"]}
    assert states["Tas biru"] == "Tayang"
    assert states["Tersembunyi"] == "Tersembunyi"
    assert states["Menunggu"] == "Konsep, menunggu persetujuan"
    assert states["Kembali"] == "Konsep, dikembalikan"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_has_the_columns_and_rows_of_the_screen(office: Client, shelf: None, kind: str) -> None:
    query = f"{reverse('goods')}?state=live&ordering=-lowest_price"
    response = office.get(f"{query}&export={kind}")
    assert f".{kind}" in response["Content-Disposition"]
    header, *rows = exported(response, kind)
    screen = office.get(query)
    labels = [str(column.label) for column in screen.context["table"].columns.values()]
    assert header == labels[1:]  # but for the ticks
    assert [row[0] for row in rows] == titles(screen) == ["Tas biru", "Pesanan", "Tas ungu", "Habis"]
    assert [row[1] for row in rows] == ["Perca Melati", "Perca Melati", "Perca Kenanga", "Perca Melati"]
    assert [int(row[2]) for row in rows] == [30_000, 25_000, 20_000, 10_000]
    assert isinstance(rows[0][2], int) == (kind == "xlsx")
