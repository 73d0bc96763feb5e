"""What was bought, by whom, in which parcels it goes, and what became of it."""

from catalog.orders.models.checkouts import Checkout, Way
from catalog.orders.models.complaints import Complaint
from catalog.orders.models.fees import DeliveryFee
from catalog.orders.models.history import OrderEvent
from catalog.orders.models.orders import Order, OrderLine, Parcel

__all__ = ["Checkout", "Complaint", "DeliveryFee", "Order", "OrderEvent", "OrderLine", "Parcel", "Way"]
