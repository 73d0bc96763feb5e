"""The history of prices: who changed what, when, and by how much; each sees that of the own goods."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bumm.people.models import User
from catalog.products import repricing
from catalog.products.models import GroupPage, ProductPage
from tests.factories import BummFactory, GroupPageFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db

ADDRESS = "/kantor/barang/riwayat-harga/"


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory()


@pytest.fixture
def seller(group_page: GroupPage) -> User:
    return holder("group_admin", group=group_page.group)


@pytest.fixture
def bag(group_page: GroupPage) -> ProductPage:
    with time_machine.travel(dt.datetime(2026, 10, 1, 3, tzinfo=dt.UTC)):
        return ProductPageFactory(group_page=group_page, title="Tas", product__price=20_000, product__sku="TAS-1")


def change(page: ProductPage, price: int, by: User, on: dt.datetime) -> None:
    variant = page.product.variants.get()
    with time_machine.travel(on):
        repricing.change_prices(changes={variant.pk: (variant.price, price)}, by=by)


@pytest.fixture
def history(bag: ProductPage, seller: User) -> None:
    change(bag, 25_000, seller, dt.datetime(2026, 11, 1, 2, tzinfo=dt.UTC))
    # Half past six in the morning of the tenth in Surakarta, still the ninth in Greenwich.
    officer = holder("promotion_officer")
    change(bag, 22_000, officer, dt.datetime(2026, 11, 9, 23, 30, tzinfo=dt.UTC))


def rows(response: HttpResponse) -> list[list[Any]]:
    """What the screen's cells hold."""
    columns = list(response.context["table"].columns.values())[1:]
    return [[column.get_value(row) for column in columns] for row in response.context["object_list"]]


@pytest.fixture
def office(client: Client, seller: User) -> Client:
    client.force_login(seller)
    return client


def test_each_change_says_before_after_and_by_how_much(office: Client, history: None, seller: User) -> None:
    response = office.get(ADDRESS)
    latest, middle, first = rows(response)
    assert latest[:6] == ["Tas", "TAS-1", 25_000, 22_000, -3_000, -12.0]
    assert middle == ["Tas", "TAS-1", 20_000, 25_000, 5_000, 25.0, seller]
    assert first[:6] == ["Tas", "TAS-1", None, 20_000, None, None]
    html = response.content.decode()
    for said in ["+25,0%", "-Rp3.000", "10 November 2026, 06.30"]:
        assert said in html


@pytest.mark.parametrize(
    ("query", "prices"),
    [
        ("changed_at_from=2026-11-01&changed_at_to=2026-11-01", [25_000]),
        ("changed_at_from=2026-11-10", [22_000]),
        ("changed_at_to=2026-11-09", [25_000, 20_000]),
        ("ordering=new_price", [20_000, 22_000, 25_000]),
    ],
)
def test_days_are_those_of_this_town(office: Client, history: None, query: str, prices: list[int]) -> None:
    assert [row[3] for row in rows(office.get(f"{ADDRESS}?{query}"))] == prices


def test_who_changed_it_narrows_it(office: Client, history: None, seller: User) -> None:
    assert [row[3] for row in rows(office.get(f"{ADDRESS}?changed_by={seller.pk}"))] == [25_000]
    choices = office.get(ADDRESS).context["filters"].form.fields["changed_by"].queryset
    assert seller in choices
    assert choices.count() == 2


def test_a_group_narrows_it(client: Client, history: None, group_page: GroupPage) -> None:
    other = ProductPageFactory(title="Keset", product__price=9_000)
    client.force_login(holder("auditor"))
    for group, expected in [(group_page.group, "Tas"), (other.product.group, "Keset")]:
        assert {row[0] for row in rows(client.get(f"{ADDRESS}?group={group.pk}"))} == {expected}


def test_a_withdrawn_good_keeps_its_history(office: Client, history: None, bag: ProductPage) -> None:
    bag.delete()
    found = rows(office.get(ADDRESS))
    assert [row[1] for row in found] == ["TAS-1"] * 3


@pytest.mark.parametrize(
    ("role", "place", "n"), [("manager", "tipes", 3), ("manager", "mojosongo", 0), ("auditor", "", 3)]
)
def test_each_sees_that_of_the_own_goods(client: Client, history: None, role: str, place: str, n: int) -> None:
    GroupPageFactory(group__selling_bumm=BummFactory(place="mojosongo"))
    client.force_login(holder(role, bumm=BummFactory(place=place) if place else None))
    assert len(rows(client.get(ADDRESS))) == n


def test_the_export_holds_numbers(office: Client, history: None) -> None:
    response = office.get(f"{reverse('goods_price_history')}?export=csv")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert table[1][:7] == ["2026-11-10 06:30", "Tas", "TAS-1", "25000", "22000", "-3000", "-12.0"]
    assert table[3][:7] == ["2026-10-01 10:00", "Tas", "TAS-1", "", "20000", "", ""]
