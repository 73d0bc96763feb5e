"""How much of a closed year may be distributed, in rupiah (DOMAIN, "Shares and distribution")."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, Min, OuterRef, QuerySet, Sum
from django.utils import timezone

from bumm.distribution.accounts import RETAINED_EARNINGS
from bumm.distribution.models import Distribution
from bumm.ledger.models import Book, PeriodEvent
from bumm.ledger.selectors import balance_of
from bumm.ledger.statements.income import income
from bumm.people.models import Bumm


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
    then, at_last = (balance_of(book, RETAINED_EARNINGS, day) for day in (year_end, dt.date.max))
    others = Distribution.objects.unposted().filter(book=book).exclude(period_end=year_end)
    meant = int(others.aggregate(total=Sum("amount"))["total"] or 0)
    return Distributable(income(book, year_end).result, min(then, at_last) - meant)


def foreseeable(book: Book, year_end: dt.date) -> Distributable:
    """Of a year that is not closed, as if it ended with what is posted by now and retained earnings had its result."""
    so_far = distributable(book, year_end)
    return Distributable(so_far.net_income, so_far.retained + so_far.net_income)


def closed_years(book: Book) -> list[dt.date]:
    """The last days of the years that are closed, the latest first."""
    if not book.closed_through:
        return []
    ends = book.period_events.filter(kind="closed", after__lte=book.closed_through, after__month=12, after__day=31)
    return sorted({end for end in ends.values_list("after", flat=True) if end}, reverse=True)


def running_year(book: Book) -> dt.date:
    """The last day of the year after the last closed one; of a book without one, of its first entry or this day."""
    if closed := closed_years(book):
        return closed[0].replace(year=closed[0].year + 1)
    first = book.entries.aggregate(day=Min("effective_on"))["day"] or timezone.localdate()
    return dt.date(first.year, 12, 31)


def last_closed_year(book: Book) -> dt.date | None:
    """The last day of the latest year that is closed whole."""
    through = book.closed_through
    if through is None or (through.month, through.day) == (12, 31):
        return through
    return dt.date(through.year - 1, 12, 31)


def without_run(bumm: QuerySet[Bumm]) -> list[tuple[Book, dt.date]]:
    """The closed years of these BUMM of which there is no live run, by BUMM, the latest first."""
    closings = PeriodEvent.objects.filter(
        kind=PeriodEvent.Kind.CLOSED,
        book__bumm__in=bumm,
        after__lte=F("book__closed_through"),
        after__month=12,
        after__day=31,
    )
    live = Distribution.objects.live().filter(bumm=OuterRef("book__bumm"), period_end=OuterRef("after"))
    rows = closings.exclude(Exists(live)).select_related("book__bumm__kelurahan").order_by("book__bumm__name", "-after")
    return list({(event.book_id, event.after): (event.book, event.after) for event in rows if event.after}.values())
