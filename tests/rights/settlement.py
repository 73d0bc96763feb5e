"""What a BUMM of the town and its groups owe each other: sales, cash that a group holds, payments in every state."""

import datetime as dt
from typing import Any

from bumm.distribution import services as distribution
from bumm.people.models import Group
from bumm.people.services import party_of
from catalog.settlement import services
from catalog.settlement.services import Line, Money
from tests.factories import GroupFactory, UserFactory

ON = dt.date(2013, 3, 1)


def sales(groups: list[Group], colour: str) -> dict[str, Any]:
    """Each of these groups has sold something, the first of them for cash; three more are paid: one through the bank,
    one in cash, and one whose payment waits for approval."""
    bumm = groups[0].selling_bumm
    for number, group in enumerate(groups):
        _sell(group, f"sale:{colour}:{number}", holds=group if number == 0 else None)
    clerk, approver = UserFactory(), UserFactory()
    batches = []
    for name, method in [("satu", "bank"), ("dua", "cash"), ("tiga", "bank")]:
        group = GroupFactory(name=f"Perajin {name} {colour}", selling_bumm=bumm)
        account = {"bank": "Bank", "number": f"80000{group.pk}", "name": f"Rekening {colour}"}
        if method == "bank":
            distribution.record_bank_account(party=party_of(group), by=clerk, **account)
        _sell(group, f"sale:{colour}:{name}")
        batch = services.prepare_payouts(book=bumm.book, method=method, by=clerk, due_by=ON + dt.timedelta(days=60))
        batches.append(batch if name == "tiga" else services.approve_batch(batch=batch, by=approver))
    to_bank, in_cash, waiting = batches
    return {
        "payoutbatch": in_cash.pk,
        "payoutbatch_to_bank": to_bank.pk,
        "payoutbatch_waiting": waiting.pk,
        "payout": to_bank.payouts.get().pk,
    }


def _sell(group: Group, reference: str, holds: Group | None = None) -> None:
    lines = [Line(1, group, 1, 2_000)]
    services.freeze_sale(reference=reference, bumm=group.selling_bumm, lines=lines, on=ON)
    into = Money.CUSTODY if holds else Money.BANK
    services.receive(reference=reference, cause=f"{reference}:paid", amount=2_000, into=into, on=ON, group=holds)
    services.hand_over(reference=reference, parcel=1, on=ON)
