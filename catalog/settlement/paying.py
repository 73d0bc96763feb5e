"""Reads of paying groups: what a batch comes to, whether there is money for it, and where it goes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from bumm.distribution.models import BankAccount
from bumm.ledger.selectors import balance_of
from catalog.settlement.accounts import Money
from catalog.settlement.models import Payout, PayoutBatch

Method, State = PayoutBatch.Method, Payout.State
OUT_OF = {Method.BANK: Money.BANK, Method.CASH: Money.CASH}


class Sums(NamedTuple):
    """How many groups, and how much money for all of them, in rupiah."""

    groups: int
    amount: int


def with_sums(batches: QuerySet[PayoutBatch]) -> QuerySet[PayoutBatch]:
    """With `groups` and `total` of all that a batch lists, and `waiting`, how many of them are still to be paid."""
    payouts = Payout.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
    listed = payouts.filter(state=State.LISTED)
    return batches.annotate(
        groups=Subquery(payouts.annotate(n=Count("pk")).values("n")),
        total=Subquery(payouts.annotate(n=Sum("amount")).values("n")),
        waiting=Subquery(listed.annotate(n=Count("pk")).values("n")),
    )


def sums_by_state(payouts: QuerySet[Payout]) -> dict[Payout.State, Sums]:
    """In the order of the states, without those that no payout is in."""
    rows = payouts.order_by().values("state").annotate(n=Count("pk"), total=Sum("amount"))
    found = {row["state"]: Sums(row["n"], int(row["total"])) for row in rows}
    return {state: found[state] for state in State if state in found}


def there_is(batch: PayoutBatch) -> int:
    """What stands on the account out of which a batch is paid."""
    return balance_of(batch.book, OUT_OF[Method(batch.method)])


def with_bank_accounts(batch: PayoutBatch) -> QuerySet[Payout]:
    """The payouts of a batch with `bank`, `account_number` and `account_name`: as they were known when it was approved,
    so that nobody redirects money after that; of one that is not approved yet, as they are known now."""
    until = batch.approved_at or timezone.now()
    known = BankAccount.objects.filter(party__group=OuterRef("group"), recorded_at__lte=until).order_by("-pk")
    columns = {"bank": "bank", "account_number": "number", "account_name": "name"}
    found = {name: Subquery(known.values(column)[:1]) for name, column in columns.items()}
    return batch.payouts.select_related("group", "entry").annotate(**found).order_by("pk")


def bank_rows(batch: PayoutBatch) -> Iterator[list[object]]:
    """What the bank is asked to transfer: all of a batch that is still to be paid and gets money. A place, by whose
    reference the bank's statement is matched, never changes."""
    rows: list[Any] = list(with_bank_accounts(batch))
    for place, row in enumerate(rows, 1):
        if row.state == State.LISTED and row.amount:
            reference = f"UK-{batch.number}-{place}"
            yield [place, row.bank, row.account_number, row.account_name, row.amount, reference]
