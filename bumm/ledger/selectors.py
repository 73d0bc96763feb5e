"""Reads of the books: what an entry says, and what stands on an account."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from bumm.ledger.models import (
    Account,
    BalanceSnapshot,
    Book,
    Entry,
    EntryEvidence,
    Journal,
    JournalLine,
    Transfer,
)

# What came to each group's account (+) and was taken from it (-). Against an asset, only what came in by an entry of
# its own is a sale, and only a reversal takes one back: the rest pays the group, or returns what it was paid.
TURNOVER_OF_GROUPS = """
SELECT account.group_id, sum(change.amount)::bigint
FROM ledger_account account
CROSS JOIN LATERAL (
    SELECT entry_id, debit_id AS other_id, amount FROM ledger_transfer WHERE credit_id = account.id
    UNION ALL
    SELECT entry_id, credit_id, -amount FROM ledger_transfer WHERE debit_id = account.id
) change
JOIN ledger_account other ON other.id = change.other_id
JOIN ledger_entry entry ON entry.id = change.entry_id
LEFT JOIN ledger_entry reversed ON reversed.id = entry.reverses_id
WHERE account.book_id = %s AND account.group_id IS NOT NULL AND entry.effective_on BETWEEN %s AND %s
    AND coalesce(reversed.kind, entry.kind) NOT IN ('opening', 'closing')
    AND (other.kind <> 'asset' OR (change.amount > 0) = (entry.kind <> 'reversal'))
GROUP BY account.group_id
"""


def transfers_of(entries: Iterable[Entry]) -> dict[int, list[tuple[str, str, int]]]:
    """The transfers of each entry by its key, in order, as (debit code, credit code, rupiah)."""
    found: dict[int, list[tuple[str, str, int]]] = {entry.pk: [] for entry in entries}
    rows = Transfer.objects.filter(entry__in=found).order_by("entry", "position")
    for key, debit, credit, amount in rows.values_list("entry_id", "debit__code", "credit__code", "amount"):
        found[key].append((debit, credit, amount))
    return found


def evidence_of(entries: Iterable[Entry]) -> dict[int, list[str]]:
    """The SHA-256 of what proves each entry by its key, in alphabetical order."""
    found: dict[int, list[str]] = {entry.pk: [] for entry in entries}
    rows = EntryEvidence.objects.filter(entry__in=found).order_by("entry", "evidence")
    for key, sha256 in rows.values_list("entry_id", "evidence_id"):
        found[key].append(sha256)
    return found


def turnovers(book: Book, on: dt.date) -> dict[int, tuple[int, int]]:
    """All that was ever debited and credited to each account, by its key, up to the end of a day, in rupiah.

    Counted from what was kept when a period was closed, and what follows it. Accounts that nothing was posted to may
    be missing.
    """
    kept = BalanceSnapshot.objects.filter(book=book, on__lte=on)
    since = kept.aggregate(last=Max("on"))["last"]
    found = {row.account_id: (int(row.debited), int(row.credited)) for row in kept.filter(on=since)}
    for account, (debited, credited) in moved(book, after=since, until=on).items():
        before = found.get(account, (0, 0))
        found[account] = before[0] + debited, before[1] + credited
    return found


def moved(book: Book, *, after: dt.date | None, until: dt.date) -> dict[int, tuple[int, int]]:
    """What was debited and credited to each account, by its key, after one day and up to the end of another."""
    transfers = Transfer.objects.filter(book=book, entry__effective_on__lte=until).order_by()
    if after:
        transfers = transfers.filter(entry__effective_on__gt=after)
    debited, credited = _sums(transfers, "debit"), _sums(transfers, "credit")
    return {account: (debited.get(account, 0), credited.get(account, 0)) for account in debited | credited}


def turnover_of_groups(book: Book, first: dt.date, last: dt.date) -> dict[int, int]:
    """What sales brought to each group's account from one day to another, both included, by the group's key, in rupiah.

    A refund out of what the group is still owed lessens it, also below nothing. Payments to the group, cash it holds
    and opening balances do not count. A group without a sale in these days may be missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(TURNOVER_OF_GROUPS, [book.pk, first, last])
        return dict(cursor.fetchall())


def balances(book: Book, on: dt.date) -> list[tuple[Account, int]]:
    """Each account of a book, by code, with what stands on its usual side at the end of a day, in rupiah."""
    sums = turnovers(book, on)
    found = []
    for account in Account.objects.filter(book=book).order_by("code"):
        debited, credited = sums.get(account.pk, (0, 0))
        found.append((account, debited - credited if account.side == Account.Side.DEBIT else credited - debited))
    return found


def balance_of(book: Book, code: str, on: dt.date = dt.date.max) -> int:
    """What stands on one account of a book at the end of a day, by default of all days; 0 where it has no such one."""
    return sum(balance for account, balance in balances(book, on) if account.code == code)


def overdrawn_by(journal: Journal) -> list[tuple[Account, int]]:
    """The accounts of cash that a journal would leave below nothing, with the rupiah that would stand on them.

    At the end of its day, or after all that is posted, whichever is less.
    """
    net: Counter[int] = Counter()
    for debit, credit, amount in journal.lines.values_list("debit", "credit", "amount"):
        net[debit] += amount
        net[credit] -= amount
    then, at_last = (dict(balances(journal.book, day)) for day in (journal.effective_on, dt.date.max))
    lowest = {account: min(then[account], at_last[account]) + net[account.pk] for account in then}
    cash = [account for account in then if account.activity == Account.Activity.CASH and net[account.pk] < 0]
    return [(account, lowest[account]) for account in cash if lowest[account] < 0]


def _sums(transfers: QuerySet[Transfer], side: str) -> dict[int, int]:
    return {account: int(total) for account, total in transfers.values_list(side).annotate(total=Sum("amount"))}


def lines_of(journal: Journal) -> list[tuple[str, str, int]]:
    """What a journal asks for, in order, as (debit code, credit code, rupiah)."""
    lines = JournalLine.objects.filter(journal=journal).order_by("position")
    return list(lines.values_list("debit__code", "credit__code", "amount"))


def opposite_of(entry: Entry) -> list[tuple[str, str, int]]:
    """The transfers that would take an entry back."""
    return [(credit, debit, amount) for debit, credit, amount in transfers_of([entry])[entry.pk]]


def total_of(rows: QuerySet[Any], to: str) -> Coalesce:
    """The amounts of the rows that belong to each row of another table by their key `to`, added up, in rupiah."""
    sums = rows.filter(**{to: OuterRef("pk")}).order_by().values(to).annotate(total=Sum("amount")).values("total")
    return Coalesce(Cast(Subquery(sums), BigIntegerField()), 0)
