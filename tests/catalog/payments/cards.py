"""Payments by card, and messages of Stripe on their way to the webhook."""

from django.test import RequestFactory

from bumm.people.models import Bumm
from catalog.payments import services
from catalog.payments.models import Payment
from catalog.payments.webhooks import stripe_webhook
from tests.catalog.payments.scene import begun
from tests.catalog.payments.stripe_double import Message, Row, StripeDouble

AMOUNT, FEE = 60_000, 2_641  # 4.4% and half a rupiah, rounded up
BACK = "https://jelujur.example/pesanan/rahasia/"


def opened(bumm: Bumm, stripe: StripeDouble, order: str = "order:1") -> tuple[Payment, Row]:
    """A payment by card whose page is open."""
    payment = begun(bumm, "stripe", order=order, amount=AMOUNT)
    services.begin_session(payment=payment, return_url=BACK)
    payment.refresh_from_db()
    return payment, stripe.session_of(payment.reference)


def send(message: Message) -> int:
    request = RequestFactory().post(
        "/", message.raw, content_type="application/json", headers={"Stripe-Signature": message.signature}
    )
    return stripe_webhook(request).status_code


def now(payment: Payment) -> Payment:
    payment.refresh_from_db()
    return payment
