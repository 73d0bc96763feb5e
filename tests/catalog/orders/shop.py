"""A BUMM that sells goods of its groups on line, and a buyer."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumm.people.models import Bumm, Kecamatan, User
from catalog.orders import services
from catalog.orders.cart import Cart
from catalog.orders.models import Checkout, Order, Parcel
from catalog.orders.quoting import quote
from catalog.orders.services import Buyer
from catalog.payments import services as payments
from catalog.payments.models import Payment
from catalog.products.models import ProductPage, Variant
from tests.catalog.settlement.market import bumm_that_sells
from tests.factories import GroupFactory, GroupPageFactory, ProductPageFactory, holder

DEWI = Buyer("Dewi", "+6281200000901", "dewi@example.org")
HOME = Buyer("Dewi", "+6281200000901", "", "Jl. Uji 1, RT 003/RW 008", "57154", "")
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


def selling(place: str = "tipes", **terms: Any) -> Bumm:
    """With a commission of 10%, three days to complain, a bank account, and delivery to two places."""
    bumm = bumm_that_sells(place=place, **terms)
    payments.record_account(bumm=bumm, by=None, bank="Bank Uji", number=f"12345{bumm.pk:05}", holder=bumm.name)
    services.set_fees(bumm=bumm, fees={Kecamatan.objects.order_by("code")[0].code: 10_000, None: 25_000})
    return bumm


def good(bumm: Bumm, price: int = 65_000, *, in_stock: int = 10, days: int = 0, page: Any = None) -> Variant:
    """A good on line of a group of the BUMM, of its own unless a group's page is given."""
    group_page = page or GroupPageFactory(group=GroupFactory(selling_bumm=bumm))
    offer = {"product__price": price, "product__in_stock": in_stock, "product__made_to_order_days": days}
    return page_of_good(group_page, **offer).product.variants.get()


def page_of_good(group_page: Any, **offer: Any) -> ProductPage:
    return ProductPageFactory(group_page=group_page, **offer)


def cart_with(wanted: dict[Variant, int], to: str = "pickup") -> Cart:
    cart = Cart(SessionStore())
    for variant, quantity in wanted.items():
        cart.put(variant.pk, quantity)
    cart.destination = to
    return cart


def ordered(
    wanted: dict[Variant, int], *, by: str = "transfer", to: str = "pickup", buyer: Buyer | None = None
) -> Checkout:
    """Sent off, each order paid by the same way."""
    cart = cart_with(wanted, to)
    found = quote(cart)
    return services.place(
        key=cart.key,
        buyer=buyer or (DEWI if to == "pickup" else HOME),
        quote=found,
        seen=found.total,
        gateways={basket.bumm.pk: by for basket in found.baskets},
        language="id",
    )


def order(wanted: dict[Variant, int], **details: Any) -> Order:
    return ordered(wanted, **details).orders.get()


def payment_of(order: Order) -> Payment:
    return Payment.objects.of_order(order.reference)[0]


def pay(order: Order, amount: int | None = None, *, note: str = "") -> None:
    """The bank says that it has arrived."""
    payment = payment_of(order)
    payments.confirm(
        payment=payment,
        amount=payment.due if amount is None else amount,
        on=timezone.localdate(),
        bank_reference=note or f"TRX-{payment.pk}-{payment.receipts.count()}",
        by=holder("treasurer", bumm=order.bumm),
    )
    order.refresh_from_db()


def admin_of(parcel: Parcel) -> User:
    return holder("group_admin", group=parcel.group)


def handed_over(order: Order, **details: Any) -> list[Parcel]:
    """All its parcels, by who packs them."""
    found = []
    for parcel in order.parcels.order_by("number"):
        by = admin_of(parcel)
        for step in (services.accept_parcel, services.ready_parcel):
            step(parcel=parcel, by=by)
        found.append(services.hand_over_parcel(parcel=parcel, by=by, **details))
    order.refresh_from_db()
    return found


def put_in(client: Client, variant: Variant, quantity: int = 1) -> Any:
    address = reverse("add_to_cart")
    return client.post(address, {"barang": variant.pk, "jumlah": quantity}, headers=FROM_HERE)


def through_checkout(client: Client, variant: Variant, *, by: str = "transfer", quantity: int = 1) -> Checkout:
    """All three screens, as a browser goes through them."""
    put_in(client, variant, quantity)
    bumm = variant.product.group.selling_bumm
    details = {"name": "Dewi", "phone": "0812-0000-0901", "email": "dewi@example.org", "consent": "on"}
    client.post(reverse("checkout"), details)
    screen = client.get(reverse("checkout_payment"))
    form = {"kunci": screen.context["key"], "jumlah": screen.context["quote"].total, f"bayar-{bumm.pk}": by}
    answer = client.post(reverse("checkout_payment"), form)
    return Checkout.objects.get(token=urlsplit(answer["Location"]).path.split("/")[2])
