"""What happened between a BUMM and a group from one day to another: on the group's account in the book, with the cash
that it holds, and with what it owes."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.ledger.models import Account, Book
from bumm.ledger.statements.account_ledger import Line, account_ledger
from bumm.ledger.statements.days import Days
from bumm.people.models import Group
from catalog.settlement.accounts import CUSTODY, DUE_FROM_GROUPS
from catalog.settlement.models import Claim, Payout, SaleEvent
from catalog.settlement.naming import name_of

Kind = SaleEvent.Kind
# Against which accounts a payment is less than what was owed, and what for.
TAKEN_OFF = {
    CUSTODY: gettext_lazy("cash that the group held"),
    DUE_FROM_GROUPS: gettext_lazy("what the group owed"),
}


class Movement(NamedTuple):
    """`amount` is by how much it changed what stood there, `balance` what stood there after it. `entry` is a key."""

    on: dt.date
    what: str
    amount: int
    balance: int
    entry: int


class Part(NamedTuple):
    """One of the three things that a statement tells of; opening and closing are what stood there at its days' ends."""

    title: str
    opening: int
    movements: list[Movement]
    closing: int


class Statement(NamedTuple):
    book: Book
    group: Group
    days: Days
    parts: list[Part]


def last_months() -> Days:
    """The last three months, up to today."""
    today = timezone.localdate()
    month = today.year * 12 + today.month - 1 - 3
    first = today.replace(day=1, year=month // 12, month=month % 12 + 1)
    return Days(first, today)


def statement_of(account: Account, days: Days) -> Statement:
    """Of the group whose account in a book this is."""
    assert account.group  # noqa: S101  an account of a group
    book, group = account.book, account.group
    ledger = account_ledger(book, account, days)
    lines = list(ledger.lines(ledger.transfers))
    claims = {kind: _claims(book, group, kind, days) for kind in Claim.Kind}
    keys = {line.entry.pk for line in lines} | {row.entry_id for rows in claims.values() for row in rows}
    told = what_happened(keys)
    parts = [Part(_("Owed to the group"), ledger.opening, _of_account(lines, told), ledger.closing)]
    titles = {Claim.Kind.CUSTODY: _("Cash that the group holds"), Claim.Kind.DUE: _("Owed by the group")}
    for kind, rows in claims.items():
        opening = _before(book, group, kind, days)
        if rows or opening:
            parts.append(_of_claims(titles[kind], opening, rows, told))
    return Statement(book, group, days, parts)


def _claims(book: Book, group: Group, kind: str, days: Days) -> list[Claim]:
    return list(Claim.objects.filter(book=book, group=group, kind=kind, on__range=days).order_by("on", "pk"))


def _before(book: Book, group: Group, kind: str, days: Days) -> int:
    rows = Claim.objects.filter(book=book, group=group, kind=kind, on__lt=days.first)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def _of_account(lines: Iterable[Line], told: dict[int, str]) -> list[Movement]:
    """One for all that an entry says alike, such as a price and the discount on it."""
    found: list[Movement] = []
    for line in lines:
        what = told.get(line.entry.pk, line.description)
        if line.other.code in TAKEN_OFF:
            what = f"{what}: {TAKEN_OFF[line.other.code]}"
        amount = line.credited - line.debited
        if found and (found[-1].entry, found[-1].what) == (line.entry.pk, what):
            amount += found.pop().amount
        found.append(Movement(line.entry.effective_on, what, amount, line.balance, line.entry.pk))
    return found


def _of_claims(title: str, opening: int, rows: Iterable[Claim], told: dict[int, str]) -> Part:
    movements, balance = [], opening
    for row in rows:
        balance += row.amount
        # What no sale and no payment changed, the group handed in.
        what = told.get(row.entry_id, _("Handed in"))
        movements.append(Movement(row.on, what, row.amount, balance, row.entry_id))
    return Part(title, opening, movements, balance)


def what_happened(entries: Collection[int]) -> dict[int, str]:
    """What each of these entries (by their keys) was about, where a sale or a payment caused it."""
    words = {
        Kind.RECEIVED: _("Paid in cash: {sale}"),
        Kind.HANDED_OVER: _("Sold: {sale}"),
        Kind.REFUNDED: _("Refunded: {sale}"),
        Kind.FEE: _("Gateway fee: {sale}"),
    }
    events = SaleEvent.objects.filter(entry__in=entries).values_list("entry", "kind", "sale__reference")
    found = {entry: words[Kind(kind)].format(sale=name_of(reference)) for entry, kind, reference in events}
    for side, said in (("entry", _("Payment, batch {number}")), ("back", _("Payment came back, batch {number}"))):
        rows = Payout.objects.filter(**{f"{side}__in": entries}).values_list(side, "batch__number")
        found |= {entry: said.format(number=number) for entry, number in rows}
    return found
