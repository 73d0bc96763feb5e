"""Every change to the register. Each function is one transaction.

It locks the share class, then subscriptions, then the book, and looks at what it leaves behind before it lets go.
"""

from bumm.shares.services.certificates import (
    cancel_certificate,
    give_consent,
    withdraw_consent,
    write_certificate,
)
from bumm.shares.services.corrections import correct_event
from bumm.shares.services.opening import OpeningRow, open_register
from bumm.shares.services.redemptions import pay_redemption, redeem_shares
from bumm.shares.services.register import open_share_class
from bumm.shares.services.subscriptions import (
    issue_shares,
    record_payment,
    refund_subscription,
    request_subscription,
    withdraw_subscription,
)
from bumm.shares.services.transfers import inherit_shares, transfer_shares

__all__ = [
    "OpeningRow",
    "cancel_certificate",
    "correct_event",
    "give_consent",
    "inherit_shares",
    "issue_shares",
    "open_register",
    "open_share_class",
    "pay_redemption",
    "record_payment",
    "redeem_shares",
    "refund_subscription",
    "request_subscription",
    "transfer_shares",
    "withdraw_consent",
    "withdraw_subscription",
    "write_certificate",
]
