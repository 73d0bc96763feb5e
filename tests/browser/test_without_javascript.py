"""A visitor whose browser runs no scripts does all that a visitor can do."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from home.models import ContactMessage
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE
from tests.factories import PASSWORD, holder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    phone = {"width": 390, "height": 844}
    context = browser.new_context(viewport=phone, base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def expect_goods(page: Page, *titles: str) -> None:
    """These cards and no other, once the page has come."""
    expect(page.locator("main .card h3")).to_have_text(list(titles))


def test_goods_are_found_narrowed_ordered_and_leafed_through(page: Page, market: None) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Utama").get_by_role("link", name="Belanja").click()
    expect(page.locator("main .card")).to_have_count(4)

    # The filters: a sheet where the browser knows popovers, which open without a script.
    page.get_by_role("button", name="Saring").click()
    page.get_by_label("Kain perca").check()
    page.get_by_label("Tipes").check()
    page.get_by_role("button", name="Lihat barang").click()
    expect(page).to_have_url(re.compile("kategori=patchwork.*kelurahan=tipes"))
    expect(page.locator("main .card h3").filter(has_text="Slop kok")).to_have_count(0)

    # The order, which keeps the filters.
    page.get_by_label("Urutan").select_option("nama")
    page.get_by_role("button", name="Urutkan").click()
    expect(page).to_have_url(re.compile("kategori=patchwork"))
    expect_goods(page, "Keset 1", "Keset 2", "Keset 3", "Keset 4")

    # The next page, which keeps both.
    page.get_by_role("navigation", name="Halaman").get_by_role("link", name="Berikutnya").click()
    expect(page).to_have_url(re.compile("kategori=patchwork"))
    expect_goods(page, "Tas perca")


def test_a_product_shows_its_pictures_and_the_other_language_keeps_the_place(page: Page, market: None) -> None:
    page.goto("/produk/?urut=nama&hal=2")
    page.get_by_role("link", name="Tas perca").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tas perca")
    second = page.locator("#photo-2 img")
    expect(second).not_to_be_in_viewport()
    page.locator("a[href='#photo-2']").click()
    expect(second).to_be_in_viewport(ratio=0.9)
    order = page.locator(".sticky-bar").get_by_role("link")
    assert (order.get_attribute("href") or "").startswith("https://wa.me/62812")

    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Patchwork bag")
    assert "/en/kelurahan/tipes/perca-melati/tas/" in page.url
    page.get_by_role("link", name="Bahasa Indonesia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tas perca")

    # A search, which keeps its words in the other language.
    page.locator(".search-link").click()
    page.locator("#search-phone").fill("slop")
    page.locator("#search-here").get_by_role("button").click()
    expect_goods(page, "Slop kok")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/produk/\?q=slop"))
    expect_goods(page, "Slop kok")


def test_a_message_with_an_error_keeps_what_was_written_and_is_then_sent(page: Page, market: None) -> None:
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Hubungi kami").click()
    form = page.locator("main form")
    form.locator("[name=name]").fill("Bu Tutik")
    form.locator("[name=reach]").fill(" ")
    form.locator("[name=text]").fill("Apakah bisa pesan seratus?")
    form.get_by_role("button").click()
    expect(page.locator(".notice--error")).to_be_visible()
    expect(form.locator("[name=reach]")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("[name=text]")).to_have_value("Apakah bisa pesan seratus?")
    form.locator("[name=reach]").fill("0812-0000-0001")
    form.get_by_role("button").click()
    expect(page.locator(".notice--success")).to_be_visible()
    assert ContactMessage.objects.get().name == "Bu Tutik"


def test_logging_in_and_out(page: Page) -> None:
    cache.clear()
    user = holder("auditor")
    page.goto("/akun/login/")
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form").get_by_role("button").click()
    page.wait_for_url("**/kantor/**")
    page.goto("/akun/logout/")
    page.locator("main form").get_by_role("button").click()
    page.goto("/kantor/")
    page.wait_for_url("**/akun/login/**")
