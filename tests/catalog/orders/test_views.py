"""The buyer's pages: basket, three screens, the order by its link, and back to it by number and phone."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumm.people.models import Bumm
from catalog.orders import services
from catalog.orders.exceptions import NothingToErase, StillRunning
from catalog.orders.models import Checkout, Complaint, Order
from catalog.products.models import Availability
from catalog.products.services import change_variant
from tests.catalog.orders.shop import (
    DEWI,
    FROM_HERE,
    good,
    handed_over,
    order,
    pay,
    put_in,
    selling,
    through_checkout,
)
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
DETAILS = {"name": "Dewi", "phone": "0812-0000-0901", "email": "", "consent": "on"}


@pytest.fixture(autouse=True)
def no_limits() -> None:
    cache.clear()


def test_from_basket_to_order_in_three_screens(client: Client) -> None:
    variant = good(selling(), 65_000)
    put_in(client, variant, 2)
    page = client.get(reverse("cart")).content.decode()
    assert "Rp130.000" in page
    assert page.count("<h1") == 1
    checkout = through_checkout(client, variant)  # one more piece
    placed = checkout.orders.get()
    assert placed.total == 195_000
    order_page = client.get(checkout.get_absolute_url())
    text = order_page.content.decode()
    assert placed.number in text
    assert "Rp195.000" in text
    assert order_page["X-Robots-Tag"] == "noindex"
    assert "no-store" in order_page["Cache-Control"]
    assert client.get(reverse("cart")).context["quote"].items == []


def test_a_form_that_is_sent_again_leads_to_the_same_order(client: Client) -> None:
    variant = good(selling())
    put_in(client, variant)
    client.post(reverse("checkout"), DETAILS)
    screen = client.get(reverse("checkout_payment"))
    bumm = variant.product.group.selling_bumm
    form = {"kunci": screen.context["key"], "jumlah": "65000", f"bayar-{bumm.pk}": "transfer"}
    first = client.post(reverse("checkout_payment"), form)
    put_in(client, variant)  # another tab goes on shopping
    assert client.post(reverse("checkout_payment"), form)["Location"] == first["Location"]
    assert Order.objects.count() == 1


def test_a_key_of_somebody_elses_form_opens_nothing(client: Client) -> None:
    checkout = through_checkout(Client(), good(selling()))
    answer = client.post(reverse("checkout_payment"), {"kunci": str(checkout.key), "jumlah": "1"})
    assert answer["Location"] == reverse("cart")


def test_the_basket_survives_a_log_in(client: Client) -> None:
    user = UserFactory()
    put_in(client, good(selling()), 3)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert client.get(reverse("cart")).context["quote"].items[0].quantity == 3


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://jahat.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}],
)
def test_nothing_is_put_in_from_another_site(client: Client, headers: dict[str, str]) -> None:
    variant = good(selling())
    answer = client.post(reverse("add_to_cart"), {"barang": variant.pk}, headers=headers)
    assert answer.status_code == 403
    assert client.get(reverse("cart")).context["quote"].items == []
    assert client.post(reverse("add_to_cart"), {"barang": variant.pk}, headers={"Origin": "http://testserver"})
    assert client.get(reverse("cart")).context["quote"].items[0].quantity == 1


def test_every_other_form_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    for name in ("change_cart", "checkout", "checkout_payment", "find_order"):
        assert strict.post(reverse(name), headers=FROM_HERE).status_code == 403, name


@pytest.mark.parametrize("barang", ["", "0", "999999", "-1", "1e3", "٣", "1" * 40, "<b>"])
def test_what_is_no_good_is_not_put_in(client: Client, barang: str) -> None:
    answer = client.post(reverse("add_to_cart"), {"barang": barang, "jumlah": "2"}, headers=FROM_HERE, follow=True)
    assert answer.status_code == 200
    assert answer.context["quote"].items == []


@pytest.mark.parametrize(
    ("typed", "kept"), [("5", 5), ("0", None), ("-3", 2), ("1000000000000", 2), ("999999999", 999)]
)
def test_quantities_are_taken_over_as_far_as_they_can_be_read(client: Client, typed: str, kept: int | None) -> None:
    variant = good(selling(), in_stock=1_000)
    put_in(client, variant, 2)
    client.post(reverse("change_cart"), {f"jumlah-{variant.pk}": typed, "hitung": "1"})
    items = client.get(reverse("cart")).context["quote"].items
    assert [item.quantity for item in items] == ([kept] if kept else [])


def test_what_was_taken_out_can_be_put_back(client: Client) -> None:
    variant = good(selling())
    put_in(client, variant, 4)
    client.post(reverse("change_cart"), {f"jumlah-{variant.pk}": "4", "keluarkan": variant.pk})
    page = client.get(reverse("cart"))
    assert page.context["quote"].items == []
    client.post(reverse("change_cart"), {"kembalikan": "1"})
    assert client.get(reverse("cart")).context["quote"].items[0].quantity == 4


def test_where_it_goes_changes_the_total_that_is_shown(client: Client) -> None:
    put_in(client, good(selling(), 65_000))
    client.post(reverse("change_cart"), {"tujuan": "beyond"})
    assert client.get(reverse("cart")).context["quote"].total == 90_000
    client.post(reverse("change_cart"), {"tujuan": "33.72.05"})  # where this BUMM brings nothing
    page = client.get(reverse("cart"))
    assert "Rp65.000" in page.content.decode()
    assert client.get(reverse("checkout"))["Location"] == reverse("cart")
    client.post(reverse("change_cart"), {"tujuan": "<script>"})
    assert client.get(reverse("cart")).context["quote"].destination.code == "pickup"


NAMES = ["Budi 🧵 <b>tebal</b>", "あ" * 100, "O'Connor & Söhne"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_taken_and_shown_harmlessly(client: Client, name: str) -> None:
    variant = good(selling())
    put_in(client, variant)
    client.post(reverse("checkout"), DETAILS | {"name": name, "note": "<img src=x onerror=alert(1)>"})
    screen = client.get(reverse("checkout_payment"))
    assert "<b>tebal" not in screen.content.decode()
    bumm = variant.product.group.selling_bumm
    form = {"kunci": screen.context["key"], "jumlah": "65000", f"bayar-{bumm.pk}": "transfer"}
    client.post(reverse("checkout_payment"), form)
    checkout = Checkout.objects.get()
    assert checkout.name == name
    page = client.get(checkout.get_absolute_url()).content.decode()
    assert "<b>tebal" not in page
    assert "onerror=alert(1)>" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 10_000},
        {"phone": "bukan nomor"},
        {"phone": "0812"},
        {"email": "dewi@"},
        {"consent": ""},
        {"note": "n" * 10_000},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client: Client, wrong: dict[str, str]) -> None:
    put_in(client, good(selling()))
    answer = client.post(reverse("checkout"), DETAILS | {"note": "Warna biru"} | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "errorlist" in page
    assert (wrong.get("note") or "Warna biru")[:500] in page
    assert client.get(reverse("checkout_payment"))["Location"] == reverse("checkout")
    assert "0812-0000-0901" in client.get(reverse("checkout")).content.decode() or "phone" in wrong


def test_an_altered_total_or_way_orders_nothing(client: Client) -> None:
    variant = good(selling())
    put_in(client, variant)
    client.post(reverse("checkout"), DETAILS)
    key = client.get(reverse("checkout_payment")).context["key"]
    bumm = variant.product.group.selling_bumm
    for form in ({"jumlah": "1"}, {"jumlah": "abc"}, {f"bayar-{bumm.pk}": "gratis"}, {f"bayar-{bumm.pk}": ""}):
        sent = {"kunci": key, "jumlah": "65000", f"bayar-{bumm.pk}": "transfer"} | form
        answer = client.post(reverse("checkout_payment"), sent)
        assert answer.status_code == 422
        assert "notice--error" in answer.content.decode()
    assert not Order.objects.exists()


def test_what_was_sold_meanwhile_is_said_in_the_basket(client: Client) -> None:
    variant = good(selling(), in_stock=2)
    put_in(client, variant, 2)
    client.post(reverse("checkout"), DETAILS)
    order({variant: 1})
    bumm = variant.product.group.selling_bumm
    answer = client.post(reverse("checkout_payment"), {"jumlah": "130000", f"bayar-{bumm.pk}": "transfer"})
    assert answer["Location"] == reverse("cart")
    assert "1" in client.get(reverse("cart")).context["quote"].troubles[0]
    page = variant.product.page
    page.unpublish()
    assert client.get(reverse("cart")).context["quote"].items[0].page is None


def test_a_price_that_rose_after_it_was_shown_is_not_charged(client: Client) -> None:
    variant = good(selling(), 65_000)
    put_in(client, variant)
    client.get(reverse("cart"))
    change_variant(variant=variant, price=80_000, sku=variant.sku)
    assert through_checkout(client, variant).orders.get().goods == 130_000


@pytest.mark.parametrize("token", ["x", "0" * 22, "../../etc", "%00"])
def test_a_token_that_nobody_was_given_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/pesanan/{token}/").status_code == 404


def test_the_order_of_one_link_is_not_touched_by_another(client: Client) -> None:
    mine, other = order({good(selling()): 1}), order({good(selling("mojosongo")): 1})
    for name in ("cancel_own_order", "upload_proof", "go_and_pay", "invoice"):
        address = reverse(name, args=[mine.checkout.token, other.pk])
        answer = client.get(address) if name == "invoice" else client.post(address)
        assert answer.status_code == 404, name
    other.refresh_from_db()
    assert other.state == Order.State.WAITING


def test_the_buyer_cancels_and_complains_on_the_page(client: Client) -> None:
    variant = good(selling())
    gone = order({variant: 1})
    page = client.get(gone.checkout.get_absolute_url()).content.decode()
    address = reverse("cancel_own_order", args=[gone.checkout.token, gone.pk])
    assert address in page
    assert client.post(address, follow=True).status_code == 200
    gone.refresh_from_db()
    assert gone.state == Order.State.CANCELLED
    assert address not in client.get(gone.checkout.get_absolute_url()).content.decode()
    had = order({variant: 1}, by="cash")
    handed_over(had)
    link = reverse("complain", args=[had.checkout.token, had.pk, 1])
    assert link in client.get(had.checkout.get_absolute_url()).content.decode()
    assert client.post(link, {"kind": "x"}).status_code == 422
    client.post(link, {"kind": "damaged", "words": "<script>alert(1)</script> lepas"})
    assert Complaint.objects.get().words.startswith("<script>")
    page = client.get(had.checkout.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "lepas" in page


def test_the_seller_can_be_asked_from_the_page(client: Client) -> None:
    placed = order({good(selling()): 1})
    Bumm.objects.filter(pk=placed.bumm_id).update(phone="+6281200000003")
    page = client.get(placed.checkout.get_absolute_url()).content.decode()
    assert "https://wa.me/6281200000003?text=" in page
    assert placed.number in page


def test_the_invoice_is_a_pdf(client: Client, pango: None) -> None:
    placed = order({good(selling()): 1})
    pay(placed)
    answer = client.get(reverse("invoice", args=[placed.checkout.token, placed.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_an_order_is_found_by_number_and_phone_and_not_by_guessing(client: Client) -> None:
    placed = order({good(selling()): 1})
    form = {"number": placed.number.lower(), "phone": "0812 0000 0901"}
    found = client.post(reverse("find_order"), form)
    assert found["Location"] == placed.checkout.get_absolute_url()
    for number in (placed.number, "JL-999999", "x", "9" * 20):
        other = client.post(reverse("find_order"), form | {"number": number, "phone": "0812 0000 0902"})
        assert other.status_code == 422
    answers = {client.post(reverse("find_order"), form | {"number": "JL-7"}).status_code for _try in range(12)}
    assert answers == {422, 429}


def test_erased_is_erased(client: Client) -> None:
    placed = order({good(selling()): 1}, by="cash")
    with pytest.raises(StillRunning):
        services.erase_person(phone=DEWI.phone)
    handed_over(placed)
    assert services.erase_person(phone=DEWI.phone) == 1
    checkout = Checkout.objects.get()
    assert (checkout.name, checkout.phone, checkout.email) == ("", "", "")
    assert client.get(checkout.get_absolute_url()).status_code == 404
    with pytest.raises(NothingToErase):
        services.erase_person(phone=DEWI.phone)
    with pytest.raises(NothingToErase):
        services.erase_person()


def test_what_is_older_than_ten_years_is_forgotten() -> None:
    handed_over(order({good(selling()): 1}, by="cash"))
    today = timezone.localdate()
    assert services.forget_old(today=today.replace(year=today.year + 9)) == 0
    assert services.forget_old(today=today.replace(year=today.year + 11, day=1)) == 1
    assert Checkout.objects.get().name == ""


# By screen, and for each seller (whether and where it takes transfers and QRIS).
QUERIES = {"cart": (7, 0), "checkout": (6, 0), "checkout_payment": (6, 2)}


def test_the_screens_take_the_same_number_of_queries_whatever_is_in_the_basket(
    client: Client, django_assert_num_queries: Any
) -> None:
    one, other = selling(), selling("mojosongo")
    put_in(client, good(one))
    client.post(reverse("checkout"), DETAILS)
    for bumm in (None, one, other):
        for _good in range(3 if bumm else 0):
            put_in(client, good(bumm))
        sellers = 2 if bumm == other else 1
        for name, (queries, for_seller) in QUERIES.items():
            client.get(reverse(name))  # notes the prices that are shown
            with django_assert_num_queries(queries + for_seller * sellers):
                client.get(reverse(name))
    assert Availability.objects.count() == 7
