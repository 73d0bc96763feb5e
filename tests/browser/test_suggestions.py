"""What a search field suggests while someone types, by thumb and by keys."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.test_accessibility import STANDARD, WIDTH, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 720}, base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def test_a_beginning_is_enough_by_thumb_and_by_keys(page: Page, market: None) -> None:
    page.goto("/produk/")
    field, panel = page.locator("#search-phone"), page.locator("#search-here .suggestions")
    field.press_sequentially("kes")
    expect(panel.get_by_role("link", name="keset", exact=True)).to_be_visible()
    assert page.evaluate(WIDTH) == 320
    assert violations(page, Axe(), STANDARD, "suggestions") == []

    # By keys: down into the links, and Escape back to the field.
    field.press("ArrowDown")
    expect(panel.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(field).to_be_focused()
    expect(field).to_have_value("kes")

    # One key more asks again; a press leads on.
    field.press_sequentially("e")
    panel.get_by_role("link", name="keset", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dicari: keset")
    expect(page.locator("main .card")).to_have_count(4)


def test_groups_and_goods_are_suggested_by_name(page: Page, market: None) -> None:
    page.goto("/produk/")
    page.locator("#search-phone").press_sequentially("melati")
    panel = page.locator("#search-here .suggestions")
    panel.get_by_role("link", name="Perca Melati").click()
    expect(page).to_have_url(re.compile(r"/kelurahan/tipes/perca-melati/$"))


def test_on_a_bad_line_the_field_still_searches(page: Page, market: None) -> None:
    page.route("**/saran/**", lambda route: route.abort())
    page.goto("/produk/")
    page.locator("#search-phone").press_sequentially("slop")
    page.locator("#search-phone").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dicari: slop")
    expect(page.locator("main .card")).to_have_count(1)
