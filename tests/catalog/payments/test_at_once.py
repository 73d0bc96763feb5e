"""What happens at once comes out as if one came after the other."""

from typing import Any

import pytest
from django.utils import timezone

from bumm.people.models import Bumm
from catalog.payments import exceptions as refusals
from catalog.payments import services
from catalog.payments.models import Payment, Receipt, Refund
from tests.catalog.payments.at_once import at_once
from tests.catalog.payments.scene import begun, selling_bumm
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bumm() -> Bumm:
    return selling_bumm()


def test_an_order_is_waited_for_once(bumm: Bumm) -> None:
    keys: list[int] = []
    at_once(20, lambda place: keys.append(begun(bumm).pk))
    assert len(set(keys)) == 1


def test_transfers_of_the_same_price_differ(bumm: Bumm) -> None:
    at_once(20, lambda place: begun(bumm, order=f"order:{place}"))
    assert len({payment.due for payment in Payment.objects.all()}) == 20


def test_a_transfer_counts_for_one_of_two_orders(bumm: Bumm) -> None:
    """Two treasurers, one line of the statement; and the same click twice."""
    payments = [begun(bumm, "qris", order=f"order:{number}") for number in range(2)]
    user, day = UserFactory(), timezone.localdate()
    outcomes: list[Any] = []

    def confirm(place: int) -> None:
        try:
            said = {"amount": 50_000, "on": day, "bank_reference": "BC-1", "by": user}
            outcomes.append(services.confirm(payment=payments[place % 2], **said).state)
        except refusals.ReferenceUsed:
            outcomes.append("used")

    at_once(10, confirm)
    assert sorted(outcomes) == ["paid"] * 5 + ["used"] * 5
    assert Receipt.objects.count() == 1


def test_paid_and_expired_at_once_is_one_of_the_two(bumm: Bumm) -> None:
    """Where it expires first, the money that came makes it paid all the same."""
    user, day = UserFactory(), timezone.localdate()
    for number in range(5):
        payment = begun(bumm, "qris", order=f"order:{number}")

        def step(place: int, payment: Payment = payment, number: int = number) -> None:
            if place:
                services.expire(order_reference=payment.order_reference)
            else:
                services.confirm(payment=payment, amount=50_000, on=day, bank_reference=f"BC-{number}", by=user)

        at_once(2, step)
        payment.refresh_from_db()
        assert payment.state == Payment.State.PAID


def test_refunds_at_once_stay_within_what_was_paid(bumm: Bumm) -> None:
    user = UserFactory()
    payment = begun(bumm, "qris")
    services.confirm(payment=payment, amount=50_000, on=timezone.localdate(), bank_reference="BC-1", by=user)
    refused: list[int] = []

    def ask(place: int) -> None:
        try:
            services.ask_refund(order_reference="order:1", reference=f"r{place}", amount=20_000, reason="", by=user)
        except refusals.MoreThanPaid:
            refused.append(place)

    at_once(10, ask)
    assert (Refund.objects.count(), len(refused)) == (2, 8)
