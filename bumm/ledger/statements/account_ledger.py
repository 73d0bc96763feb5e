"""Account ledger: every transfer of one account in a period, with what stood on it after each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When, Window

from bumm.ledger.models import Account, Book, Entry, Transfer
from bumm.ledger.statements.days import Days
from bumm.ledger.statements.figures import standing


@dataclass(frozen=True)
class Line:
    """`balance` is what stood after it on the account's usual side."""

    entry: Entry
    other: Account
    debited: int
    credited: int
    balance: int

    @property
    def description(self) -> str:
        """What the journal was for, and for entries that no journal became, their reference."""
        journal = getattr(self.entry, "journal", None)
        return journal.description if journal else self.entry.reference


@dataclass(frozen=True)
class AccountLedger:
    """`opening` and `closing` stand on the account's usual side. The transfers are read in pages, or all of them;
    wherever a page begins, the balances are those of the whole."""

    account: Account
    days: Days
    opening: int
    closing: int
    transfers: QuerySet[Transfer]

    def lines(self, transfers: Iterable[Transfer]) -> Iterator[Line]:
        for transfer in transfers:
            is_debit = transfer.debit_id == self.account.pk
            yield Line(
                entry=transfer.entry,
                other=transfer.credit if is_debit else transfer.debit,
                debited=transfer.amount if is_debit else 0,
                credited=0 if is_debit else transfer.amount,
                balance=self.opening + int(transfer.moved),  # type: ignore[attr-defined]
            )


def account_ledger(book: Book, account: Account, days: Days) -> AccountLedger:
    usual = "debit" if account.side == Account.Side.DEBIT else "credit"
    opening, closing = (
        standing(book, [account], day)[account] * (1 if usual == "debit" else -1) for day in (days.eve, days.last)
    )
    order = ["entry__effective_on", "entry__number", "position"]
    more = Case(When(Q(**{usual: account}), then=F("amount")), default=Value(0) - F("amount"))
    transfers = (
        Transfer.objects.filter(Q(debit=account) | Q(credit=account), book=book)
        .filter(entry__effective_on__range=days)
        .select_related("entry__journal", "debit", "credit")
        .annotate(moved=Window(Sum(more), order_by=order))
        .order_by(*order)
    )
    return AccountLedger(account, days, opening, closing, transfers)
