"""What Stripe's objects say, in our words and in whole rupiah."""

from collections.abc import Mapping
from typing import Any

from catalog.payments.gateways.seen import Seen, SeenRefund

CURRENCY = "idr"
HUNDREDTHS = 100
REFUND_STATES = {"succeeded": "done", "failed": "failed", "canceled": "failed"}
Said = Mapping[str, Any]


def session(said: Said) -> Seen:
    """A Checkout session whose payment intent, charge and balance transaction came with it."""
    names = said.get("metadata") or {}
    intent = said.get("payment_intent")
    return Seen(
        external_id=said["id"],
        payment=said.get("client_reference_id") or "",
        order=names.get("order", ""),
        state=_state(said),
        amount=_whole(said["amount_total"]),
        currency=said["currency"],
        live=said["livemode"],
        intent=key_of(intent),
        redirect_to=said.get("url") or "",
        fee=_fee(intent) if isinstance(intent, Mapping) else None,
    )


def refund(said: Said) -> SeenRefund:
    names = said.get("metadata") or {}
    return SeenRefund(
        external_id=said["id"],
        reference=names.get("refund", ""),
        intent=key_of(said.get("payment_intent")),
        amount=_whole(said["amount"]),
        currency=said["currency"],
        state=REFUND_STATES.get(said.get("status") or "", "sent"),
    )


def key_of(row: Any) -> str:
    """Stripe names a row by its key, or puts the row itself in its place."""
    return str(row["id"]) if isinstance(row, Mapping) else row or ""


def _state(said: Said) -> str:
    """A session that is complete may be unpaid: then its intent says whether money is on its way."""
    if said["payment_status"] == "paid":
        return "paid"
    if said["status"] != "complete":
        return str(said["status"])  # open or expired
    intent = said.get("payment_intent")
    failed = isinstance(intent, Mapping) and intent["status"] in ("requires_payment_method", "canceled")
    return "failed" if failed else "under_way"


def _whole(hundredths: int) -> int:
    """Rupiah; whatever has cents is no amount of ours and differs from each."""
    return hundredths // HUNDREDTHS if hundredths % HUNDREDTHS == 0 else -1


def _fee(intent: Said) -> int | None:
    """What Stripe kept, half a rupiah rounded up. Where it settles in another currency, at its own rate."""
    charge = intent.get("latest_charge")
    settled = charge.get("balance_transaction") if isinstance(charge, Mapping) else None
    if not isinstance(charge, Mapping) or not isinstance(settled, Mapping) or not settled["amount"]:
        return None
    over, below = settled["fee"] * charge["amount"], settled["amount"] * HUNDREDTHS
    return int((2 * over + below) // (2 * below))
