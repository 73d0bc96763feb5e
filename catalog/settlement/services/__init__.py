"""Every change to the money of sales. Each function is one transaction; it locks the sale, then the book."""

from catalog.settlement.accounts import Money
from catalog.settlement.services.custody import hand_in
from catalog.settlement.services.freezing import Line, freeze_sale
from catalog.settlement.services.paying import record_paid, record_return, strike_payout
from catalog.settlement.services.payouts import approve_batch, cancel_batch, prepare_payouts
from catalog.settlement.services.refunds import refund, refund_excess
from catalog.settlement.services.sales import charge_fee, hand_over, receive

__all__ = [
    "Line",
    "Money",
    "approve_batch",
    "cancel_batch",
    "charge_fee",
    "freeze_sale",
    "hand_in",
    "hand_over",
    "prepare_payouts",
    "receive",
    "record_paid",
    "record_return",
    "refund",
    "refund_excess",
    "strike_payout",
]
