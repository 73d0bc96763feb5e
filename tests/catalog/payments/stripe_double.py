"""Stripe, as far as we need it, on a port of this machine: strict about requests, and as unreliable as one likes.

Requests are checked against the SDK's own types; the same idempotency key replays its answer or, with other parameters,
is refused; refunds beyond the charge are refused. Buyers' deeds are methods. Messages are signed as Stripe signs them,
and are sent by whoever tests, as often and as late as wanted.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import stripe
from stripe.params import RefundCreateParams, RefundListParams
from stripe.params.checkout import SessionCreateParams, SessionListParams

from tests.catalog.payments.strict import checked

KEY, SECRET = "sk_test_double", "whsec_double"
LEAST = 800_000  # hundredths of a rupiah
Row = dict[str, Any]


class Refused(Exception):
    """An answer that is an error: status, type and code."""

    def __init__(self, status: int, kind: str, message: str, code: str | None = None) -> None:
        self.status = status
        self.body = {"error": {"type": kind, "message": message, "code": code}}
        super().__init__(message)


def invalid(message: str, code: str | None = None) -> Refused:
    return Refused(400, "invalid_request_error", message, code)


class Message(NamedTuple):
    """A webhook as it goes over the wire."""

    raw: bytes
    signature: str


class StripeDouble:
    """`live` says which mode its rows are of. `broken` counts the requests that it will still answer with 500."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.replays: dict[str, tuple[Any, Row]] = {}
        self.requests: list[tuple[str, str]] = []
        self.lock = threading.RLock()
        self.numbers = itertools.count(1)
        self.live = False
        self.broken = 0
        self.delay = 0.0
        self.fee_is_known = True

    # What buyers and the merchant do

    def session_of(self, payment: str) -> Row:
        """The latest page of a payment of ours."""
        return [row for row in self._all("checkout.session") if row["client_reference_id"] == payment][-1]

    def pay(self, session: Row) -> str:
        """By card, at once. Returns the intent's number."""
        with self.lock:
            assert session["status"] == "open", "the page is closed"
            intent = self._intent(session, "succeeded")
            self._charge(intent)
            session.update(status="complete", payment_status="paid", payment_intent=intent["id"], url=None)
        return str(intent["id"])

    def pay_later(self, session: Row) -> str:
        """In a way that settles later: the page is complete, and unpaid."""
        with self.lock:
            intent = self._intent(session, "processing")
            session.update(status="complete", payment_status="unpaid", payment_intent=intent["id"], url=None)
        return str(intent["id"])

    def settle(self, session: Row, *, arrives: bool) -> None:
        with self.lock:
            intent = self.rows[session["payment_intent"]]
            intent["status"] = "succeeded" if arrives else "requires_payment_method"
            if arrives:
                self._charge(intent)
                session["payment_status"] = "paid"

    def refund_there(self, session: Row, amount: int, status: str = "succeeded") -> Row:
        """From Stripe's own pages, in rupiah."""
        return self._refund({"payment_intent": session["payment_intent"], "amount": amount * 100}, status)

    def message(
        self, kind: str, about: str, *, at: float | None = None, secret: str = SECRET, number: str = ""
    ) -> Message:
        event = {
            "id": number or f"evt_{next(self.numbers)}",
            "object": "event",
            "type": kind,
            "livemode": self.live,
            "created": int(time.time()),
            "data": {"object": self.rows.get(about, {"id": about})},
        }
        raw = json.dumps(event).encode()
        moment = int(time.time() if at is None else at)
        return Message(raw, stripe.WebhookSignature.generate_signature_header(raw.decode(), secret, moment))

    # What the API answers

    def answer(self, method: str, path: str, said: Row, key: str | None) -> Row:
        if method == "POST" and key:
            return self._once(key, (path, said), lambda: self._post(path, said))
        assert method == "GET", "every POST of ours carries its key, but for closing a page"
        return self._get(path, said)

    def _once(self, key: str, request: Any, make: Callable[[], Row]) -> Row:
        if key in self.replays:
            before, answer = self.replays[key]
            if before != request:
                raise Refused(400, "idempotency_error", "Keys for idempotent requests can only be used once.")
            return answer
        answer = make()
        self.replays[key] = (request, answer)
        return answer

    def _post(self, path: str, said: Row) -> Row:
        if path == "/v1/checkout/sessions":
            return self._session(checked(said, SessionCreateParams))
        if path == "/v1/refunds":
            return self._refund(checked(said, RefundCreateParams), "succeeded")
        if path.startswith("/v1/checkout/sessions/") and path.endswith("/expire"):
            return self._expire(self._row(path.split("/")[4]))
        raise Refused(404, "invalid_request_error", f"Unrecognized request URL: {path}")

    def _get(self, path: str, said: Row) -> Row:
        if path == "/v1/checkout/sessions":
            wanted = checked(said, SessionListParams)
            rows = self._all("checkout.session")
            return self._list([row for row in rows if row["payment_intent"] == wanted["payment_intent"]], path)
        if path == "/v1/refunds":
            return self._list(self._refunds(checked(said, RefundListParams)), path)
        row = dict(self._row(path.rpartition("/")[2]))
        for way in said.get("expand", []):
            self._expand(row, way.split("."))
        return row

    def _refunds(self, wanted: Row) -> list[Row]:
        since = (wanted.get("created") or {}).get("gte", 0)
        intent = wanted.get("payment_intent")
        rows = self._all("refund")
        return [row for row in rows if intent in (None, row["payment_intent"]) and row["created"] >= since]

    def _list(self, rows: list[Row], path: str) -> Row:
        return {"object": "list", "data": rows, "has_more": False, "url": path}

    def _expand(self, row: Row, way: list[str]) -> None:
        name, rest = way[0], way[1:]
        if row.get(name):
            row[name] = dict(self._row(row[name]))
            if rest:
                self._expand(row[name], rest)

    def _row(self, number: str) -> Row:
        if number not in self.rows:
            raise Refused(404, "invalid_request_error", f"No such object: {number}", "resource_missing")
        return self.rows[number]

    def _all(self, kind: str) -> list[Row]:
        return [row for row in self.rows.values() if row["object"] == kind]

    def _new(self, kind: str, prefix: str, **values: Any) -> Row:
        number = f"{prefix}_{next(self.numbers)}"
        common = {"id": number, "object": kind, "created": int(time.time()), "livemode": self.live}
        self.rows[number] = common | values
        return self.rows[number]

    def _session(self, said: Row) -> Row:
        total = sum(line["quantity"] * line["price_data"]["unit_amount"] for line in said["line_items"])
        currency = said["line_items"][0]["price_data"]["currency"]
        if total < LEAST:
            raise invalid("The Checkout Session's total amount is too small.", "amount_too_small")
        session = self._new(
            "checkout.session",
            "cs",
            status="open",
            payment_status="unpaid",
            amount_total=total,
            currency=currency,
            payment_intent=None,
            client_reference_id=said.get("client_reference_id"),
            metadata=said.get("metadata", {}),
            success_url=said["success_url"],
        )
        session["url"] = f"https://checkout.stripe.test/c/{session['id']}"
        return session

    def _expire(self, session: Row) -> Row:
        if session["status"] != "open":
            raise invalid('Only Checkout Sessions with a status in ["open"] can be expired.')
        session.update(status="expired", url=None)
        return session

    def _intent(self, session: Row, status: str) -> Row:
        same = {name: session[name] for name in ("currency", "metadata")}
        return self._new(
            "payment_intent", "pi", status=status, amount=session["amount_total"], latest_charge=None, **same
        )

    def _charge(self, intent: Row) -> None:
        amount = intent["amount"]
        fee = amount * 44 // 1000 + 50
        settled = self._new("balance_transaction", "txn", amount=amount, fee=fee, currency=intent["currency"])
        charge = self._new("charge", "ch", amount=amount, amount_refunded=0, payment_intent=intent["id"])
        charge["balance_transaction"] = settled["id"] if self.fee_is_known else None
        intent["latest_charge"] = charge["id"]

    def _refund(self, said: Row, status: str) -> Row:
        intent = self._row(said["payment_intent"])
        charge = self._row(intent["latest_charge"])
        amount = said.get("amount", charge["amount"])
        if amount > charge["amount"] - charge["amount_refunded"]:
            raise invalid("Refund amount is greater than unrefunded amount on charge.", "charge_already_refunded")
        charge["amount_refunded"] += amount
        return self._new(
            "refund",
            "re",
            amount=amount,
            currency=intent["currency"],
            status=status,
            charge=charge["id"],
            payment_intent=intent["id"],
            metadata=said.get("metadata", {}),
        )
