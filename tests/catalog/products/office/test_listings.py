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
from catalog.products.imports import bulk
from catalog.products.models import GroupPage, PriceChange, ProductPage, Variant
from tests.factories import (
    BummFactory,
    CategoryFactory,
    GroupPageFactory,
    ProductPageFactory,
    UserFactory,
    holder,
)

pytestmark = pytest.mark.django_db

LISTS = ["goods", "goods_missing_photos", "goods_missing_english", "goods_price_history"]


def of_melati() -> GroupPage:
    page = GroupPageFactory(group__name="Perca Melati")
    ProductPageFactory(group_page=page, title="Tas biru", product__sku="BIRU-1", product__price=30_000)
    return page


def of_kenanga() -> GroupPage:
    """Another group, of another BUMM."""
    page = GroupPageFactory(group__name="Perca Kenanga", group__selling_bumm=BummFactory(place="mojosongo"))
    ProductPageFactory(group_page=page, title="Tas ungu", product__price=20_000)
    return page


@pytest.fixture
def melati() -> GroupPage:
    return of_melati()


@pytest.fixture
def kenanga() -> GroupPage:
    return of_kenanga()


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


def exported(response: HttpResponse, kind: str) -> list[list[Any]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(response.content)).active.values]


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
