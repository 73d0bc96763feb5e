"""A BUMM that sells, and what its buyers, groups and treasurer do."""

import datetime as dt
from typing import Any

from bumm.distribution import services as distribution
from bumm.ledger.models import Evidence
from bumm.ledger.selectors import balances
from bumm.ledger.services import store_evidence
from bumm.people.models import Bumm, Group
from bumm.people.services import party_of
from catalog.settlement import services
from catalog.settlement.models import Payout, PayoutBatch, Sale
from catalog.settlement.services import Line, Money
from tests.bumm.distribution import scene
from tests.bumm.ledger.test_books import pdf
from tests.factories import GroupFactory

DAY = dt.date(2014, 3, 3)
OWNERS = [("reserve", 4_000), ("owners", 6_000)]


def bumm_that_sells(**terms: Any) -> Bumm:
    """With a commission of 10% and three days to complain, unless the terms say otherwise."""
    return scene.founded(OWNERS, **({"commission_bp": 1_000, "complaint_days": 3} | terms))


def group_of(bumm: Bumm, **details: Any) -> Group:
    return GroupFactory(selling_bumm=bumm, **details)


def sale_of(bumm: Bumm, *lines: Line, reference: str = "order:1", delivery: int = 0) -> Sale:
    return services.freeze_sale(reference=reference, bumm=bumm, lines=lines, on=DAY, delivery=delivery)


def paid(sale: Sale, amount: int, *, into: Money = Money.BANK, **details: Any) -> None:
    cause = f"{sale.reference}:paid:{sale.events.count()}"
    services.receive(reference=sale.reference, cause=cause, amount=amount, into=into, on=DAY, **details)


def handed(sale: Sale, parcel: int = 1, *, on: dt.date = DAY) -> None:
    services.hand_over(reference=sale.reference, parcel=parcel, on=on)


def refunded(sale: Sale, amount: int, *, on: dt.date = DAY, **details: Any) -> None:
    cause = f"{sale.reference}:refund:{sale.events.count()}"
    said = {"out_of": Money.BANK} | details
    services.refund(reference=sale.reference, cause=cause, amount=amount, on=on, **said)


def standing(bumm: Bumm) -> dict[str, int]:
    """What stands on each account that has anything on it, by its code."""
    return {account.code: balance for account, balance in balances(bumm.book, dt.date.max) if balance}


def proof() -> list[Evidence]:
    return [store_evidence(file=pdf("bukti"), by=None)]


def with_bank_account(group: Group) -> None:
    account = {"bank": "Bank", "number": "12345678", "name": str(group)}
    distribution.record_bank_account(party=party_of(group), by=None, **account)


def pay_out(bumm: Bumm, *, method: str = "cash", on: dt.date = DAY + dt.timedelta(days=10)) -> PayoutBatch:
    """Prepared by the treasurer, approved by the supervisor, and made."""
    treasurer, supervisor = scene.treasurer_of(bumm), scene.supervisor_of(bumm)
    batch = services.prepare_payouts(book=bumm.book, method=method, by=treasurer, due_by=on)
    batch = services.approve_batch(batch=batch, by=supervisor)
    services.record_paid(batch=batch, paid_on=on, evidence=proof())
    return batch


def payouts_of(batch: PayoutBatch) -> dict[str, tuple[int, int, int, int]]:
    rows = Payout.objects.filter(batch=batch).select_related("group")
    return {row.group.name: (row.payable, row.custody, row.due, row.amount) for row in rows}
