"""Statement of cash flows, by the direct method: what cash was paid in and out for.

What goes from a cash account to another account belongs to the activity of that other account; what goes from cash to
cash is no flow.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.statements.days import year_before, year_to
from bumm.ledger.statements.figures import accounts_of, moves, standing, sums
from bumm.ledger.statements.table import Column, Kind, Row, Table, heading, line, total

CASH = Account.Activity.CASH


@dataclass(frozen=True)
class Flow:
    """Rupiah that came in and went out, both above 0."""

    into: int = 0
    out: int = 0

    @property
    def net(self) -> int:
        return self.into - self.out

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.into, self.out, self.net


@dataclass(frozen=True)
class CashFlow:
    """The cash that stood at first, the flows by the account that they came from or went to, and what stood at last.

    `brought_in` came with the book's opening balances and belongs to no activity. The first with all flows is exactly
    the last.
    """

    opening: int
    brought_in: int
    flows: dict[Account, Flow]
    closing: int

    def activity(self, activity: str) -> dict[Account, Flow]:
        return {account: flow for account, flow in self.flows.items() if account.activity == activity}


def cash_flow(book: Book, on: dt.date) -> CashFlow:
    """From the first of January to the end of a day."""
    days, accounts = year_to(on), accounts_of(book)
    by_key = {account.pk: account for account in accounts}
    flows = {account: Flow() for account in accounts if account.activity != CASH}
    brought_in = 0
    for sign, key, nature, amount in _flows(book, on):
        account = by_key[key]
        if nature == Entry.Kind.OPENING:
            brought_in += sign * amount
        elif sign > 0:
            flows[account] = replace(flows[account], into=flows[account].into + amount)
        else:
            flows[account] = replace(flows[account], out=flows[account].out + amount)
    at_first, at_last = (
        sum(amount for account, amount in standing(book, accounts, day).items() if account.activity == CASH)
        for day in (days.eve, days.last)
    )
    return CashFlow(at_first, brought_in, flows, at_last)


def _flows(book: Book, on: dt.date) -> Iterator[tuple[int, int, str, int]]:
    """1 for cash that came in or -1, the key of the other account, the nature of the entries, and rupiah."""
    transfers = moves(book, year_to(on))
    for sign, cash, other in ((1, "debit", "credit"), (-1, "credit", "debit")):
        flows = transfers.filter(**{f"{cash}__activity": CASH}).exclude(**{f"{other}__activity": CASH})
        for (key, nature), amount in sums(flows, other).items():
            yield sign, key, nature, amount


def tables(book: Book, on: dt.date) -> tuple[Table, ...]:
    years = cash_flow(book, on), cash_flow(book, year_before(on))
    columns = tuple(
        Column(_("{flow} up to {day}").format(flow=name, day=date_format(day)), year_to(day))
        for day in (on, year_before(on))
        for name in (_("Cash in"), _("Cash out"), _("Net cash"))
    )
    parts = (
        (Account.Activity.OPERATING, _("Operating activities"), _("Net cash from operating activities")),
        (Account.Activity.INVESTING, _("Investing activities"), _("Net cash from investing activities")),
        (Account.Activity.FINANCING, _("Financing activities"), _("Net cash from financing activities")),
    )
    rows = (
        line(_("Cash at the beginning"), *_net(year.opening for year in years)),
        line(_("Brought in with the opening balances"), *_net(year.brought_in for year in years)),
        *(row for part in parts for row in _activity(years, *part)),
        total(_("Cash at the end"), *_net(year.closing for year in years)),
    )
    return (Table(columns, rows),)


def _activity(years: tuple[CashFlow, ...], activity: str, title: str, sum_title: str) -> Iterator[Row]:
    now, before = (year.activity(activity) for year in years)
    yield heading(title)
    for account in now:
        figures = (*now[account].figures, *before[account].figures)
        if any(figures):
            yield Row(Kind.LINE, account.name, figures, account)
    yield total(sum_title, *_all(now).figures, *_all(before).figures)


def _all(flows: dict[Account, Flow]) -> Flow:
    return Flow(sum(flow.into for flow in flows.values()), sum(flow.out for flow in flows.values()))


def _net(amounts: Iterable[int]) -> Iterator[int | None]:
    """Amounts under "net", with nothing under "in" and "out"."""
    for amount in amounts:
        yield from (None, None, amount)
