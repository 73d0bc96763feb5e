"""Reads that join several models: what is left of a sale, and how the BUMM stands with each group."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from bumm.ledger.models import Book
from bumm.ledger.selectors import balances
from bumm.people.models import Group, User
from catalog.settlement.models import Claim, Payout, Sale, SaleEvent
from catalog.settlement.splitting import Left

# What is left of each row of a sale's split. (One statement, because every refund asks.)
ROWS_LEFT = """
SELECT line.id, line.parcel, split.id, split.kind = 'discount', split.account_id,
    split.amount - coalesce((SELECT sum(amount) FROM settlement_rowreversal WHERE row_id = split.id), 0)::bigint
FROM settlement_saleline line JOIN settlement_splitrow split ON split.line_id = line.id
WHERE line.sale_id = %s ORDER BY line.position, split.position
"""
# What handed-over sales brought each group that is not due to it yet on a day, by its account, and from which day the
# first of it is.
NOT_YET_DUE = """
SELECT split.account_id, sum(CASE WHEN split.kind = 'discount' THEN -rest.amount ELSE rest.amount END)::bigint,
    min(event.due_on) FILTER (WHERE rest.amount > 0)
FROM settlement_saleevent event
JOIN settlement_sale sale ON sale.id = event.sale_id
JOIN settlement_saleline line ON line.sale_id = sale.id AND line.parcel = event.parcel
JOIN settlement_splitrow split ON split.line_id = line.id
JOIN ledger_account account ON account.id = split.account_id
CROSS JOIN LATERAL (
    SELECT split.amount - coalesce(sum(reversal.amount), 0) AS amount
    FROM settlement_rowreversal reversal WHERE row_id = split.id
) rest
WHERE sale.book_id = %s AND event.kind = 'handed_over' AND event.due_on > %s AND account.group_id IS NOT NULL
GROUP BY split.account_id
"""


class RowLeft(NamedTuple):
    """A row of a split with what is left of it, in rupiah. `account` is a key."""

    line: int
    parcel: int
    row: int
    is_debit: bool
    account: int
    amount: int


def rows_left(sale: Sale) -> list[RowLeft]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS_LEFT, [sale.pk])
        return [RowLeft(*row) for row in cursor.fetchall()]


def lines_left(rows: Collection[RowLeft]) -> dict[int, Left]:
    """What is left of each line, by its key, of its parts by the keys of their rows."""
    credited: dict[int, dict[int, int]] = defaultdict(dict)
    debited: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        (debited if row.is_debit else credited)[row.line][row.row] = row.amount
    return {line: Left(credited[line], debited[line]) for line in dict.fromkeys(row.line for row in rows)}


def net_of(rows: Collection[RowLeft]) -> int:
    """What these rows come to for the buyer."""
    return sum(-row.amount if row.is_debit else row.amount for row in rows)


def handed_over(sale: Sale) -> set[int]:
    """The parcels of a sale that were handed over; with the first of them its delivery (0)."""
    kind = SaleEvent.Kind.HANDED_OVER
    found = set(SaleEvent.objects.filter(sale=sale, kind=kind).values_list("parcel", flat=True))
    return {parcel for parcel in found if parcel is not None} | ({0} if found else set())


def deposit_of(sale: Sale) -> int:
    """What the book holds of the buyer's money for a sale."""
    return int(SaleEvent.objects.filter(sale=sale).aggregate(sum=Sum("deposit"))["sum"] or 0)


def left_of_parcel(reference: str, parcel: int) -> int:
    """What of a parcel's price was not given back yet."""
    sale = Sale.objects.get(reference=reference)
    return net_of([row for row in rows_left(sale) if row.parcel == parcel])


def complaint_days(reference: str) -> int:
    """For how many days after the hand-over complaints are heard, and the groups' money is kept."""
    return Sale.objects.select_related("charter").get(reference=reference).charter.complaint_days


def excess_of(sale: Sale) -> int:
    """What the buyer has paid above what the sale still costs."""
    over = handed_over(sale)
    return deposit_of(sale) - net_of([row for row in rows_left(sale) if row.parcel not in over])


class Standing(NamedTuple):
    """How a BUMM stands with a group, in rupiah: what it owes it in all, what of that is not due yet (and from when the
    first of it is), what is listed for payment; and, less what payments on their way take off, the cash that the group
    holds and what it owes."""

    group: Group
    owed: int
    not_due: int
    listed: int
    custody: int
    due: int
    next_due: dt.date | None = None

    @property
    def payable(self) -> int:
        """What can be paid out today."""
        return max(0, self.owed - self.not_due - self.listed)

    @property
    def free(self) -> int:
        """What a refund can still take back: all that is not listed for payment."""
        return max(0, self.owed - self.listed)

    @property
    def due_off(self) -> int:
        """What of its debt a payout today takes off, first."""
        return min(self.payable, max(0, self.due))

    @property
    def custody_off(self) -> int:
        """What of the cash that it holds a payout today takes off."""
        return min(self.payable - self.due_off, max(0, self.custody))

    @property
    def pays(self) -> int:
        """What a payout today comes to."""
        return self.payable - self.due_off - self.custody_off


def standings(book: Book, on: dt.date) -> list[Standing]:
    """Of every group that has an account in the book, by name."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_YET_DUE, [book.pk, on])
        not_due = {account: (amount, day) for account, amount, day in cursor.fetchall()}
    claims, listed = _claims(book), _listed(book)
    of_groups = [(account, balance) for account, balance in balances(book, dt.date.max) if account.group_id]
    groups = Group.objects.in_bulk([account.group_id for account, _balance in of_groups])
    found = []
    for account, balance in of_groups:
        key = account.group_id
        held, owes = (claims.get((key, kind), 0) - listed.get((key, kind), 0) for kind in Claim.Kind.values)
        later, day = not_due.get(account.pk, (0, None))
        of_listed = listed.get((key, "payable"), 0)
        found.append(Standing(groups[key], balance, max(0, int(later)), of_listed, held, owes, day))
    return sorted(found, key=lambda standing: standing.group.name)


def standing_of(book: Book, group: Group, on: dt.date) -> Standing:
    """As in `standings()`; all nothing for a group without an account in the book."""
    found = [standing for standing in standings(book, on) if standing.group.pk == group.pk]
    return found[0] if found else Standing(group, 0, 0, 0, 0, 0)


def _claims(book: Book) -> dict[tuple[int | None, str], int]:
    rows = Claim.objects.filter(book=book).order_by().values("group", "kind").annotate(sum=Sum("amount"))
    return {(row["group"], row["kind"]): int(row["sum"]) for row in rows}


NAMES = ("payable", "custody", "due")


def _listed(book: Book) -> dict[tuple[int | None, str], int]:
    """What payouts that are on their way keep aside."""
    rows = Payout.objects.filter(book=book, state=Payout.State.LISTED).values_list("group", "payable", "custody", "due")
    return {(group, name): sum_ for group, *sums in rows for name, sum_ in zip(NAMES, sums, strict=True)}


def held_by(book: Book, holder: int) -> int:
    """The cash of a book that an attendant holds, by the key of the account."""
    sum_ = Claim.objects.filter(book=book, holder=holder).aggregate(sum=Sum("amount"))["sum"]
    return int(sum_ or 0)


def held_by_attendants(book: Book) -> list[tuple[User, int]]:
    """The attendants who hold cash of a book, by name, each with how much."""
    rows = Claim.objects.filter(book=book, holder__isnull=False).order_by().values_list("holder")
    sums = {key: int(sum_) for key, sum_ in rows.annotate(sum=Sum("amount")) if sum_}
    return [(user, sums[user.pk]) for user in User.objects.filter(pk__in=sums).order_by("first_name", "username")]
