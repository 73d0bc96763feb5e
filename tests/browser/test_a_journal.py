"""Rent is paid: the treasurer notes it on her phone with a photo, the supervisor returns it, and approves it mended."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bumm.ledger.models import Journal
from bumm.ledger.selectors import lines_of
from tests.bumm.ledger.test_books import new_book
from tests.factories import holder, png

pytestmark = pytest.mark.django_db(transaction=True)

OFFICE = "/kantor/"


def open_first_task(page: Page) -> None:
    page.goto(OFFICE)
    page.locator(".office-tasks a").first.click()
    page.locator("td.title a").first.click()


def photo(name: str, colour: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": png(40, 30, colour)}


def test_from_a_template_to_an_entry(log_in: Callable[..., Page]) -> None:
    book = new_book()
    treasurer, supervisor = (log_in(holder(role, bumm=book.bumm)) for role in ("treasurer", "supervisor"))

    treasurer.goto(f"{OFFICE}journal/new/")
    treasurer.locator(".office-beginnings a", has_text="Sewa").click()
    expect(treasurer.locator("[name=lines-0-debit]")).to_have_value("6.1.01")
    treasurer.locator("[name=effective_on]").fill("2013-03-01")
    treasurer.locator("[name=lines-0-amount]").fill("0")
    treasurer.locator("[name=proofs]").set_input_files([photo("nota-februari.png", "#8a2b3d")])
    treasurer.locator("button[name=submit]").click()
    expect(treasurer.locator(".error-message").first).to_be_visible()
    expect(treasurer.locator("[name=kept]")).to_have_count(1)  # the photo need not be sent again
    treasurer.locator("[name=lines-0-amount]").fill("350.000")
    treasurer.locator("button[name=submit]").click()
    treasurer.wait_for_url("**/journal/inspect/**")
    assert lines_of(Journal.objects.get()) == [("6.1.01", "1.1.01.01", 350_000)]

    open_first_task(supervisor)
    expect(supervisor.locator("main")).to_contain_text("Rp350.000")
    supervisor.locator("a[href*='/journal/return/']").click()
    supervisor.locator("[name=reason]").fill("Ini nota bulan Februari.")
    supervisor.locator("form .button[type=submit]").click()
    supervisor.wait_for_url("**/journal/inspect/**")

    open_first_task(treasurer)
    expect(treasurer.locator(".office-findings")).to_contain_text("Ini nota bulan Februari.")
    treasurer.locator("a[href*='/journal/edit/']").click()
    treasurer.locator("[name=kept]").uncheck()
    treasurer.locator("[name=proofs]").set_input_files([photo("nota-maret.png", "#26356f")])
    treasurer.locator("[name=lines-0-amount]").fill("360.000")
    treasurer.locator("button[name=submit]").click()
    treasurer.wait_for_url("**/journal/inspect/**")

    open_first_task(supervisor)
    supervisor.locator("a[href*='/journal/approve/']").click()
    changed = supervisor.locator("table", has_text="Rp350.000")
    expect(changed).to_contain_text("Rp360.000")
    expect(changed).to_contain_text("nota-maret.png")
    supervisor.locator("form .button[type=submit]").click()
    supervisor.wait_for_url("**/journal/inspect/**")
    supervisor.locator("main a[href*='/entry/inspect/']").click()
    expect(supervisor.locator("main")).to_contain_text("6.1.01 Sewa")
    expect(supervisor.locator("main")).to_contain_text("Rp360.000")
    with supervisor.expect_download() as download:
        supervisor.locator("a", has_text="nota-maret.png").click()
    assert download.value.suggested_filename == "nota-maret.png"
