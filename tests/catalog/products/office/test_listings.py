"""The list of goods: whose goods each role sees, what can be done with them, and what is taken along."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from bumm.people import services as people
from bumm.people.models import Role, User
from catalog.products import services
from catalog.products.imports import bulk
from catalog.products.models import GroupPage, PriceChange, ProductPage, Variant
from tests.factories import (
    BummFactory,
    CategoryFactory,
    GroupPageFactory,
    PhotoFactory,
    ProductPageFactory,
    UserFactory,
    holder,
)

pytestmark = pytest.mark.django_db

LISTS = ["goods", "goods_missing_photos", "goods_missing_english", "goods_price_history"]


@pytest.fixture
def melati() -> GroupPage:
    page = GroupPageFactory(group__name="Perca Melati")
    ProductPageFactory(group_page=page, title="Tas biru", product__sku="BIRU-1", product__price=30_000)
    return page


@pytest.fixture
def kenanga() -> GroupPage:
    """Another group, of another BUMM."""
    page = GroupPageFactory(group__name="Perca Kenanga", group__selling_bumm=BummFactory(place="mojosongo"))
    ProductPageFactory(group_page=page, title="Tas ungu", product__price=20_000)
    return page


def titles(response: HttpResponse) -> list[str]:
    return [page.title for page in response.context["object_list"]]


def person(role: str, group_page: GroupPage) -> User:
    group = group_page.group
    if role in {"group_admin", "mentor"}:
        return holder(role, group=group)
    return holder(role, bumm=group.selling_bumm if role in {"manager", "treasurer", "supervisor"} else None)


SEES = {
    "group_admin": ["Tas biru"],
    "manager": ["Tas biru"],
    "promotion_officer": ["Tas biru", "Tas ungu"],
    "administrator": ["Tas biru", "Tas ungu"],
    "auditor": ["Tas biru", "Tas ungu"],
}
MAY = {
    "group_admin": ["prices"],
    "manager": ["prices", "hide", "show"],
    "promotion_officer": ["prices", "hide", "show"],
    "administrator": ["prices", "hide", "show"],
    "auditor": [],
}


@pytest.mark.parametrize("role", sorted({*SEES, "mentor", "treasurer", "supervisor"}))
def test_each_role_sees_its_own_goods_and_actions(
    client: Client, melati: GroupPage, kenanga: GroupPage, role: str
) -> None:
    client.force_login(person(role, melati))
    home = client.get("/kantor/").content.decode()
    if role not in SEES:
        assert [client.get(reverse(name)).url for name in LISTS] == ["/kantor/"] * 4
        assert reverse("goods") not in home
        return
    assert reverse("goods") in home
    response = client.get(reverse("goods"), {"ordering": "draft_title"})
    assert titles(response) == SEES[role]
    actions = [button.url for button in response.context["bulk_actions"]]
    assert actions == [f"/kantor/bulk/products/productpage/{action}/" for action in MAY[role]]
    html = response.content.decode()
    assert ("data-bulk-action-checkbox" in html, "bulk-actions.js" in html) == (bool(actions), bool(actions))
    assert ("ungu" in html, "Kenanga" in html) == ("Tas ungu" in SEES[role],) * 2
    for name in LISTS:
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", ["kiosk_attendant", "market_officer", "cooperative_officer", "steward"])
def test_officers_of_other_rooms_do_not_see_it(client: Client, melati: GroupPage, role: str) -> None:
    client.force_login(holder(role))
    for name in LISTS:
        assert client.get(reverse(name), follow=True).redirect_chain == [("/kantor/", 302)]


def test_an_auditor_who_also_keeps_a_group_sees_all_and_edits_her_own(
    client: Client, melati: GroupPage, kenanga: GroupPage
) -> None:
    user = person("auditor", melati)
    people.assign(user=user, role=Role.objects.get(code="group_admin"), group=melati.group)
    client.force_login(user)
    response = client.get(reverse("goods"))
    assert sorted(titles(response)) == ["Tas biru", "Tas ungu"]
    own, other = (ProductPage.objects.get(title=title).pk for title in ("Tas biru", "Tas ungu"))
    html = response.content.decode()
    assert f"/kantor/pages/{own}/edit/" in html
    assert f"/kantor/pages/{other}/edit/" not in html


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(holder("promotion_officer"))
    return client


@pytest.fixture
def shelf(melati: GroupPage, kenanga: GroupPage) -> None:
    """What the filters tell apart."""
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


def test_group_and_kelurahan_narrow_it(office: Client, melati: GroupPage, kenanga: GroupPage) -> None:
    for query in [f"group={kenanga.group_id}", f"kelurahan={kenanga.group.kelurahan_id}"]:
        assert titles(office.get(f"{reverse('goods')}?{query}")) == ["Tas ungu"]


def test_the_choices_are_those_of_the_scope(client: Client, melati: GroupPage, kenanga: GroupPage) -> None:
    client.force_login(holder("group_admin", group=melati.group))
    filters = client.get(reverse("goods")).context["filters"].form
    assert list(filters.fields["group"].queryset) == [melati.group]
    assert list(filters.fields["kelurahan"].queryset) == [melati.group.kelurahan]
    foreign = client.get(f"{reverse('goods')}?group={kenanga.group_id}")
    assert "ungu" not in foreign.content.decode()


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


def exported(response: HttpResponse, kind: str) -> list[list[Any]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(response.content)).active.values]


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


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("title", ["=1+1", "@tas", "+62", "-tas", "\ttas"])
def test_a_title_that_a_spreadsheet_would_run_is_made_harmless(
    office: Client, melati: GroupPage, kind: str, title: str
) -> None:
    ProductPage.objects.update(title=title, draft_title=title)
    _header, row = exported(office.get(f"{reverse('goods')}?export={kind}"), kind)
    assert row[0] == f"'{title}"


QUERIES = {"goods": 20, "goods_missing_photos": 22, "goods_missing_english": 22, "goods_price_history": 19}


@pytest.mark.parametrize("name", LISTS)
def test_more_goods_take_no_more_queries(office: Client, melati: GroupPage, name: str) -> None:
    def queries(**export: str) -> int:
        with CaptureQueriesContext(connection) as made:
            response = office.get(reverse(name), export)
        assert response.status_code == 200
        return len(made)

    def add(number: int) -> None:
        words = {"title": "Tas", "category": CategoryFactory(), "summary": "Kuat"}
        sku = f"TAS-{number}-"
        drafts = [bulk.Draft({"sku": f"{sku}{n}", "price": 1_000}, {"in_stock": n}, words, []) for n in range(number)]
        bulk.add_drafts(melati, drafts, by=None, progress=lambda done: None)
        variants = Variant.objects.filter(sku__startswith=sku)
        PriceChange.objects.bulk_create(PriceChange(variant=variant, new_price=1_000) for variant in variants)

    add(4)
    queries()  # what is read once a process
    few = [queries(), queries(export="csv"), queries(export="xlsx")]
    add(45)
    assert [queries(), queries(export="csv"), queries(export="xlsx")] == few
    assert few[0] == QUERIES[name]


def test_someone_without_any_role_stays_outside(client: Client, melati: GroupPage) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse("goods")).status_code == 302
