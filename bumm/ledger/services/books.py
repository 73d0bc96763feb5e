"""Opening books, their accounts, and what they bring with them."""

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from bumm.ledger import exceptions as refusals
from bumm.ledger.models import Account, Book, Entry, JournalTemplate
from bumm.ledger.services.posting import Draft, post
from bumm.people.models import Bumm, Group

DATA = Path(__file__).parents[1] / "data"
GROUP_PAYABLES = "2.1.02"
STANDING = (Account.Kind.ASSET, Account.Kind.LIABILITY, Account.Kind.EQUITY)


@transaction.atomic
def open_book(*, code: str, name: str, bumm: Bumm | None = None) -> Book:
    """A new book with the accounts and journal templates that all begin with: of a BUMM, or without one of a fund."""
    book = Book(code=code, name=name, bumm=bumm, kind=Book.Kind.BUMM if bumm else Book.Kind.FUND)
    book.full_clean()
    book.save()
    accounts = Account.objects.bulk_create(Account(book=book, **row) for row in rows_of("chart.csv"))
    by_code = {account.code: account for account in accounts}
    JournalTemplate.objects.bulk_create(
        JournalTemplate(book=book, **row | {side: by_code[row[side]] for side in ("debit", "credit")})
        for row in rows_of("templates.csv")
    )
    return book


def rows_of(name: str) -> list[dict[str, Any]]:
    """A table that every book begins with: `chart.csv` or `templates.csv`."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def add_account(*, book: Book, code: str, name: str, kind: str, side: str, activity: str, name_en: str = "") -> Account:
    """An account of this book's own, beside the chart that all begin with."""
    account = Account(book=book, code=code, name=name, name_en=name_en, kind=kind, side=side, activity=activity)
    account.full_clean()
    account.save()
    return account


@transaction.atomic
def open_group_account(*, book: Book, group: Group) -> Account:
    """The account of this book on which stands what is owed to one group, beneath the group payables; opened where
    there is none yet."""
    locked = Book.objects.select_for_update().get(pk=book.pk)
    if account := Account.objects.filter(book=locked, group=group).first():
        return account
    beneath = Account.objects.filter(book=locked, code__regex=rf"^{re.escape(GROUP_PAYABLES)}\.[0-9]+$")
    taken = [int(code.rpartition(".")[2]) for code in beneath.values_list("code", flat=True)]
    account = Account(
        book=locked,
        code=f"{GROUP_PAYABLES}.{max(taken, default=0) + 1:02}",
        name=f"Utang kepada {group.name}",
        name_en=f"Payable to {group.name}",
        kind=Account.Kind.LIABILITY,
        side=Account.Side.CREDIT,
        activity=Account.Activity.OPERATING,
        group=group,
    )
    account.full_clean()
    account.save()
    return account


def open_balances(*, book: Book, on: dt.date, balances: Mapping[str, int], evidence: Sequence[str] = ()) -> Entry:
    """Bring into a book what stood before it: rupiah by account code, each on its account's usual side (or
    on the other where negative), once a book.

    Raises Unbalanced where debits and credits differ, NotStanding for an account of revenue or expense, and what
    `post_many()` does.
    """
    accounts = {account.code: account for account in Account.objects.filter(book=book, code__in=balances)}
    on_debit: list[tuple[str, int]] = []
    on_credit: list[tuple[str, int]] = []
    for code, amount in sorted(balances.items()):
        if code not in accounts:
            raise refusals.NotAnAccount(code)
        if accounts[code].kind not in STANDING:
            raise refusals.NotStanding(code)
        is_debit = (accounts[code].side == Account.Side.DEBIT) == (amount > 0)
        (on_debit if is_debit else on_credit).append((code, abs(amount)))
    transfers = tuple(_matched(on_debit, on_credit))
    return post(book=book, draft=Draft("opening", on, transfers, Entry.Kind.OPENING, evidence))


def _matched(on_debit: list[tuple[str, int]], on_credit: list[tuple[str, int]]) -> Iterator[tuple[str, str, int]]:
    """Few transfers that leave these sums on these accounts, taken from both lists in their order."""
    debited, credited = (sum(amount for _code, amount in side) for side in (on_debit, on_credit))
    if debited != credited:
        raise refusals.Unbalanced(debited, credited)
    owed, given = on_debit[::-1], on_credit[::-1]
    while owed and given:
        (debit, wanted), (credit, there) = owed.pop(), given.pop()
        amount = min(wanted, there)
        if amount:
            yield debit, credit, amount
        if wanted > amount:
            owed.append((debit, wanted - amount))
        if there > amount:
            given.append((credit, there - amount))
