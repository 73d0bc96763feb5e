"""A listing is written in one form: words, photos, price and stock, through the office's real screens."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bumm.people.models import User
from catalog.products.forms import OFFER_FIELDS, RupiahField
from catalog.products.models import GroupPage, Photo, Product, ProductPage, Variant
from tests.factories import GroupPageFactory, PhotoFactory, ProductFactory, ProductPageFactory, holder, listing_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory(group__slug="perca-melati")


@pytest.fixture
def photo(group_page: GroupPage) -> Photo:
    return PhotoFactory(collection=group_page.collection)


@pytest.fixture
def seller(group_page: GroupPage) -> User:
    return holder("group_admin", group=group_page.group)


@pytest.fixture
def office(seller: User, client: Client) -> Client:
    client.force_login(seller)
    return client


def add(office: Client, group_page: GroupPage, form: dict[str, Any], **extra: Any) -> HttpResponse:
    return office.post(
        reverse("wagtailadmin_pages:add", args=["products", "productpage", group_page.pk]), form, **extra
    )


def edit(office: Client, page: ProductPage, form: dict[str, Any], **extra: Any) -> HttpResponse:
    return office.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, **extra)


def stored() -> tuple[int, int, int]:
    return ProductPage.objects.count(), Product.objects.count(), Variant.objects.count()


# --- A new listing ---------------------------------------------------------------------------------------------------


def test_product_and_first_variant_come_with_the_page(office: Client, group_page: GroupPage, photo: Photo) -> None:
    offer = {"price": "Rp125.000", "unit": "buah", "in_stock": "4", "made_to_order_days": "7", "weight_g": "250"}
    add(office, group_page, listing_form(None, photo, **offer))
    page = ProductPage.objects.get()
    variant = page.product.variants.get()
    assert (page.product.group, page.product.unit, page.live) == (group_page.group, "buah", False)
    assert (variant.sku, variant.price, variant.weight_g) == ("PERCA-MELATI-001", 125_000, 250)
    assert (variant.availability.in_stock, variant.availability.made_to_order_days) == (4, 7)
    assert page.photos.get().image == photo
    assert page.product.first_offered_at is None


def test_a_draft_may_wait_for_its_photo(office: Client, group_page: GroupPage) -> None:
    add(office, group_page, listing_form())
    assert stored() == (1, 1, 1)
    assert not ProductPage.objects.get().photos.exists()


@pytest.mark.parametrize("lack", [{"price": ""}, {"photos-0-alt": ""}], ids=str)
def test_a_draft_may_wait_for_whatever_else_it_lacks(
    office: Client, group_page: GroupPage, photo: Photo, lack: dict[str, str]
) -> None:
    """The editor saves by itself from the first letter of the title on."""
    assert add(office, group_page, listing_form(None, photo, unit="buah", **lack)).status_code == 302
    page = ProductPage.objects.get()
    assert page.product.unit == "buah"
    assert page.product.variants.count() == (0 if "price" in lack else 1)
    for view in ["edit", "view_draft"]:
        assert office.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])).status_code == 200
    submitted = edit(office, page, listing_form(page, **lack, **{"action-submit": "1"}))
    assert (submitted.status_code, page.workflow_in_progress) == (200, False)
    edit(office, page, listing_form(page, **{"photos-0-alt": "Celemek", "action-submit": "1"}))
    assert ProductPage.objects.get().workflow_in_progress
    assert page.product.variants.get().price == 45_000


@pytest.mark.parametrize(
    "lack",
    [
        {"photos-TOTAL_FORMS": "0"},
        {"photos-0-alt": ""},
        {"price": ""},
        {"price": "murah"},
        {"price": "0"},
        {"price": "1.000.000.001"},
        {"category": ""},
        {"title": ""},
        {"in_stock": "-1"},
        {"made_to_order_days": "91"},
        {"sku": "tas-01"},
        {"sku": "tas 01"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("role", "button"), [("group_admin", "action-submit"), ("promotion_officer", "action-publish")]
)
def test_an_incomplete_listing_is_not_submitted_or_published_and_leaves_nothing_behind(
    client: Client, group_page: GroupPage, photo: Photo, lack: dict[str, str], role: str, button: str
) -> None:
    ProductFactory(group=group_page.group, sku="TAS-01")
    client.force_login(holder(role, group=group_page.group if role == "group_admin" else None))
    response = add(client, group_page, listing_form(None, photo, summary="Tas yang kuat", **lack, **{button: "1"}))
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors or any(formset.total_error_count() for formset in form.formsets.values())
    assert stored() == (0, 1, 1)  # the one that has the SKU
    page = response.content.decode()
    assert 'value="Tas yang kuat"' in page or ">Tas yang kuat<" in page or "Tas yang kuat</textarea>" in page


def test_what_was_typed_stays_on_the_screen(office: Client, group_page: GroupPage, photo: Photo) -> None:
    offer = {"price": "seratus ribu", "unit": "lusin", "in_stock": "12", "sku": "KAIN-7", "weight_g": "80"}
    form = listing_form(None, photo, title="Taplak perca", **offer, **{"action-submit": "1"})
    shown = add(office, group_page, form).context["form"]
    assert {name: shown[name].value() for name in offer} == offer
    assert shown["title"].value() == "Taplak perca"
    assert list(shown.errors) == ["price"]


# --- Changing it -----------------------------------------------------------------------------------------------------


def test_until_it_is_published_the_form_changes_the_variant(
    office: Client, group_page: GroupPage, seller: User
) -> None:
    page = ProductPageFactory(group_page=group_page, owner=seller, live=False)
    shown = office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    assert (shown["price"].value(), shown["in_stock"].value(), shown["sku"].value()) == (
        "25.000",
        3,
        "PERCA-MELATI-001",
    )
    edit(office, page, listing_form(page, price="30.000", in_stock="9", sku="KAIN-7"))
    variant = Variant.objects.select_related("availability").get()
    assert (variant.price, variant.sku, variant.availability.in_stock) == (30_000, "KAIN-7", 9)
    assert stored() == (1, 1, 1)
    edit(office, page, listing_form(page, price="30.000", sku=""))  # an empty SKU keeps the one there is
    assert Variant.objects.get().sku == "KAIN-7"


def test_once_published_the_price_is_no_longer_in_the_form(office: Client, group_page: GroupPage, seller: User) -> None:
    page = ProductPageFactory(group_page=group_page, owner=seller)
    shown = office.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert not set(OFFER_FIELDS) & set(shown.context["form"].fields)
    assert reverse("product_offer", args=[page.pk]) in shown.content.decode()
    edit(office, page, listing_form(page, title="Tas perca besar", price="1"))
    page.refresh_from_db()
    assert (page.draft_title, Variant.objects.get().price) == ("Tas perca besar", 25_000)


def test_saving_by_itself_makes_one_product_and_no_more(office: Client, group_page: GroupPage, photo: Photo) -> None:
    """The editor saves every few seconds by JSON: first to the address for new pages, then to the page's own."""
    by_itself = {"headers": {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}}
    refused = add(office, group_page, listing_form(title="Tas", price="4l"), **by_itself)
    assert (refused.status_code, refused.json()["success"], stored()) == (400, False, (0, 0, 0))
    saved = add(office, group_page, listing_form(title="Tas", price=""), **by_itself).json()
    assert saved["success"]
    page = ProductPage.objects.get(pk=saved["pk"])
    for title, price in [("Tas perca", "45.000"), ("Tas perca", "46.000"), ("Tas perca biru", "46.000")]:
        form = listing_form(page, title=title, price=price, overwrite_revision_id=page.latest_revision_id)
        assert edit(office, page, form, **by_itself).json()["success"]
    assert stored() == (1, 1, 1)
    page.refresh_from_db()
    assert (page.draft_title, Variant.objects.get().price) == ("Tas perca biru", 46_000)


def test_a_preview_stores_nothing(office: Client, group_page: GroupPage, photo: Photo) -> None:
    arguments = ["products", "productpage", group_page.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=arguments)
    assert office.post(address, listing_form(None, photo)).json()["is_valid"]
    shown = office.get(address)
    assert (shown.status_code, shown["X-Frame-Options"]) == (200, "SAMEORIGIN")  # the editor shows it in a frame
    assert "Rp45.000" in shown.content.decode()
    assert stored() == (0, 0, 0)


def test_a_preview_shows_the_price_that_is_being_typed(office: Client, group_page: GroupPage) -> None:
    page = ProductPageFactory(group_page=group_page, live=False)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert office.post(address, listing_form(page, title="Tas baru")).json()["is_valid"]
    shown = office.get(address)
    assert shown.status_code == 200
    assert "Tas baru" in shown.content.decode()
    assert "Rp45.000" in shown.content.decode()
    assert Variant.objects.get().price == 25_000


# --- Amounts as people type them -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "amount"), [("125.000", 125_000), ("Rp 1.000", 1_000), (" 500 ", 500), ("1", 1)])
def test_a_price_is_read_as_it_is_typed_and_shown_with_points(typed: str, amount: int) -> None:
    field = RupiahField()
    assert field.clean(typed) == amount
    assert field.clean(field.prepare_value(amount)) == amount
    assert not field.has_changed(amount, typed)
    assert field.has_changed(amount + 1, typed)
