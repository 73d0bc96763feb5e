"""Price and stock of a listed product: one screen, all rows or none, at once."""

from typing import Any

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from bumm.people.models import User
from catalog.products import services
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


def opened(office: Client, listing: ProductPage, *changes: dict[str, Any]) -> dict[str, Any]:
    """The form as the screen gives it out, with what the rows said when it was opened."""
    forms = office.get(address(listing)).context["formset"].initial_forms
    carried = {f"{form.prefix}-opened": form["opened"].value() for form in forms}
    return rows(listing, *changes) | carried


def messages_of(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_two_people_do_not_overwrite_each_other_unseen(office: Client, listing: ProductPage) -> None:
    form = opened(office, listing, {"price": "30.000"})
    variant = listing.product.variants.get()
    services.report_availability(variant=variant, in_stock=9, made_to_order_days=0)
    response = office.post(address(listing), form)
    assert response.status_code == 422
    assert state(listing) == [("TAS-01", 25_000, 9, 0)]
    html = response.content.decode()
    assert "Stok 3 → 9" in html
    assert 'value="30.000"' in html
    again = form | {"form-0-opened": response.context["formset"].forms[0]["opened"].value()}
    assert office.post(address(listing), again).status_code == 302
    assert state(listing) == [("TAS-01", 30_000, 3, 0)]


def test_a_row_that_only_the_other_touched_keeps_what_the_other_stored(office: Client, listing: ProductPage) -> None:
    services.add_variant(product=listing.product, price=40_000, sku="TAS-02", in_stock=1)
    form = opened(office, listing, {"price": "30.000"})
    services.report_availability(variant=Variant.objects.get(sku="TAS-02"), in_stock=9, made_to_order_days=0)
    assert office.post(address(listing), form).status_code == 302
    assert state(listing) == [("TAS-01", 30_000, 3, 0), ("TAS-02", 40_000, 9, 0)]


def test_a_form_opened_with_what_is_stored_now_passes(office: Client, listing: ProductPage) -> None:
    assert office.post(address(listing), opened(office, listing, {"price": "30.000"})).status_code == 302
    assert state(listing) == [("TAS-01", 30_000, 3, 0)]


@pytest.mark.parametrize("carried", ["", "x", "[1]", "null", "{}"])
def test_a_form_that_carries_nonsense_is_no_error(office: Client, listing: ProductPage, carried: str) -> None:
    form = rows(listing, {"price": "30.000"}) | {"form-0-opened": carried}
    assert office.post(address(listing), form).status_code in {302, 422}


def test_what_was_changed_is_said_in_one_line(office: Client, listing: ProductPage) -> None:
    form = rows(listing, {"price": "30.000", "in_stock": "7"}, new={"price": "40.000", "sku": "TAS-02"})
    said = messages_of(office.post(address(listing), form))
    for part in ["TAS-01", "Harga Rp25.000 → Rp30.000", "Stok 3 → 7", "TAS-02", "Rp40.000"]:
        assert part in said
    office.cookies.pop("messages")
    assert "→" not in messages_of(office.post(address(listing), rows(listing)))


@pytest.fixture
def draft(listing: ProductPage) -> ProductPage:
    """A draft of two variants."""
    page = ProductPageFactory(group_page=listing.get_parent().specific, live=False, product__sku="KST-01")
    services.add_variant(product=page.product, price=40_000, sku="KST-02")
    return page


def test_a_variant_that_was_never_offered_can_be_removed(office: Client, draft: ProductPage) -> None:
    assert "form-1-DELETE" in office.get(address(draft)).content.decode()
    response = office.post(address(draft), opened(office, draft, {}, {"DELETE": "on"}))
    assert response.status_code == 302
    assert [row[0] for row in state(draft)] == ["KST-01"]
    assert "KST-02" in messages_of(response)


def test_a_removal_waits_where_someone_else_changed_the_row(office: Client, draft: ProductPage) -> None:
    form = opened(office, draft, {}, {"DELETE": "on"})
    services.report_availability(variant=Variant.objects.get(sku="KST-02"), in_stock=9, made_to_order_days=0)
    assert office.post(address(draft), form).status_code == 422
    assert len(state(draft)) == 2


def test_a_variant_that_is_gone_meanwhile_is_not_made_anew(office: Client, draft: ProductPage) -> None:
    form = opened(office, draft, {}, {"price": "41.000"})
    services.remove_variant(variant=Variant.objects.get(sku="KST-02"))
    assert office.post(address(draft), form).status_code == 422
    assert [row[0] for row in state(draft)] == ["KST-01"]


def test_what_the_public_has_seen_stays(office: Client, listing: ProductPage) -> None:
    assert "DELETE" not in office.get(address(listing)).content.decode()
    office.post(address(listing), rows(listing, {"DELETE": "on"}))
    assert len(state(listing)) == 1
