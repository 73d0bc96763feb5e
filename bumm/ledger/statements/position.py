"""Statement of financial position: what there is, what is owed, and what is left to the owners."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.ledger.models import Account, Book
from bumm.ledger.statements.days import year_before, year_to
from bumm.ledger.statements.figures import Figures, accounts_of, standing
from bumm.ledger.statements.income import RESULT_KINDS
from bumm.ledger.statements.table import Column, Row, Table, heading, line, lines, total


@dataclass(frozen=True)
class Position:
    """Rupiah by account, each kind on its usual side: what lowers assets, as depreciation does, is below 0.

    `not_carried` is revenue less expense that still stands on its own accounts, until a year is closed. Assets are
    exactly liabilities and equity.
    """

    assets: Figures
    liabilities: Figures
    equity: Figures
    not_carried: int

    @property
    def total_assets(self) -> int:
        return sum(self.assets.values())

    @property
    def total_liabilities(self) -> int:
        return sum(self.liabilities.values())

    @property
    def total_equity(self) -> int:
        return sum(self.equity.values()) + self.not_carried


def position(book: Book, on: dt.date) -> Position:
    """As of the end of a day."""
    found = standing(book, accounts_of(book), on)

    def of(kind: str, sign: int) -> Figures:
        return {account: sign * amount for account, amount in found.items() if account.kind == kind}

    return Position(
        assets=of(Account.Kind.ASSET, 1),
        liabilities=of(Account.Kind.LIABILITY, -1),
        equity=of(Account.Kind.EQUITY, -1),
        not_carried=-sum(amount for account, amount in found.items() if account.kind in RESULT_KINDS),
    )


def tables(book: Book, on: dt.date) -> tuple[Table, ...]:
    years = position(book, on), position(book, year_before(on))
    columns = tuple(Column(date_format(day), year_to(day)) for day in (on, year_before(on)))
    rows = (
        *_assets(years),
        heading(_("Liabilities")),
        *lines(*(year.liabilities for year in years)),
        total(_("Total liabilities"), *(year.total_liabilities for year in years)),
        heading(_("Equity")),
        *lines(*(year.equity for year in years)),
        line(_("Result not yet carried over"), *(year.not_carried for year in years)),
        total(_("Total equity"), *(year.total_equity for year in years)),
        total(_("Total liabilities and equity"), *(year.total_liabilities + year.total_equity for year in years)),
    )
    return (Table(columns, rows),)


def _assets(years: tuple[Position, ...]) -> Iterator[Row]:
    """In groups by the first two places of the code; those of a book's own making last."""
    groups: list[tuple[str, str, Callable[[str], bool]]] = [
        (_("Current assets"), _("Total current assets"), lambda code: code.startswith("1.1.")),
        (_("Fixed assets"), _("Total fixed assets"), lambda code: code.startswith("1.3.")),
        (_("Other assets"), _("Total other assets"), lambda code: not code.startswith(("1.1.", "1.3."))),
    ]
    for title, sum_title, belongs in groups:
        parts = [{account: x for account, x in year.assets.items() if belongs(account.code)} for year in years]
        if rows := list(lines(*parts)):
            yield heading(title)
            yield from rows
            yield total(sum_title, *(sum(part.values()) for part in parts))
    yield total(_("Total assets"), *(year.total_assets for year in years))
