"""Price and stock of a listed product: one screen, all rows or none, at once."""

from typing import Any

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from bumm.people.models import User
from catalog.products.models import PriceChange, ProductPage, Variant
from tests.factories import BummFactory, GroupPageFactory, ProductFactory, ProductPageFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> ProductPage:
    return ProductPageFactory(product__sku="TAS-01", product__price=25_000, product__in_stock=3)


@pytest.fixture
def seller(listing: ProductPage) -> User:
    return holder("group_admin", group=listing.product.group)


@pytest.fixture
def office(seller: User, client: Client) -> Client:
    client.force_login(seller)
    return client


def address(listing: ProductPage) -> str:
    return reverse("product_offer", args=[listing.pk])


def rows(listing: ProductPage, *changes: dict[str, Any], new: dict[str, Any] | None = None) -> dict[str, Any]:
    """The screen's form as it stands, with changes row by row, and its empty last row filled in or not."""
    variants = list(listing.product.variants.select_related("availability"))
    lines: list[dict[str, Any]] = [
        {
            "pk": variant.pk,
            "name": variant.name,
            "price": f"{variant.price:,}".replace(",", "."),
            "sku": variant.sku,
            "in_stock": variant.availability.in_stock,
            "made_to_order_days": variant.availability.made_to_order_days or "",
            "weight_g": variant.weight_g,
        }
        for variant in variants
    ]
    for line, change in zip(lines, changes, strict=False):
        line |= change
    lines.append(new or {})
    form: dict[str, Any] = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": len(variants)}
    for number, line in enumerate(lines):
        form |= {f"form-{number}-{name}": value for name, value in line.items()}
    return form


def state(listing: ProductPage) -> list[tuple[Any, ...]]:
    columns = ("sku", "price", "availability__in_stock", "availability__made_to_order_days")
    return list(listing.product.variants.order_by("pk").values_list(*columns))


def test_a_new_price_is_public_at_once_and_in_the_history(office: Client, listing: ProductPage, seller: User) -> None:
    response = office.post(address(listing), rows(listing, {"price": "Rp30.000", "in_stock": "7"}))
    assert response.status_code == 302
    assert state(listing) == [("TAS-01", 30_000, 7, 0)]
    change = PriceChange.objects.latest("pk")
    assert (change.old_price, change.new_price, change.changed_by) == (25_000, 30_000, seller)
    assert "Rp30.000" in Client().get(listing.url).content.decode()
    screen = office.get(address(listing)).content.decode()
    assert "Rp25.000" in screen
    assert "Rp30.000" in screen


def test_an_untouched_form_changes_nothing(office: Client, listing: ProductPage) -> None:
    assert office.post(address(listing), rows(listing)).status_code == 302
    assert state(listing) == [("TAS-01", 25_000, 3, 0)]
    assert PriceChange.objects.count() == 1


def test_the_last_row_adds_a_variant(office: Client, listing: ProductPage) -> None:
    new = {"name": "Besar", "price": "40.000", "in_stock": "2", "made_to_order_days": "5"}
    assert office.post(address(listing), rows(listing, new=new)).status_code == 302
    group = listing.product.group.slug.upper()
    assert state(listing) == [("TAS-01", 25_000, 3, 0), (f"{group}-001", 40_000, 2, 5)]
    assert listing.product.variants.last().name == "Besar"
    assert PriceChange.objects.latest("pk").new_price == 40_000


@pytest.mark.parametrize(
    ("change", "new", "wrong"),
    [
        ({"price": "30.000"}, {"price": "gratis"}, 1),
        ({"price": "30.000"}, {"price": "40.000", "sku": "tas-01"}, 1),
        ({"price": "30.000"}, {"price": "40.000", "sku": "LAIN-01"}, 1),
        ({"price": "30.000"}, {"name": "Besar"}, 1),
        ({"price": ""}, {"price": "40.000"}, 0),
        ({"in_stock": "-1"}, {"price": "40.000"}, 0),
        ({"made_to_order_days": "400"}, {"price": "40.000"}, 0),
        ({"sku": "lain-01"}, {"price": "40.000"}, 0),
        ({"sku": "tas 01"}, {"price": "40.000"}, 0),
    ],
    ids=str,
)
def test_one_wrong_row_stores_nothing_at_all(
    office: Client, listing: ProductPage, change: dict[str, str], new: dict[str, str], wrong: int
) -> None:
    ProductFactory(sku="LAIN-01")
    before = state(listing)
    response = office.post(address(listing), rows(listing, change, new=new))
    assert response.status_code == 422
    assert [bool(form.errors) for form in response.context["formset"].forms] == [wrong == 0, wrong == 1]
    assert state(listing) == before
    assert PriceChange.objects.filter(variant__product=listing.product).count() == 1
    typed = {"form-0-" + name: value for name, value in change.items()}
    typed |= {"form-1-" + name: value for name, value in new.items()}
    shown = {bound.html_name: bound.value() for form in response.context["formset"].forms for bound in form}
    assert {name: shown[name] for name in typed} == typed


def test_a_row_cannot_reach_the_variant_of_another_product(office: Client, listing: ProductPage) -> None:
    other = ProductPageFactory(product__sku="LAIN-01").product.variants.get()
    office.post(address(listing), rows(listing, {"pk": other.pk, "price": "1", "sku": "LAIN-01"}))
    other.refresh_from_db()
    assert (other.price, other.product_id != listing.product_id) == (25_000, True)


def test_only_who_keeps_the_listing_gets_in(client: Client, listing: ProductPage) -> None:
    other_group = holder("group_admin", group=GroupPageFactory().group)
    other_bumm = holder("manager", bumm=BummFactory(place="mojosongo"))
    own_bumm = holder("manager", bumm=listing.product.group.selling_bumm)
    others = [other_group, other_bumm, holder("treasurer", bumm=listing.product.group.selling_bumm), holder("auditor")]

    def answers(user: User) -> tuple[int, int]:
        client.force_login(user)
        form = rows(listing, {"price": "1"})
        return client.get(address(listing)).status_code, client.post(address(listing), form).status_code

    assert [answers(user) for user in others] == [(302, 302)] * len(others)
    assert state(listing) == [("TAS-01", 25_000, 3, 0)]
    assert answers(own_bumm) == (200, 302)
    assert state(listing) == [("TAS-01", 1, 3, 0)]


def test_who_sees_a_branch_without_the_right_to_edit_it_gets_no_further(client: Client, listing: ProductPage) -> None:
    looker, rights = UserFactory(), AuthGroup.objects.create(name="Melihat saja")
    looker.groups.add(rights)
    rights.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=rights, page=listing, permission=Permission.objects.get(codename="lock_page")
    )
    client.force_login(looker)
    assert client.get(reverse("wagtailadmin_explore", args=[listing.pk])).status_code == 200
    assert client.get(address(listing)).status_code == 302
    client.post(address(listing), rows(listing, {"price": "1"}))
    assert state(listing) == [("TAS-01", 25_000, 3, 0)]


def test_the_screen_of_a_page_that_is_no_product_is_not_there(client: Client, listing: ProductPage) -> None:
    client.force_login(holder("administrator"))
    answer: HttpResponse = client.get(reverse("product_offer", args=[listing.get_parent().pk]))
    assert answer.status_code == 404


def test_a_variant_of_a_draft_can_be_changed_here_too(client: Client) -> None:
    listing = ProductPageFactory(live=False)
    client.force_login(holder("group_admin", group=listing.product.group))
    client.post(address(listing), rows(listing, {"price": "30.000"}, new={"price": "40.000"}))
    assert sorted(Variant.objects.values_list("price", flat=True)) == [30_000, 40_000]
    assert not PriceChange.objects.exists()
