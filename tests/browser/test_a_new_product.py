"""A group's admin writes a new listing on her phone and touches nothing but its content."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from catalog.products.models import ProductPage
from tests.factories import CategoryFactory, GroupFactory, GroupPageFactory, PhotoFactory, holder

pytestmark = pytest.mark.django_db(transaction=True)


def test_title_photo_price_and_it_is_submitted(log_in: Callable[..., Page]) -> None:
    group_page = GroupPageFactory(group=GroupFactory(slug="perca-uji"))
    PhotoFactory(collection=group_page.collection, title="Tas di meja")
    CategoryFactory(slug="patchwork", name="Kain perca")
    page = log_in(holder("group_admin", group=group_page.group))
    page.goto(f"/kantor/pages/add/products/productpage/{group_page.pk}/")
    page.locator("[name=title]").press_sequentially("Tas laptop perca")
    page.locator("[name=title]").press("Tab")
    page.locator("[data-chooser-action-choose]").first.click()
    page.locator(".modal a", has_text="Tas di meja").first.click()
    page.locator("[name=photos-0-alt]").fill("Tas laptop kain perca di atas meja")
    page.locator("[name=price]").fill("125.000")
    page.locator("[name=category]").select_option("patchwork")
    button = page.locator("[name=action-submit]")
    if not button.is_visible():
        page.locator(".w-dropdown-button button[data-w-dropdown-target=toggle]").last.click()
    button.click()
    expect(page.locator(".messages")).to_contain_text("Tas laptop perca")
    listing = ProductPage.objects.get(title="Tas laptop perca")
    assert (listing.slug, listing.live, listing.workflow_in_progress) == ("tas-laptop-perca", False, True)
    assert [variant.price for variant in listing.variants] == [125_000]
