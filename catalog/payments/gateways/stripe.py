"""Cards, on Stripe's own page (Checkout). Only here are rupiah counted in hundredths, as Stripe does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import stripe
from django.conf import settings

from bumm.people.models import Bumm
from catalog.payments.exceptions import GatewayDown, GatewayRefuses
from catalog.payments.gateways import stripe_reading as reading
from catalog.payments.gateways.seen import Begun, Seen, SeenRefund
from catalog.payments.models import Payment, Refund

HUNDREDTHS = 100
MOST = 9_999_999_999  # rupiah: twelve digits of hundredths
SECONDS = (5, 20)  # to connect, and to be answered
WHOLE_SESSION = ["payment_intent.latest_charge.balance_transaction"]


def client() -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_BASE},
        http_client=stripe.RequestsClient(timeout=SECONDS),
        max_network_retries=2,
    )


def is_live() -> bool:
    """Whether the key moves real money."""
    return "_live_" in settings.STRIPE_SECRET_KEY


@contextmanager
def said_plainly() -> Iterator[None]:
    """Stripe's refusals as ours. Raises GatewayRefuses where asking again would not help, and GatewayDown."""
    try:
        yield
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as refusal:
        raise GatewayRefuses(refusal.user_message or str(refusal)) from refusal
    except stripe.StripeError as failure:
        raise GatewayDown from failure


class Stripe:
    code = Payment.Gateway.STRIPE
    by_hand = False

    @property
    def label(self) -> Any:
        return Payment.Gateway.STRIPE.label

    def is_offered(self, bumm: Bumm, amount: int) -> bool:
        return bool(settings.STRIPE_SECRET_KEY) and settings.STRIPE_LEAST <= amount <= MOST

    def begin(self, payment: Payment) -> Begun:
        """The page where this payment is made: the same one however often it is asked for, by the payment's
        reference."""
        names = {"payment": payment.reference, "order": payment.order_reference}
        price: Any = {
            "currency": reading.CURRENCY,
            "unit_amount": payment.amount * HUNDREDTHS,
            "product_data": {"name": f"{payment.bumm.name} ({payment.order_reference})"},
        }
        with said_plainly():
            session = client().v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "adaptive_pricing": {"enabled": False},
                    "client_reference_id": payment.reference,
                    "line_items": [{"quantity": 1, "price_data": price}],
                    "success_url": payment.return_url,
                    "cancel_url": payment.return_url,
                    "metadata": names,
                    "payment_intent_data": {"metadata": names},
                },
                {"idempotency_key": payment.reference},
            )
        return Begun(session.id, session.url or "")

    def look(self, payment: Payment) -> Seen | None:
        return self.look_at(payment.external_id) if payment.external_id else None

    def look_at(self, session_id: str) -> Seen:
        with said_plainly():
            session = client().v1.checkout.sessions.retrieve(session_id, {"expand": WHOLE_SESSION})
        return reading.session(session.to_dict())

    def session_of(self, intent: str) -> str | None:
        """The session in which the buyer was asked for this; None where it is none of ours."""
        with said_plainly():
            found = client().v1.checkout.sessions.list({"payment_intent": intent, "limit": 1})
        return found.data[0].id if found.data else None

    def refund(self, refund: Refund) -> SeenRefund:
        """Ask for it, once however often this is called."""
        seen = self.look(refund.payment)
        with said_plainly():
            made = client().v1.refunds.create(
                {
                    "payment_intent": seen.intent if seen else "",
                    "amount": refund.amount * HUNDREDTHS,
                    "metadata": {"refund": refund.reference, "payment": refund.payment.reference},
                },
                {"idempotency_key": refund.reference},
            )
        return reading.refund(made.to_dict())

    def refunds_of(self, intent: str) -> list[SeenRefund]:
        """All that was given back of a payment, from here or from Stripe's own pages."""
        with said_plainly():
            pages = client().v1.refunds.list({"payment_intent": intent, "limit": 100})
            return [reading.refund(found.to_dict()) for found in pages.auto_paging_iter()]

    def refunds_since(self, moment: int) -> list[SeenRefund]:
        """All that was given back since a moment, in seconds since 1970."""
        with said_plainly():
            pages = client().v1.refunds.list({"created": {"gte": moment}, "limit": 100})
            return [reading.refund(found.to_dict()) for found in pages.auto_paging_iter()]

    def intent_of_charge(self, charge_id: str) -> str:
        with said_plainly():
            return reading.key_of(client().v1.charges.retrieve(charge_id).to_dict().get("payment_intent"))

    def intent_of_refund(self, refund_id: str) -> str:
        with said_plainly():
            return reading.refund(client().v1.refunds.retrieve(refund_id).to_dict()).intent

    def give_up(self, payment: Payment) -> None:
        """Close the page, if it is still open."""
        seen = self.look(payment)
        if seen and seen.state == "open":
            with said_plainly():
                client().v1.checkout.sessions.expire(seen.external_id)


STRIPE = Stripe()
