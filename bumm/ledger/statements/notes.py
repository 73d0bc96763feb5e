"""Notes to the statements: by which rules they are made, and the facts of the book."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.services.books import rows_of
from bumm.ledger.statements.figures import accounts_of


@dataclass(frozen=True)
class Notes:
    """`entries` counts those up to the day; `head` is the last entry of the whole book, whose hash covers all of it."""

    book: Book
    on: dt.date
    entries: int
    head: Entry | None
    own_accounts: list[Account]

    def facts(self) -> Iterator[tuple[str, str]]:
        """What each is called, and how it is."""
        closed = self.book.closed_through
        yield _("Closed through"), date_format(closed) if closed else _("no period is closed yet")
        yield _("Entries up to {day}").format(day=date_format(self.on)), str(self.entries)
        yield _("Entries in the book"), str(self.head.number if self.head else 0)
        yield _("Head of the chain (SHA-256)"), self.head.hash if self.head else "–"
        yield (
            _("Accounts of this book’s own"),
            "; ".join(map(str, self.own_accounts)) or _("only the common chart"),
        )


def notes(book: Book, on: dt.date) -> Notes:
    chart = {row["code"] for row in rows_of("chart.csv")}
    entries = Entry.objects.filter(book=book)
    return Notes(
        book=book,
        on=on,
        entries=entries.filter(effective_on__lte=on).count(),
        head=entries.order_by("-number").first(),
        own_accounts=[account for account in accounts_of(book) if account.code not in chart],
    )


def policies() -> list[str]:
    return [
        _("The year is the calendar year. Amounts are in whole rupiah; those below zero stand in parentheses."),
        _("The enterprise is an agent of the groups: what it sells for them is not its revenue; its commission is."),
        _("An entry counts on the day from which it is effective. It is never changed: a mistake is reversed."),
        _("Entries that close a year stay out of the income statement: they carry its result to retained earnings."),
        _("Cash flows are stated by the direct method, each with the activity of the account on the other side."),
        _("Each entry is chained to the one before it: the head of the chain stands for the whole book."),
    ]
