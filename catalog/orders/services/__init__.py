"""Every change to orders. Each function is one transaction; it locks the order first, and what lies below it after."""

from catalog.orders.services.complaints import answer_complaint, complain
from catalog.orders.services.ending import cancel_order, cancel_parcel, expire_orders
from catalog.orders.services.erasing import erase_person, forget_old
from catalog.orders.services.fees import set_fees
from catalog.orders.services.parcels import accept_parcel, hand_over_parcel, ready_parcel, ship_parcel
from catalog.orders.services.placing import Buyer, place

__all__ = [
    "Buyer",
    "accept_parcel",
    "answer_complaint",
    "cancel_order",
    "cancel_parcel",
    "complain",
    "erase_person",
    "expire_orders",
    "forget_old",
    "hand_over_parcel",
    "place",
    "ready_parcel",
    "set_fees",
    "ship_parcel",
]
