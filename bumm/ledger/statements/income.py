"""Income statement: what a year has brought up to a day, and what it took."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.statements.days import year_before, year_to
from bumm.ledger.statements.figures import Figures, accounts_of, moves, sums
from bumm.ledger.statements.table import Column, Row, Table, heading, lines, total

RESULT_KINDS = (Account.Kind.REVENUE, Account.Kind.EXPENSE)
REVENUE, COST_OF_GOODS, EXPENSES, OTHER = "4", "5", "6", "7"  # the parts, by the first digit of the code
PARTS: Final = (REVENUE, COST_OF_GOODS, EXPENSES)


@dataclass(frozen=True)
class Income:
    """For each account of revenue and expense the rupiah by which it raises the result, below 0 where it lowers it.

    Entries that close a year, and their reversals, do not count: they carry the result on and do not make it.
    """

    by_account: Figures

    def part(self, digit: str) -> Figures:
        """What belongs to a part. Accounts under another digit than 4, 5 and 6 are in the last one, "other"."""
        return {
            account: amount
            for account, amount in self.by_account.items()
            if (account.code[0] if account.code[0] in PARTS else OTHER) == digit
        }

    @property
    def gross(self) -> int:
        return sum(self.part(REVENUE).values()) + sum(self.part(COST_OF_GOODS).values())

    @property
    def operating(self) -> int:
        return self.gross + sum(self.part(EXPENSES).values())

    @property
    def result(self) -> int:
        return sum(self.by_account.values())


def income(book: Book, on: dt.date) -> Income:
    """From the first of January to the end of a day."""
    transfers = moves(book, year_to(on))
    debited, credited = sums(transfers, "debit"), sums(transfers, "credit")
    found = {account: 0 for account in accounts_of(book) if account.kind in RESULT_KINDS}
    by_key = {account.pk: account for account in found}
    for moved, sign in ((debited, -1), (credited, 1)):
        for (key, nature), amount in moved.items():
            if key in by_key and nature != Entry.Kind.CLOSING:
                found[by_key[key]] += sign * amount
    return Income(found)


def tables(book: Book, on: dt.date) -> tuple[Table, ...]:
    years = income(book, on), income(book, year_before(on))
    columns = tuple(Column(str(days), days) for days in map(year_to, (on, year_before(on))))
    rows = (
        *_part(years, REVENUE, _("Revenue"), _("Total revenue")),
        *_part(years, COST_OF_GOODS, _("Cost of own goods"), _("Total cost of own goods"), -1),
        total(_("Gross result"), *(year.gross for year in years)),
        *_part(years, EXPENSES, _("Operating expenses"), _("Total operating expenses"), -1),
        total(_("Operating result"), *(year.operating for year in years)),
        *_part(years, OTHER, _("Other revenue and expenses"), _("Total other revenue and expenses")),
        total(_("Result of the year to this day"), *(year.result for year in years)),
    )
    return (Table(columns, rows),)


def _part(years: tuple[Income, ...], digit: str, title: str, sum_title: str, sign: int = 1) -> Iterator[Row]:
    """A part under its title: costs and expenses as they are spoken of, above 0."""
    parts = [{account: sign * amount for account, amount in year.part(digit).items()} for year in years]
    yield heading(title)
    yield from lines(*parts)
    yield total(sum_title, *(sum(part.values()) for part in parts))
