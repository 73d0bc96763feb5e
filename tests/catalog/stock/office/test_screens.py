"""The office's screens of stock: lists that filter and export, deeds on one good, and a sheet for a whole workshop."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumm.people.models import Group
from catalog.products.models import Availability, GroupPage, Variant
from catalog.stock import services
from catalog.stock.models import LowStockMark, StockCount, StockLevel, StockMovement
from catalog.stock.services import Wanted
from tests.factories import BummFactory, GroupPageFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db

UNTIL = timezone.now() + dt.timedelta(hours=3)


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory(group__name="Perca Melati")


@pytest.fixture
def tas(group_page: GroupPage) -> Variant:
    return good(group_page, "Tas perca", 5)


@pytest.fixture
def keset(group_page: GroupPage) -> Variant:
    return good(group_page, "Keset perca", 0)


@pytest.fixture
def office(client: Client, group_page: GroupPage) -> Client:
    client.force_login(holder("group_admin", group=group_page.group))
    return client


def good(group_page: GroupPage, title: str, pieces: int, **details: Any) -> Variant:
    return ProductPageFactory(
        group_page=group_page, title=title, product__in_stock=pieces, **details
    ).product.variants.get()


def level_of(variant: Variant) -> StockLevel:
    return StockLevel.objects.get(variant=variant)


def address(view: str, variant: Variant) -> str:
    return reverse(f"stocklevel:{view}", args=[level_of(variant).pk])


def shown(response: HttpResponse) -> list[str]:
    return [row.title for row in response.context["object_list"]]


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_everyone_sees_the_goods_of_their_own(client: Client, tas: Variant, group_page: GroupPage) -> None:
    elsewhere = GroupPageFactory(group__selling_bumm=BummFactory(place="mojosongo"))
    good(elsewhere, "Sangkar", 1)
    sisters = GroupPageFactory(group__selling_bumm=group_page.group.selling_bumm)
    good(sisters, "Celemek", 1)
    wanted = {
        "group_admin": (["Tas perca"], {"group": group_page.group}),
        "manager": (["Celemek", "Tas perca"], {"bumm": group_page.group.selling_bumm}),
        "promotion_officer": (["Celemek", "Sangkar", "Tas perca"], {}),
        "auditor": (["Celemek", "Sangkar", "Tas perca"], {}),
    }
    for role, (titles, scope) in wanted.items():
        client.force_login(holder(role, **scope))
        assert shown(client.get(reverse("stocklevel:index"))) == titles
        assert sorted(shown(client.get(reverse("stockmovement:index")))) == titles


def test_goods_that_run_low_or_are_gone_are_found(
    office: Client, group_page: GroupPage, tas: Variant, keset: Variant
) -> None:
    good(group_page, "Selimut", 0, product__made_to_order_days=7)
    dompet = good(group_page, "Dompet", 3)
    keeper = holder("group_admin", group=group_page.group)
    services.set_low_mark(variant=dompet, pieces=3, by=keeper)
    services.set_low_mark(variant=tas, pieces=4, by=keeper)
    index = reverse("stocklevel:index")
    assert shown(office.get(index, {"supply": "low"})) == ["Dompet"]
    assert shown(office.get(index, {"supply": "empty"})) == ["Keset perca"]
    assert shown(office.get(index, {"supply": ["low", "empty"]})) == ["Dompet", "Keset perca"]
    home = office.get(reverse("wagtailadmin_home")).content.decode()
    assert f"{index}?supply=low" in home
    assert f"{index}?supply=empty" in home
    assert shown(office.get(index, {"q": tas.sku})) == ["Tas perca"]


def test_lists_are_taken_along(office: Client, tas: Variant) -> None:
    services.reserve(reference="pesanan:1", wanted=[Wanted(tas, 2)], until=UNTIL)
    response = office.get(reverse("stocklevel:index"), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [rows[1][0], *rows[1][5:8]] == ["Tas perca", "5", "2", "3"]
    response = office.get(reverse("stockmovement:index"), {"export": "xlsx"})
    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_a_list_takes_no_more_queries_for_more_rows(
    office: Client, group_page: GroupPage, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        good(group_page, f"Tas {number}", number)
    for view in ("stocklevel:index_results", "stockmovement:index_results"):
        office.get(reverse(view))
        with django_assert_max_num_queries(QUERIES):
            office.get(reverse(view))


QUERIES = 16


# --- One good ---------------------------------------------------------------------------------------------------------


def test_the_page_of_a_good_says_what_happened(office: Client, tas: Variant) -> None:
    services.reserve(reference="pesanan:JL-7", wanted=[Wanted(tas, 2)], until=UNTIL)
    services.count(variant=tas, location=level_of(tas).location, counted=4, by=None, note="rak atas")
    html = office.get(address("inspect", tas)).content.decode()
    for part in ("Tas perca", "pesanan:JL-7", "rak atas", address("count", tas)):
        assert part in html


def test_pieces_are_counted_added_and_written_off(office: Client, tas: Variant) -> None:
    assert office.post(address("add_made", tas), {"pieces": "3"}).status_code == 302
    assert office.post(address("write_off", tas), {"pieces": "2", "note": "kena hujan"}).status_code == 302
    assert office.post(address("count", tas), {"counted": "4"}).status_code == 302
    assert office.post(address("count", tas), {"counted": "4"}).status_code == 302
    moved = StockMovement.objects.order_by("pk").values_list("reason", "quantity", "note")
    assert list(moved) == [("opening", 5, ""), ("made", 3, ""), ("damaged", -2, "kena hujan"), ("counted", -2, "")]
    assert StockMovement.objects.filter(by=None).count() == 1
    assert StockCount.objects.count() == 2
    assert Availability.objects.get(variant=tas).in_stock == 4


@pytest.mark.parametrize(
    ("view", "form"),
    [
        ("add_made", {"pieces": "0"}),
        ("add_made", {"pieces": "sepuluh"}),
        ("add_made", {"pieces": "99999999999999999999"}),
        ("add_made", {"pieces": "1", "note": "x" * 10_000}),
        ("write_off", {"pieces": "1", "note": ""}),
        ("write_off", {"pieces": "6", "note": "hilang 🧵"}),
        ("write_off", {"pieces": "4", "note": "<b>hilang</b>"}),
        ("count", {"counted": "-1"}),
        ("count", {"counted": "1"}),
        ("low_mark", {"pieces": "-1"}),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    office: Client, tas: Variant, view: str, form: dict[str, str]
) -> None:
    services.reserve(reference="pesanan:1", wanted=[Wanted(tas, 2)], until=UNTIL)
    response = office.post(address(view, tas), form)
    assert response.status_code == 200
    bound = response.context["form"]
    assert bound.errors
    assert {name: bound[name].value() for name in form} == form
    assert "<b>hilang</b>" not in response.content.decode()
    assert (level_of(tas).on_hand, StockCount.objects.count()) == (5, 0)


def test_a_mark_is_set_and_taken_away(office: Client, tas: Variant) -> None:
    office.post(address("low_mark", tas), {"pieces": "3"})
    office.post(address("low_mark", tas), {"pieces": "2"})
    assert LowStockMark.objects.get().pieces == 2
    assert office.get(address("low_mark", tas)).context["form"].initial == {"pieces": 2}
    office.post(address("low_mark", tas), {"pieces": ""})
    assert not LowStockMark.objects.exists()


# --- The sheet --------------------------------------------------------------------------------------------------------


def sheet(group: Group) -> str:
    return reverse("stock_sheet:sheet", args=[group.pk])


def carried(response: HttpResponse) -> dict[str, str]:
    """What the page of differences sends on when it is to be stored."""
    lines = response.context["lines"]
    form = {str(line.level.variant_id): str(line.counted) for line in lines}
    return form | {f"was-{line.level.variant_id}": str(line.level.on_hand) for line in lines} | {"note": "akhir bulan"}


def test_a_workshop_is_counted_with_its_differences_shown_first(
    office: Client, group_page: GroupPage, tas: Variant, keset: Variant
) -> None:
    assert office.get(reverse("stock_sheet:index")).url == sheet(group_page.group)
    form = {str(tas.pk): "3", str(keset.pk): "0", "note": "akhir bulan"}
    response = office.post(sheet(group_page.group), form)
    assert [(line.level.title, line.difference) for line in response.context["lines"]] == [
        ("Keset perca", 0),
        ("Tas perca", -2),
    ]
    assert not StockCount.objects.exists()
    assert office.post(sheet(group_page.group), carried(response) | {"store": "1"}).status_code == 302
    assert list(StockCount.objects.order_by("expected").values_list("expected", "counted", "note")) == [
        (0, 0, "akhir bulan"),
        (5, 3, "akhir bulan"),
    ]
    assert level_of(tas).on_hand == 3


def test_what_moved_meanwhile_is_shown_anew_and_nothing_is_stored(
    office: Client, group_page: GroupPage, tas: Variant, keset: Variant
) -> None:
    form = carried(office.post(sheet(group_page.group), {str(tas.pk): "5", str(keset.pk): "2"}))
    services.reserve(reference="pesanan:1", wanted=[Wanted(tas, 1)], until=UNTIL)
    services.use(reference="pesanan:1", by=None)
    response = office.post(sheet(group_page.group), form | {"store": "1"})
    assert [(line.difference, line.moved) for line in response.context["lines"]] == [(2, False), (1, True)]
    assert not StockCount.objects.exists()
    assert office.post(sheet(group_page.group), carried(response) | {"store": "1"}).status_code == 302
    assert (level_of(tas).on_hand, level_of(keset).on_hand) == (5, 2)


@pytest.mark.parametrize("typed", ["-1", "dua", "1.5", "99999999999999999999"])
def test_what_was_typed_on_the_sheet_is_kept(office: Client, group_page: GroupPage, tas: Variant, typed: str) -> None:
    response = office.post(sheet(group_page.group), {str(tas.pk): typed, "store": "1", f"was-{tas.pk}": "5"})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode()
    assert level_of(tas).on_hand == 5


def test_the_sheet_refuses_nothing_and_what_is_promised(office: Client, group_page: GroupPage, tas: Variant) -> None:
    assert office.post(sheet(group_page.group), {}).status_code == 422
    services.reserve(reference="pesanan:1", wanted=[Wanted(tas, 2)], until=UNTIL)
    form = {str(tas.pk): "1", f"was-{tas.pk}": "5", "store": "1"}
    response = office.post(sheet(group_page.group), form)
    assert (response.status_code, level_of(tas).on_hand) == (422, 5)
    assert tas.sku in said(response)
    assert 'value="1"' in response.content.decode()


def test_a_manager_says_whose_goods_are_counted(client: Client, group_page: GroupPage, tas: Variant) -> None:
    GroupPageFactory(group__selling_bumm=group_page.group.selling_bumm)
    client.force_login(holder("manager", bumm=group_page.group.selling_bumm))
    response = client.get(reverse("stock_sheet:index"))
    assert sheet(group_page.group) in response.content.decode()
