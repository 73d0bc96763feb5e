"""Closing the books up to a day, and opening them again."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from bumm.ledger import exceptions as refusals
from bumm.ledger import selectors
from bumm.ledger.models import Account, BalanceSnapshot, Book, Entry, Journal, PeriodEvent
from bumm.ledger.services.posting import Draft, post
from bumm.people.models import User

RETAINED_EARNINGS = "3.3.01"


@transaction.atomic
def close_period(*, book: Book, through: dt.date, by: User | None) -> PeriodEvent:
    """Let nothing be posted on this day or before it any more. Raises NotClosable where that is so already, and
    JournalsWaiting while somebody has yet to approve or return a journal of these days.

    What stands on each account then is kept, so that later balances are counted from there.
    """
    locked = Book.objects.select_for_update().get(pk=book.pk)
    if locked.closed_through and through <= locked.closed_through:
        raise refusals.NotClosable(locked.closed_through)
    waiting = Journal.objects.filter(book=locked, state=Journal.State.SUBMITTED, effective_on__lte=through).count()
    if waiting:
        raise refusals.JournalsWaiting(waiting)
    event = _move_period(locked, PeriodEvent.Kind.CLOSED, through, by)
    BalanceSnapshot.objects.bulk_create(
        BalanceSnapshot(book=locked, on=through, account_id=account, debited=debited, credited=credited)
        for account, (debited, credited) in selectors.turnovers(locked, through).items()
    )
    return event


@transaction.atomic
def reopen_period(*, book: Book, back_to: dt.date | None, resolution: str, by: User | None) -> PeriodEvent:
    """Open what was closed, back to an earlier day or from the beginning, by a resolution. Raises NotReopenable."""
    locked = Book.objects.select_for_update().get(pk=book.pk)
    closed = locked.closed_through
    if not resolution or closed is None or (back_to and back_to >= closed):
        raise refusals.NotReopenable
    BalanceSnapshot.objects.filter(Q(on__gt=back_to) if back_to else Q(), book=locked).delete()
    return _move_period(locked, PeriodEvent.Kind.REOPENED, back_to, by, resolution)


@transaction.atomic
def close_year(*, book: Book, through: dt.date, by: User | None) -> Entry | None:
    """Carry revenue and expense up to this day to retained earnings, and close the period. Without either, no entry.

    A year that was reopened is closed by a further entry, which carries what came since.
    """
    locked = Book.objects.select_for_update().get(pk=book.pk)
    transfers = []
    for account, balance in selectors.balances(locked, through):
        if account.kind in (Account.Kind.REVENUE, Account.Kind.EXPENSE) and balance:
            on_credit = (account.side == Account.Side.CREDIT) == (balance > 0)
            pair = (account.code, RETAINED_EARNINGS) if on_credit else (RETAINED_EARNINGS, account.code)
            transfers.append((*pair, abs(balance)))
    entry = None
    if transfers:
        reference = f"closing:{through.isoformat()}"
        earlier = Entry.objects.filter(book=locked, kind=Entry.Kind.CLOSING, effective_on=through).count()
        if earlier:
            reference += f":{earlier + 1}"
        entry = post(book=locked, draft=Draft(reference, through, tuple(transfers), Entry.Kind.CLOSING))
    close_period(book=locked, through=through, by=by)
    return entry


def _move_period(book: Book, kind: str, to: dt.date | None, by: User | None, resolution: str = "") -> PeriodEvent:
    event = PeriodEvent(book=book, kind=kind, before=book.closed_through, after=to, resolution=resolution, by=by)
    event.full_clean()
    event.save()
    book.closed_through = to
    book.save(update_fields=["closed_through"])
    return event
