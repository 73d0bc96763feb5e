"""Every change to payments. Each function is one transaction, but those that ask Stripe: they ask between two of them,
and broken off anywhere they are simply called again. Called again with the same, each changes nothing.

Whatever hangs on the order above is locked first (`listening.LOCKS`), then the payment.
"""

from catalog.payments.services.accounts import record_account
from catalog.payments.services.beginning import begin_payment, begin_session
from catalog.payments.services.claiming import upload_proof
from catalog.payments.services.ending import cancel, expire, forget, is_paid
from catalog.payments.services.inbox import digest, receive_event
from catalog.payments.services.receiving import confirm, note_cash, refuse_claim
from catalog.payments.services.reconciling import Reconciled, reconcile
from catalog.payments.services.refunds import ask_again, ask_refund, record_refund_made, send_refund

__all__ = [
    "Reconciled",
    "ask_again",
    "ask_refund",
    "begin_payment",
    "begin_session",
    "cancel",
    "confirm",
    "digest",
    "expire",
    "forget",
    "is_paid",
    "note_cash",
    "receive_event",
    "reconcile",
    "record_account",
    "record_refund_made",
    "refuse_claim",
    "send_refund",
    "upload_proof",
]
