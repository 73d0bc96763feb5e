"""Who may do what with orders in the office. A buyer's name, phone and address (`contact`) are for those who pack and
those who answer for the sale."""

from catalog.orders.models import Complaint, DeliveryFee, Order, Parcel
from catalog.settlement.permissions import OfSalePolicy

SELLERS = ["manager", "treasurer"]
READERS = [*SELLERS, "supervisor", "auditor", "promotion_officer"]
orders = OfSalePolicy(Order, bumm="bumm", view=READERS, contact=SELLERS, change=["manager"])
parcels = OfSalePolicy(
    Parcel,
    bumm="order__bumm",
    group="group",
    view=[*READERS, "group_admin"],
    contact=[*SELLERS, "group_admin"],
    change=["manager", "group_admin"],
    cancel=["manager"],
)
complaints = OfSalePolicy(
    Complaint,
    bumm="parcel__order__bumm",
    group="parcel__group",
    view=[*READERS, "group_admin"],
    change=["manager"],
)
delivery_fees = OfSalePolicy(DeliveryFee, bumm="bumm", view=READERS, change=["manager"])

ALL = [orders, parcels, complaints, delivery_fees]
