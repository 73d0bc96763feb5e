"""Money that goes back to a buyer."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from bumm.ledger import services as ledger
from bumm.ledger.models import Account
from bumm.people.models import Group
from catalog.settlement import exceptions as refusals
from catalog.settlement.accounts import DEPOSITS, Money
from catalog.settlement.models import RowReversal, Sale, SaleEvent
from catalog.settlement.selectors import RowLeft, excess_of, handed_over, lines_left, rows_left
from catalog.settlement.services.posting import (
    Taken,
    Transfers,
    existing,
    locked_sale,
    note_claims,
    note_event,
    take_from_group,
)
from catalog.settlement.splitting import take_back

Kind = SaleEvent.Kind


@transaction.atomic
def refund(
    *,
    reference: str,
    cause: str,
    amount: int,
    out_of: Money,
    on: dt.date,
    parcels: Collection[int] = (),
    evidence: Sequence[str] = (),
) -> SaleEvent:
    """Give so much of a sale back to its buyer, by default of all parcels and the delivery (parcel 0), shared over what
    is left of each row of their splits.

    What was handed over is taken back from those who got it, today: from a group out of what it is still owed, and what
    was paid out to it already it owes from then on. The same cause again returns what it did. Raises NotAnAmount,
    TooMuchBack, OtherSale, and what posting does.
    """
    sale = _begin(reference, amount)
    if event := existing(sale, cause, Kind.REFUNDED, amount):
        return event
    rows = [row for row in rows_left(sale) if not parcels or row.parcel in parcels]
    back = take_back(amount, lines_left(rows))
    over = handed_over(sale)
    taken, transfers = _undone(sale, [row for row in rows if row.parcel in over], back)
    came_back = sum(_signed(row) * back.get(row.row, 0) for row in rows if row.parcel in over)
    draft = ledger.Draft(cause, on, (*transfers, (DEPOSITS, str(out_of), amount)), evidence=tuple(evidence))
    entry = ledger.post(book=sale.book, draft=draft)
    note_claims(sale.book, taken.claims, on, entry)
    event = note_event(sale, Kind.REFUNDED, cause, amount=amount, deposit=came_back - amount, on=on, entry=entry)
    RowReversal.objects.bulk_create(
        RowReversal(event=event, row_id=key, amount=part) for key, part in back.items() if part
    )
    return event


@transaction.atomic
def refund_excess(
    *, reference: str, cause: str, amount: int, out_of: Money, on: dt.date, evidence: Sequence[str] = ()
) -> SaleEvent:
    """Give back what a buyer paid above what the sale costs, or for a sale of which nothing is left. Raises as
    `refund()`."""
    sale = _begin(reference, amount)
    if event := existing(sale, cause, Kind.REFUNDED, amount):
        return event
    if amount > (excess := excess_of(sale)):
        raise refusals.TooMuchBack(max(0, excess))
    draft = ledger.Draft(cause, on, ((DEPOSITS, str(out_of), amount),), evidence=tuple(evidence))
    entry = ledger.post(book=sale.book, draft=draft)
    return note_event(sale, Kind.REFUNDED, cause, amount=amount, deposit=-amount, on=on, entry=entry)


def _begin(reference: str, amount: int) -> Sale:
    if amount < 1:
        raise refusals.NotAnAmount
    return locked_sale(reference)


def _signed(row: RowLeft) -> int:
    return -1 if row.is_debit else 1


def _undone(sale: Sale, rows: Sequence[RowLeft], back: dict[int, int]) -> tuple[Taken, Transfers]:
    """What the hand-over posted, the other way round, into the buyer's deposit: from the groups and all others."""
    groups = _groups_of(sale, rows)
    codes = dict(Account.objects.filter(pk__in={row.account for row in rows}).values_list("pk", "code"))
    from_groups: dict[int, int] = {}
    transfers: Transfers = []
    for row in rows:
        part = back.get(row.row, 0)
        if part and row.account in groups:
            from_groups[row.account] = from_groups.get(row.account, 0) + _signed(row) * part
        elif part:
            code = codes[row.account]
            transfers.append((DEPOSITS, code, part) if row.is_debit else (code, DEPOSITS, part))
    taken = Taken()
    for account, amount in sorted(from_groups.items()):
        if amount > 0:
            taken += take_from_group(sale.book, groups[account], amount)
        elif amount < 0:
            transfers.append((DEPOSITS, codes[account], -amount))
    return taken, [*taken.transfers_to(DEPOSITS), *transfers]


def _groups_of(sale: Sale, rows: Sequence[RowLeft]) -> dict[int, Group]:
    """The groups whose accounts these rows are of, by the accounts' keys."""
    accounts = Account.objects.filter(pk__in={row.account for row in rows}, group__isnull=False)
    return {account.pk: account.group for account in accounts.select_related("group") if account.group}
