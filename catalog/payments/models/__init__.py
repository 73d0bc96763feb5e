"""What buyers pay and are given back, where they pay it to, and what the gateways said."""

from catalog.payments.models.accounts import MerchantAccount
from catalog.payments.models.events import GatewayEvent, PaymentEvent
from catalog.payments.models.payments import Payment
from catalog.payments.models.receipts import Proof, Receipt
from catalog.payments.models.refunds import Refund

__all__ = ["GatewayEvent", "MerchantAccount", "Payment", "PaymentEvent", "Proof", "Receipt", "Refund"]
