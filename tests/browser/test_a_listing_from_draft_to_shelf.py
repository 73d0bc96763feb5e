"""The story of one listing, in a browser: a visitor, the group's admin on her phone, and the BUMM's manager."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import BummFactory, GroupFactory, GroupPageFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db(transaction=True)

LogIn = Callable[..., Page]


def test_edited_returned_mended_approved_and_seen(log_in: LogIn, live_server: Any) -> None:
    bumm = BummFactory()
    group = GroupFactory(selling_bumm=bumm, name="KUBE Perca Uji", slug="perca-uji")
    listing = ProductPageFactory(group_page=GroupPageFactory(group=group), title="Tas pasar perca", slug="tas-pasar")
    edit = f"/kantor/pages/{listing.pk}/edit/"
    visitor = log_in(None)
    admin, manager = log_in(holder("group_admin", group=group)), log_in(holder("manager", bumm=bumm), width=1280)

    # A visitor finds it.
    visitor.goto("/produk/")
    visitor.get_by_role("link", name="Tas pasar perca").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Tas pasar perca")
    assert "Rp25.000" in visitor.locator("main").inner_text()

    # The group's admin writes a sentence and submits it. The public sees nothing of it yet.
    admin.goto(edit)
    admin.locator("[name=summary]").fill("Tas dari perca batik.")
    submit(admin)
    visitor.reload()
    assert "Tas dari perca batik." not in visitor.locator("main").inner_text()

    # The manager finds it waiting and returns it with a reason.
    manager.goto("/kantor/")
    manager.get_by_role("link", name="Tas pasar perca").first.click()
    decide(manager, "reject")
    reason = manager.locator(".modal textarea[name=comment]")
    reason.fill("Tulis juga ukurannya.")
    manager.locator(".modal form [type=submit]").click()
    expect(manager.locator(".messages")).to_contain_text("Tas pasar perca")
    visitor.reload()
    assert "Tas dari perca batik." not in visitor.locator("main").inner_text()

    # She reads why, mends it, and submits it again.
    admin.goto(edit)
    expect(admin.get_by_text("Tulis juga ukurannya.").first).to_be_visible()
    admin.locator("[name=summary]").fill("Tas dari perca batik, 38 x 36 cm.")
    submit(admin)

    # Approved: the visitor sees it.
    manager.goto(edit)
    decide(manager, "approve")
    manager.wait_for_load_state("networkidle")
    visitor.reload()
    assert "Tas dari perca batik, 38 x 36 cm." in visitor.locator("main").inner_text()


def submit(page: Page) -> None:
    """Press Wagtail's button that sends a page to moderation."""
    button = page.locator("[name=action-submit]")
    if not button.is_visible():
        page.locator(".w-dropdown-button button[data-w-dropdown-target=toggle]").last.click()
    button.click()
    page.wait_for_load_state("networkidle")


def decide(page: Page, action: str) -> None:
    """Press one of the moderator's buttons."""
    button = page.locator(f"[data-workflow-action-name={action}]").first
    if not button.is_visible():
        page.locator("footer .w-dropdown-button button[data-w-dropdown-target=toggle]").last.click()
    button.click()
