"""Statement of changes in equity: how what is left to the owners came from one year's beginning to a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _

from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.statements.days import Days, year_before, year_to
from bumm.ledger.statements.figures import accounts_of, moves, standing, sums
from bumm.ledger.statements.income import RESULT_KINDS
from bumm.ledger.statements.table import Column, Kind, Row, Table, heading, line, total


@dataclass(frozen=True)
class Change:
    """How rupiah of equity became others; `taken` is not above 0. Reversals count with what they take back."""

    opening: int = 0
    brought_in: int = 0  # with the book's opening balances
    result: int = 0
    carried: int = 0  # by closing a year
    added: int = 0
    taken: int = 0

    @property
    def closing(self) -> int:
        return sum(astuple(self))

    @property
    def figures(self) -> tuple[int, ...]:
        return (*astuple(self), self.closing)


@dataclass(frozen=True)
class Equity:
    """The change of each account of equity, and that of the result which is not yet carried over to one of them."""

    accounts: dict[Account, Change]
    not_carried: Change

    @property
    def total(self) -> Change:
        return together([*self.accounts.values(), self.not_carried])


def together(changes: Iterable[Change]) -> Change:
    return Change(*(sum(part) for part in zip(*map(astuple, changes), strict=True)))


def equity(book: Book, on: dt.date) -> Equity:
    """From the first of January to the end of a day."""
    days, accounts = year_to(on), accounts_of(book)
    opening, transfers = standing(book, accounts, days.eve), moves(book, days)
    debited, credited = sums(transfers, "debit"), sums(transfers, "credit")

    def change(account: Account) -> Change:
        up = {nature: credited.get((account.pk, nature), 0) for nature in Entry.Kind}
        down = {nature: debited.get((account.pk, nature), 0) for nature in Entry.Kind}
        return _change(-opening[account], up, down, of_result=account.kind in RESULT_KINDS)

    return Equity(
        accounts={account: change(account) for account in accounts if account.kind == Account.Kind.EQUITY},
        not_carried=together([Change(), *(change(account) for account in accounts if account.kind in RESULT_KINDS)]),
    )


def _change(opening: int, up: dict[Entry.Kind, int], down: dict[Entry.Kind, int], *, of_result: bool) -> Change:
    """From what was credited (`up`) and debited (`down`) to an account, by nature."""
    carried = up.pop(Entry.Kind.CLOSING) - down.pop(Entry.Kind.CLOSING)
    if of_result:
        return Change(opening=opening, result=sum(up.values()) - sum(down.values()), carried=carried)
    brought_in = up.pop(Entry.Kind.OPENING) - down.pop(Entry.Kind.OPENING)
    added, taken = sum(up.values()), -sum(down.values())
    return Change(opening=opening, brought_in=brought_in, carried=carried, added=added, taken=taken)


def tables(book: Book, on: dt.date) -> tuple[Table, ...]:
    """One year above the other: a year takes all the columns."""
    return _year(book, year_to(on)), _year(book, year_to(year_before(on)))


def _year(book: Book, days: Days) -> Table:
    names = (
        *(_("Opening balance"), _("Brought in"), _("Result of the year"), _("Carried over")),
        *(_("Increase"), _("Decrease"), _("Closing balance")),
    )
    found = equity(book, days.last)
    rows = (
        heading(str(days)),
        *(
            Row(Kind.LINE, account.name, change.figures, account)
            for account, change in found.accounts.items()
            if any(change.figures)
        ),
        line(_("Result not yet carried over"), *found.not_carried.figures),
        total(_("Total equity"), *found.total.figures),
    )
    return Table(tuple(Column(name, days) for name in names), rows)
