"""Stripe's double, and a BUMM to pay."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.payments import listening
from catalog.payments.models import Payment, Refund
from tests.catalog.payments.stripe_double import KEY, SECRET, StripeDouble
from tests.catalog.payments.stripe_server import running


@pytest.fixture
def stripe(settings: Any) -> Iterator[StripeDouble]:
    with running() as (double, address):
        settings.STRIPE_API_BASE = address
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = KEY, SECRET
        yield double


@pytest.fixture
def told() -> Iterator[list[Any]]:
    """What the rooms above hear: of payments the state, what has arrived and the fee; of refunds the amount."""
    heard: list[Any] = []

    def changed(payment: Payment) -> None:
        heard.append((payment.state, payment.paid_amount, payment.fee))

    def refunded(refund: Refund) -> None:
        heard.append(refund.amount)

    listening.CHANGED.append(changed)
    listening.REFUNDED.append(refunded)
    yield heard
    listening.CHANGED.remove(changed)
    listening.REFUNDED.remove(refunded)
