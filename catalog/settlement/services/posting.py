"""What the services of this room share: the locked sale, its events, and money taken back from groups."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from bumm.ledger.models import Account, Book, Entry
from bumm.people.models import Group, User
from catalog.settlement.accounts import DEPOSITS, DUE_FROM_GROUPS
from catalog.settlement.exceptions import OtherSale
from catalog.settlement.models import Claim, Sale, SaleEvent
from catalog.settlement.selectors import standing_of

Transfers = list[tuple[str, str, int]]  # debit code, credit code, rupiah
Change = tuple[str, Group | None, User | None, int]  # kind of claim, with whom, by how much


def locked_sale(reference: str) -> Sale:
    """The sale, locked; with its book and charter."""
    rows = Sale.objects.select_for_update(of=("self",)).select_related("book", "charter")
    return rows.get(reference=reference)


def locked_book(book: Book) -> Book:
    return Book.objects.select_for_update().get(pk=book.pk)


def existing(sale: Sale, cause: str, kind: str, amount: int) -> SaleEvent | None:
    """What the same cause did before. Raises OtherSale where it did something else."""
    event = SaleEvent.objects.filter(cause=cause).first()
    if event and (event.sale_id, event.kind, event.amount) != (sale.pk, kind, amount):
        raise OtherSale(cause)
    return event


def note_event(
    sale: Sale,
    kind: str,
    cause: str,
    *,
    amount: int,
    deposit: int,
    on: dt.date,
    entry: Entry | None,
    parcel: int | None = None,
    due_on: dt.date | None = None,
) -> SaleEvent:
    return SaleEvent.objects.create(
        sale=sale,
        kind=kind,
        cause=cause,
        amount=amount,
        deposit=deposit,
        on=on,
        entry=entry,
        parcel=parcel,
        due_on=due_on,
    )


def note_claims(book: Book, changes: Iterable[Change], on: dt.date, entry: Entry) -> None:
    Claim.objects.bulk_create(
        Claim(book=book, kind=kind, group=group, holder=holder, amount=amount, on=on, entry=entry)
        for kind, group, holder, amount in changes
        if amount
    )


def transfers_of(rows: Iterable[tuple[int, int, bool]]) -> Transfers:
    """What the hand-over of rows (account's key, rupiah, whether a debit) posts: one transfer an account and side."""
    return [
        (code, DEPOSITS, amount) if is_debit else (DEPOSITS, code, amount)
        for (code, is_debit), amount in _summed(rows).items()
    ]


def _summed(rows: Iterable[tuple[int, int, bool]]) -> dict[tuple[str, bool], int]:
    rows = list(rows)
    codes = dict(Account.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "code"))
    sums: dict[tuple[str, bool], int] = {}
    for account, amount, is_debit in rows:
        place = (codes[account], is_debit)
        sums[place] = sums.get(place, 0) + amount
    return sums


@dataclass
class Taken:
    """What is taken from groups: the accounts debited with their sums, and the claims that grow by it."""

    debits: list[tuple[str, int]] = field(default_factory=list)
    claims: list[Change] = field(default_factory=list)

    def __add__(self, other: "Taken") -> "Taken":
        return Taken([*self.debits, *other.debits], [*self.claims, *other.claims])

    @property
    def amount(self) -> int:
        return sum(amount for _code, amount in self.debits)

    def transfers_to(self, credit: str) -> Transfers:
        return [(code, credit, amount) for code, amount in self.debits]


def take_from_group(book: Book, group: Group, amount: int) -> Taken:
    """Out of what the group is still owed and is not listed for payment; what was paid out already it owes from now on.
    The book is locked first, so that two do not take the same."""
    locked_book(book)
    free = min(amount, standing_of(book, group, timezone.localdate()).free)
    code = Account.objects.get(book=book, group=group).code
    debits = [(code, free), (DUE_FROM_GROUPS, amount - free)]
    claims: Sequence[Change] = [(Claim.Kind.DUE, group, None, amount - free)] if amount > free else []
    return Taken([debit for debit in debits if debit[1]], list(claims))
