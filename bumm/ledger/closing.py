"""What closing a book would close: read before somebody does it."""

import datetime as dt
from calendar import monthrange
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from bumm.ledger.models import Account, Book, Entry, Journal
from bumm.ledger.selectors import turnovers

DAYS_TO_CLOSE = 30  # after the end of a month, until its closing is overdue
DECEMBER = 12


class Closing(NamedTuple):
    """What stands in a period to be closed. `result` is what is carried to retained earnings at a year's end, in
    rupiah and negative for a loss; None for any other month."""

    through: dt.date
    entries: int
    waiting: list[Journal]
    open: list[Journal]
    result: int | None


def end_of_month(day: dt.date) -> dt.date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def closable_days(book: Book, today: dt.date) -> list[dt.date]:
    """The ends of past months up to which a book may be closed next.

    None lies beyond the end of the first year that is open: a year is closed as such, with its result carried over.
    """
    first = book.entries.aggregate(first=Min("effective_on"))["first"]
    if book.closed_through:
        first = book.closed_through + dt.timedelta(days=1)
    days: list[dt.date] = []
    while first and (end := end_of_month(first)) < today:
        days.append(end)
        first = None if end.month == DECEMBER else end + dt.timedelta(days=1)
    return days


def closing_of(book: Book, through: dt.date) -> Closing:
    """What closing a book up to this day would close."""
    entries = book.entries.filter(effective_on__lte=through)
    if book.closed_through:
        entries = entries.filter(effective_on__gt=book.closed_through)
    journals = book.journals.filter(effective_on__lte=through)
    return Closing(
        through,
        entries.count(),
        list(journals.filter(state=Journal.State.SUBMITTED)),
        list(journals.filter(state__in=Journal.OPEN)),
        result_up_to(book, through) if is_end_of_year(through) else None,
    )


def is_end_of_year(day: dt.date) -> bool:
    return (day.month, day.day) == (DECEMBER, 31)


def result_up_to(book: Book, day: dt.date) -> int:
    """What revenue exceeds expense by, on the accounts at the end of a day, in rupiah; negative for a loss."""
    of_result = Account.objects.filter(book=book, kind__in=[Account.Kind.REVENUE, Account.Kind.EXPENSE])
    sums = turnovers(book, day)
    return sum(
        credited - debited
        for key in of_result.values_list("pk", flat=True)
        for debited, credited in [sums.get(key, (0, 0))]
    )


def overdue(books: QuerySet[Book], today: dt.date) -> QuerySet[Book]:
    """Those of the books that had something to close in a month which ended 30 days ago or earlier."""
    ended = today - dt.timedelta(days=DAYS_TO_CLOSE)
    due = (ended + dt.timedelta(days=1)).replace(day=1) - dt.timedelta(days=1)
    posted = Entry.objects.filter(book=OuterRef("pk"), effective_on__lte=due)
    return books.filter(Q(closed_through__lt=due) | Q(closed_through__isnull=True), Exists(posted))
