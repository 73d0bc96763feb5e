"""What people of the town bought from a group: an order that waits, one with a complaint, and one to be packed."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from bumm.people.models import Group, User
from catalog.orders import services
from catalog.orders.cart import Cart
from catalog.orders.models import Order
from catalog.orders.quoting import quote
from catalog.products.models import Variant
from catalog.stock import services as stock
from catalog.stock.models import StockMovement


def buying(group: Group, colour: str, admin: User) -> dict[str, Any]:
    """Each by a buyer whose name and words have the colour."""
    bumm = group.selling_bumm
    services.set_fees(bumm=bumm, fees={None: 20_000})
    variant = Variant.objects.filter(product__group=group, product__first_offered_at__isnull=False).earliest("pk")
    made = StockMovement.Reason.MADE
    stock.move(variant=variant, location=stock.workshop_of(group=group), quantity=10, reason=made, by=admin)
    waiting, had, to_pack = (_order(variant, colour, by) for by in ("transfer", "cash", "cash"))
    parcel = had.parcels.get()
    for step in (services.accept_parcel, services.ready_parcel, services.hand_over_parcel):
        step(parcel=parcel, by=admin)
    complaint = services.complain(parcel=parcel, kind="damaged", words=f"Jahitan {colour} lepas")
    return {
        "order": waiting.pk,
        "parcel": to_pack.parcels.get().pk,
        "complaint": complaint.pk,
        "order_token": had.checkout.token,
        "order_of_token": had.pk,
        "parcel_number": 1,
    }


def _order(variant: Variant, colour: str, by: str) -> Order:
    cart = Cart(SessionStore())
    cart.put(variant.pk, 1)
    found = quote(cart)
    checkout = services.place(
        key=cart.key,
        buyer=services.Buyer(f"Pembeli {colour}", "+6281200000999"),
        quote=found,
        seen=found.total,
        gateways={basket.bumm.pk: by for basket in found.baskets},
        language="id",
    )
    return checkout.orders.get()
