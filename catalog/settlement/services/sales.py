"""The money of a sale from its arrival to the hand-over."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from bumm.charter.models.charters import Bearer
from bumm.ledger import services as ledger
from bumm.ledger.models import Account, Entry
from bumm.money import apportion
from bumm.people.models import Group, User
from catalog.settlement import exceptions as refusals
from catalog.settlement.accounts import CLEARING, DEPOSITS, GATEWAY_FEES, UNIQUE_CODES, Money
from catalog.settlement.models import Claim, Sale, SaleEvent
from catalog.settlement.models.sales import DELIVERY as OF_DELIVERY
from catalog.settlement.selectors import deposit_of, handed_over, net_of, rows_left
from catalog.settlement.services.posting import (
    Taken,
    existing,
    locked_sale,
    note_claims,
    note_event,
    take_from_group,
    transfers_of,
)

Kind = SaleEvent.Kind


@transaction.atomic
def receive(
    *,
    reference: str,
    cause: str,
    amount: int,
    into: Money,
    on: dt.date,
    unique_code: int = 0,
    group: Group | None = None,
    holder: User | None = None,
    evidence: Sequence[str] = (),
) -> SaleEvent:
    """Post that so many rupiah of a buyer have arrived: they are his deposit. What the unique code took off is the
    BUMM's, and counts as paid. Cash in custody is held by a group or an attendant.

    The same cause again returns what it did. Raises OtherSale, NotAnAmount, and what posting does.
    """
    if amount < 1:
        raise refusals.NotAnAmount
    sale = locked_sale(reference)
    if event := existing(sale, cause, Kind.RECEIVED, amount):
        return event
    transfers = [(str(into), DEPOSITS, amount)]
    if unique_code:
        transfers.append((UNIQUE_CODES, DEPOSITS, unique_code))
    entry = _post(sale, cause, on, transfers, evidence)
    if into == Money.CUSTODY:
        note_claims(sale.book, [(Claim.Kind.CUSTODY, group, holder, amount)], on, entry)
    return note_event(sale, Kind.RECEIVED, cause, amount=amount, deposit=amount + unique_code, on=on, entry=entry)


@transaction.atomic
def hand_over(*, reference: str, parcel: int, on: dt.date) -> SaleEvent:
    """Post a parcel's split: the buyer's deposit becomes the groups' and the BUMM's. The first parcel takes the
    delivery with it. It is due to the groups after the charter's days to complain.

    Done once a parcel. Raises NotReceived, and what posting does.
    """
    sale = locked_sale(reference)
    cause = f"{reference}:handed-over:{parcel}"
    if event := SaleEvent.objects.filter(cause=cause).first():
        return event
    numbers = {parcel} if handed_over(sale) else {parcel, OF_DELIVERY}
    rows = [row for row in rows_left(sale) if row.parcel in numbers and row.amount]
    net = net_of(rows)
    if (missing := net - deposit_of(sale)) > 0:
        raise refusals.NotReceived(missing)
    transfers = transfers_of([(row.account, row.amount, row.is_debit) for row in rows])
    entry = _post(sale, cause, on, transfers) if transfers else None
    due_on = on + dt.timedelta(days=sale.charter.complaint_days)
    return note_event(
        sale, Kind.HANDED_OVER, cause, amount=net, deposit=-net, on=on, entry=entry, parcel=parcel, due_on=due_on
    )


@transaction.atomic
def charge_fee(*, reference: str, cause: str, amount: int, on: dt.date) -> SaleEvent:
    """Post what the gateway kept of a payment: an expense of the BUMM or, where the charter says so, taken from the
    selling groups in proportion to what the sale brings them. Raises OtherSale, NotAnAmount, and what posting does."""
    if amount < 1:
        raise refusals.NotAnAmount
    sale = locked_sale(reference)
    if event := existing(sale, cause, Kind.FEE, amount):
        return event
    taken = _fee_of_groups(sale, amount) if sale.charter.fee_bearer == Bearer.GROUP else Taken()
    transfers = taken.transfers_to(CLEARING) if taken.amount else [(GATEWAY_FEES, CLEARING, amount)]
    entry = _post(sale, cause, on, transfers)
    note_claims(sale.book, taken.claims, on, entry)
    return note_event(sale, Kind.FEE, cause, amount=amount, deposit=0, on=on, entry=entry)


def _fee_of_groups(sale: Sale, amount: int) -> Taken:
    weights: dict[int, int] = {}
    groups = dict(Account.objects.filter(book=sale.book, group__isnull=False).values_list("pk", "group"))
    for row in rows_left(sale):
        if row.account in groups and not row.is_debit:
            weights[groups[row.account]] = weights.get(groups[row.account], 0) + row.amount
    if not sum(weights.values()):
        return Taken()
    taken = Taken()
    for group, part in apportion(amount, weights).items():
        taken += take_from_group(sale.book, Group.objects.get(pk=group), part)
    return taken


def _post(
    sale: Sale, cause: str, on: dt.date, transfers: Sequence[tuple[str, str, int]], evidence: Sequence[str] = ()
) -> Entry:
    draft = ledger.Draft(cause, on, tuple(transfers), evidence=tuple(evidence))
    return ledger.post(book=sale.book, draft=draft)
