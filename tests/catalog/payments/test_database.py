"""What the database refuses, whoever writes: by the ORM, in bulk and in plain SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from catalog.payments import services
from catalog.payments.models import MerchantAccount, Payment, PaymentEvent, Receipt, Refund
from tests.catalog.payments.scene import begun, selling_bumm
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment() -> Payment:
    return begun(selling_bumm())


def refused(write: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        write()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def paid(payment: Payment) -> Payment:
    return services.confirm(
        payment=payment, amount=payment.due, on=timezone.localdate(), bank_reference="BC-1", by=UserFactory()
    )


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 1_000},
        {"unique_code": 5, "amount": 49_999},
        {"order_reference": "order:2"},
        {"state": "paid"},
        {"state": "paid", "paid_on": "2026-01-01"},
        {"state": "paid", "paid_on": "2026-01-01", "paid_amount": 50_000},
        {"paid_amount": 50_000},
        {"paid_amount": -1},
        {"fee": 10},
        {"external_id": "cs_1"},
        {"state": "unheard of"},
    ],
)
def test_a_payment_is_what_it_is(payment: Payment, change: dict[str, Any]) -> None:
    refused(lambda: Payment.objects.filter(pk=payment.pk).update(**change))


def test_a_paid_one_stays_paid(payment: Payment) -> None:
    paid(payment)
    for state in ("waiting", "claimed", "failed", "expired", "cancelled"):
        refused(lambda state=state: Payment.objects.update(state=state, paid_on=None))
    refused(lambda: Payment.objects.update(paid_amount=payment.due + 1))


def test_what_is_begun_is_unpaid_and_well_made(payment: Payment) -> None:
    account = MerchantAccount.objects.get()
    good = {
        "reference": "x",
        "order_reference": "x",
        "bumm": payment.bumm,
        "account": account,
        "gateway": "transfer",
        "amount": 70_000,
        "unique_code": 7,
        "expires_at": timezone.now(),
    }
    bad: list[dict[str, Any]] = [
        {"state": "paid", "paid_on": timezone.localdate(), "paid_amount": 70_000},
        {"paid_amount": 1},
        {"unique_code": 0},
        {"unique_code": 1_000},
        {"amount": 7},
        {"amount": 0, "unique_code": 0, "gateway": "cash", "account": None},
        {"account": None},
        {"gateway": "cash"},
        {"gateway": "qris"},
        {"order_reference": payment.order_reference},
        {"amount": payment.amount - payment.unique_code + 7},
        {"reference": payment.reference},
    ]
    for change in bad:
        refused(lambda change=change: Payment.objects.bulk_create([Payment(**good | change)]))
    Payment.objects.bulk_create([Payment(**good)])


def test_a_transfer_counts_once_in_a_bumm(payment: Payment) -> None:
    paid(payment)
    other = begun(payment.bumm, order="order:2")
    row = {"payment": other, "bumm": payment.bumm, "on": timezone.localdate()}
    refused(lambda: Receipt.objects.create(**row, amount=5, bank_reference="BC-1"))
    refused(lambda: Receipt.objects.create(**row, amount=0, bank_reference="BC-2"))


def test_a_refund_is_within_what_was_paid_and_made_by_another(payment: Payment) -> None:
    paid(payment)
    user = UserFactory()
    refused(lambda: Refund.objects.create(reference="a", payment=payment, amount=50_001))
    refused(lambda: Refund.objects.create(reference="a", payment=payment, amount=0))
    refund = Refund.objects.create(reference="a", payment=payment, amount=30_000, asked_by=user)
    refused(lambda: Refund.objects.create(reference="b", payment=payment, amount=20_001))
    row = Refund.objects.filter(pk=refund.pk)
    done = {"state": "done", "made_on": timezone.localdate(), "bank_reference": "BC-2"}
    for change in (done | {"made_by": user}, done | {"bank_reference": ""}, done | {"made_on": None}, {"amount": 1}):
        refused(lambda change=change: row.update(**change))
    row.update(**done)
    refused(lambda: row.update(state="asked", made_on=None))
    Refund.objects.create(reference="b", payment=payment, amount=20_000)


def test_history_stays(payment: Payment) -> None:
    paid(payment)
    Refund.objects.create(reference="a", payment=payment, amount=1)
    for model in (Payment, Receipt, PaymentEvent, Refund, MerchantAccount):
        table = model._meta.db_table
        refused(lambda model=model: model.objects.all().delete())
        refused(lambda table=table: sql(f"DELETE FROM {table}"))  # noqa: S608
        refused(lambda table=table: sql(f"TRUNCATE {table} CASCADE"))
    for model in (Receipt, PaymentEvent, MerchantAccount):
        refused(lambda model=model: model.objects.update(id=99))


@pytest.mark.parametrize(
    "change",
    [
        {"number": ""},
        {"holder": ""},
        {"bank": ""},
        {"number": "12-34567"},
        {"qris": "halo"},
        {"qris": "00020163041234x"},
    ],
)
def test_an_account_is_whole_or_empty(payment: Payment, change: dict[str, str]) -> None:
    good = {"bank": "Bank", "number": "12345", "holder": "BUMM", "qris": ""}
    refused(lambda: MerchantAccount.objects.create(bumm=payment.bumm, **good | change))
