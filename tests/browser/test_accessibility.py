"""Every public page under axe in both languages, on a phone and a desk, light and dark; and room for a thumb."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, DESK = {"width": 320, "height": 720}, {"width": 1280, "height": 900}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a dark page has of its own
ADDRESSES = [
    "/",
    "/produk/",
    "/produk/?kategori=patchwork&kelurahan=tipes&kelompok=perca-melati&urut=termurah&hal=2",
    "/produk/?kategori=patchwork&kelurahan=serengan",
    "/produk/?q=tas",
    "/produk/?q=zxzxzx",
    "/produk/?q=perc+zxzxzx&harga_dari=seribu&harga_sampai=90.000&stok=1",
    "/produk/saran/?q=ta",
    "/kelurahan/",
    "/kelurahan/tipes/",
    "/kelurahan/tipes/perca-melati/",
    "/kelurahan/tipes/perca-melati/tas/",
    "/cerita/",
    "/cerita/ban-berjalan/",
    "/tentang/",
    "/hubungi/",
    "/hubungi/?terkirim=1",
    "/akun/login/",
    "/akun/password/reset/",
    "/akun/password/reset/done/",
    "/akun/signup/",
    "/tidak-ada/",
    "/pola/",
]
# Forms that are sent as they are, but for one field that holds a blank: what is asked for is then missing.
SENT = {"/hubungi/": "[name=name]", "/akun/login/": "[name=login]"}
ALONE = ["500.html", "503.html"]  # shown when there is no site around them

# Links and fields with less room than a thumb wants. Links in running text are as high as their line; a card, a label
# and a search box are pressed as a whole.
SMALL_TARGETS = """() => {
  const wholes = '.card, .place, .maker, .patch, label, .search';
  const inText = 'p a, dd a, .prose a, address a, .empty p a, .notice a';
  const found = [];
  for (const target of document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')) {
    if (target.matches(inText) || !target.checkVisibility() || target.closest('.skip, .aside-field')) continue;
    const { width, height } = (target.closest(wholes) ?? target).getBoundingClientRect();
    if (Math.round(width) < 44 || Math.round(height) < 44)
      found.push(`${target.outerHTML.slice(0, 90)} ${width.toFixed(1)}x${height.toFixed(1)}`);
  }
  return found;
}"""
WIDTH = "() => document.documentElement.scrollWidth"


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, base_url=live_server.url, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_for_everyone(page: Page, market: None, language: str) -> None:
    prefix = "" if language == "id" else "/en"
    axe, wrong = Axe(), []
    for name in visited(page, prefix, language):
        faults = [*light_faults(page, axe), *(dark_faults(page, axe) if language == "id" else [])]
        wrong += [f"{name}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def visited(page: Page, prefix: str, language: str) -> Iterator[str]:
    """Open one page after the other; yields what to call each."""
    for address in ADDRESSES:
        page.goto(prefix + address)
        yield prefix + address
    for address, field in SENT.items():
        page.goto(prefix + address)
        for blank in page.locator("main form [required]").all():
            blank.fill(" ")
        page.locator(f"main form {field}").press("Enter")
        page.locator(".errorlist, .notice--error").first.wait_for()
        yield f"{prefix}{address} with errors"
    for template in ALONE:
        with override(language):
            page.set_content(render_to_string(template))
        yield template


def light_faults(page: Page, axe: Axe) -> list[str]:
    """What is wrong with the open page, in words."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    found = [f"wider than the phone: {page.evaluate(WIDTH)}"] if page.evaluate(WIDTH) > PHONE["width"] else []
    found += [f"small target: {target}" for target in page.evaluate(SMALL_TARGETS)]
    found += violations(page, axe, STANDARD, "phone")
    page.set_viewport_size(DESK)
    return found + violations(page, axe, STANDARD, "desk")


def dark_faults(page: Page, axe: Axe) -> list[str]:
    """What is wrong with the open page's colours in the dark. They are the same in every language."""
    page.emulate_media(color_scheme="dark")
    found = violations(page, axe, COLOURS, "desk, dark")
    page.set_viewport_size(PHONE)
    return found + violations(page, axe, COLOURS, "phone, dark")


def violations(page: Page, axe: Axe, what: list[str], where: str) -> list[str]:
    kind = "rule" if what is COLOURS else "tag"
    options = {"runOnly": {"type": kind, "values": what}, "resultTypes": ["violations"]}
    response = axe.run(page, options=options).response
    return [
        f"{where}: {violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]
