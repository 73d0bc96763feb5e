"""What the charter gives for shares that are redeemed, and how much of it a year may take. All in rupiah."""

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet, Sum

from bumm.charter.models import Charter
from bumm.charter.percent import WHOLE
from bumm.ledger.models import Account, Book, Transfer
from bumm.ledger.selectors import balances
from bumm.people.models import Bumm
from bumm.shares.accounts import REDEMPTIONS
from bumm.shares.models import ShareEvent
from bumm.shares.selectors import capital


def price_of_one(charter: Charter, book: Book, par: int, on: dt.date) -> int:
    """What one share of this par is redeemed at on a day, by the charter."""
    nominal = capital(charter.bumm_id, as_of=on)
    book_value = max(0, net_worth(book, on) * par // nominal) if nominal else 0
    match Charter.RedemptionPrice(charter.redemption_price):
        case Charter.RedemptionPrice.NOMINAL:
            return par
        case Charter.RedemptionPrice.BOOK_VALUE:
            return book_value
        case Charter.RedemptionPrice.LOWER_OF_BOTH:
            return min(par, book_value)


def net_worth(book: Book, on: dt.date) -> int:
    """Assets less liabilities at the end of a day: equity with the result of the year so far.

    Shared by all classes by their par, it is what one share is worth in the books, a rupiah begun left out.
    """
    worth = 0
    for account, balance in balances(book, on):
        if account.kind in (Account.Kind.ASSET, Account.Kind.LIABILITY):
            worth += balance if account.side == Account.Side.DEBIT else -balance
    return worth


def left_for_redemptions(charter: Charter, book: Book, on: dt.date) -> int:
    """What redemptions may still take in the calendar year: the charter's part of cash and banks at the end of a day,
    less what the year's redemptions took that were not corrected."""
    liquid = sum(balance for account, balance in balances(book, on) if account.activity == Account.Activity.CASH)
    return max(0, liquid) * charter.redemption_liquidity_bp // WHOLE - _redeemed(charter.bumm_id, on.year)


def _redeemed(bumm: int, year: int) -> int:
    events = ShareEvent.objects.filter(
        share_class__bumm=bumm, kind=ShareEvent.Kind.REDEEM, effective_on__year=year, corrected_by=None
    )
    return _credited(events)


def unpaid(bumm: Bumm | int) -> QuerySet[ShareEvent]:
    """The redemptions of a BUMM for which something is still owed, oldest first."""
    return unpaid_of([bumm])


def unpaid_of(bumms: Collection[Bumm | int] | QuerySet[Bumm]) -> QuerySet[ShareEvent]:
    """`unpaid()` of several BUMM."""
    owing = Transfer.objects.filter(credit__code=REDEMPTIONS).values("entry")
    events = ShareEvent.objects.filter(share_class__bumm__in=bumms, kind=ShareEvent.Kind.REDEEM, corrected_by=None)
    return events.filter(payment=None, entry__in=owing).order_by("effective_on", "pk")


def owed_for(event: ShareEvent) -> int:
    """What one event makes the BUMM owe, paid since or not; 0 where it is no redemption, or was corrected."""
    events = ShareEvent.objects.filter(pk=event.pk, kind=ShareEvent.Kind.REDEEM, corrected_by=None)
    return _credited(events)


def owed(bumm: Bumm | int) -> int:
    """What the register says is still to be paid for redeemed shares."""
    return _credited(unpaid(bumm))


def owed_each(events: QuerySet[ShareEvent]) -> dict[int, int]:
    """What redemptions make the BUMM owe, by the key of their entries."""
    rows = Transfer.objects.filter(entry__in=events.order_by().values("entry"), credit__code=REDEMPTIONS)
    return {key: int(total) for key, total in rows.values_list("entry").annotate(total=Sum("amount")).order_by()}


def _credited(events: QuerySet[ShareEvent]) -> int:
    rows = Transfer.objects.filter(entry__in=events.order_by().values("entry"), credit__code=REDEMPTIONS)
    return int(rows.aggregate(total=Sum("amount"))["total"] or 0)
