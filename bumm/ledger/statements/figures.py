"""What all statements are counted from: what stood on each account on a day, and what moved it in a period."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from bumm.ledger import selectors
from bumm.ledger.models import Account, Book, Transfer
from bumm.ledger.statements.days import Days

# Rupiah by account, in the order of codes.
Figures = dict[Account, int]


def accounts_of(book: Book) -> list[Account]:
    return list(Account.objects.filter(book=book).order_by("code"))


def standing(book: Book, accounts: Iterable[Account], on: dt.date) -> Figures:
    """What was ever debited to each account up to the end of a day, less what was credited to it."""
    sums = selectors.turnovers(book, on)
    found = {}
    for account in accounts:
        debited, credited = sums.get(account.pk, (0, 0))
        found[account] = debited - credited
    return found


def moves(book: Book, days: Days) -> QuerySet[Transfer]:
    """The transfers of a period. `nature` is the kind of their entry; of a reversal, the kind of what it takes back."""
    transfers = Transfer.objects.filter(book=book, entry__effective_on__range=days).order_by()
    return transfers.annotate(nature=Coalesce("entry__reverses__kind", "entry__kind"))


def sums(transfers: QuerySet[Transfer], side: str) -> dict[tuple[int, str], int]:
    """Of such transfers: rupiah by the key of the account on this side, and by nature."""
    rows = transfers.values_list(side, "nature").annotate(total=Sum("amount"))
    return {(account, nature): int(total) for account, nature, total in rows}
