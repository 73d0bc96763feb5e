"""How much of a closed year may be distributed, in rupiah (DOMAIN, "Shares and distribution")."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from bumm.distribution.accounts import RETAINED_EARNINGS
from bumm.distribution.models import Distribution
from bumm.ledger.models import Book
from bumm.ledger.selectors import balances
from bumm.ledger.statements.income import income


@dataclass(frozen=True)
class Distributable:
    """`net_income` of the year, after tax; `retained` is what of retained earnings is neither distributed nor meant for
    another run. Losses of earlier years stand in retained earnings and so are made good first."""

    net_income: int
    retained: int

    @property
    def amount(self) -> int:
        return max(0, min(self.net_income, self.retained))


def distributable(book: Book, year_end: dt.date) -> Distributable:
    """Of the year that ends on this day; of retained earnings the least that stands on that day or after all that is
    posted since."""
    then, at_last = (standing(book, day) for day in (year_end, dt.date.max))
    others = Distribution.objects.unposted().filter(book=book).exclude(period_end=year_end)
    meant = int(others.aggregate(total=Sum("amount"))["total"] or 0)
    return Distributable(income(book, year_end).result, min(then, at_last) - meant)


def standing(book: Book, on: dt.date, code: str = RETAINED_EARNINGS) -> int:
    """What stands on an account, by default retained earnings, at the end of a day."""
    return sum(balance for account, balance in balances(book, on) if account.code == code)


def closed_years(book: Book) -> list[dt.date]:
    """The last days of the years that are closed, the latest first."""
    if not book.closed_through:
        return []
    ends = book.period_events.filter(kind="closed", after__lte=book.closed_through, after__month=12, after__day=31)
    return sorted({end for end in ends.values_list("after", flat=True) if end}, reverse=True)
