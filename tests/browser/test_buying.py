"""From a good to a paid order on a phone of 360 pixels, with and without scripts, by each way that needs nobody
outside; and the group's admin, who accepts, packs and hands over on hers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from catalog.orders.models import Order, Parcel
from catalog.payments import services as payments
from catalog.products.models import ProductPage
from tests.browser.conftest import PATIENCE
from tests.catalog.orders.shop import good, pay, selling
from tests.catalog.payments.scene import static_code
from tests.factories import holder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slop(live_server: Any) -> ProductPage:
    """A good on line of a BUMM that takes transfers, QRIS and cash."""
    cache.clear()
    variant = good(selling(), 65_000)
    bumm = variant.product.group.selling_bumm
    payments.record_account(
        bumm=bumm, by=None, bank="Bank Uji", number="1234500001", holder=bumm.name, qris=static_code()
    )
    page: ProductPage = variant.product.page
    return page


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server.url, java_script_enabled=request.param
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def order_by(phone: Page, slop: ProductPage, way: str) -> Order:
    """Through basket, details and payment, as a thumb goes."""
    phone.goto(slop.url)
    phone.locator(".sticky-bar").get_by_role("button", name="Beli").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Keranjang")
    phone.get_by_role("button", name="Lanjut memesan").click()
    phone.get_by_label("Nama").fill("Dewi Uji")
    phone.get_by_label("Nomor WhatsApp").fill("0812-0000-0901")
    phone.get_by_label("Saya setuju").check()
    phone.get_by_role("button", name="Lanjut ke pembayaran").click()
    phone.locator(f"input[value={way}]").check()
    phone.get_by_role("button", name=re.compile("^Pesan, Rp65.000")).click()
    phone.wait_for_url("**/pesanan/**")
    return Order.objects.get()


@pytest.mark.parametrize("way", ["qris", "transfer", "cash"])
def test_a_good_is_ordered_in_three_screens(phone: Page, slop: ProductPage, way: str) -> None:
    order = order_by(phone, slop, way)
    expect(phone.get_by_text(order.number).first).to_be_visible()
    if way == "qris":
        expect(phone.locator(".qr img")).to_be_visible()
    if way == "transfer":
        expect(phone.locator(".to-pay mark")).to_have_text(re.compile(r"^\d{3}$"))
    if way != "cash":
        pay(order)
        phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Pesanan Anda sedang disiapkan")
    # Back, and once more: it is the same order.
    phone.go_back()
    phone.goto("/keranjang/")
    expect(phone.get_by_text("Keranjang Anda masih kosong.")).to_be_visible()
    assert Order.objects.count() == 1


def test_a_buyer_thinks_better_of_it(phone: Page, slop: ProductPage) -> None:
    order = order_by(phone, slop, "transfer")
    phone.get_by_role("button", name="Batalkan pesanan").click()
    phone.get_by_role("button", name="Batalkan pesanan").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Pesanan ini dibatalkan")
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED


def test_the_groups_admin_takes_it_to_its_end_on_her_phone(
    phone: Page, slop: ProductPage, log_in: Callable[..., Page]
) -> None:
    order = order_by(phone, slop, "cash")
    parcel = order.parcels.get()
    hers = log_in(holder("group_admin", group=parcel.group))
    for step in ("terima", "siap", "serahkan"):
        hers.goto(f"/kantor/paket/inspect/{parcel.pk}/")
        hers.locator(f'main a[href$="/{step}/"]').click()
        hers.locator("main form button[type=submit]").last.click()
        hers.wait_for_url("**/inspect/**")
    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.HANDED_OVER
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sudah di tangan Anda. Terima kasih!")
