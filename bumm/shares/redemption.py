"""What the charter gives for shares that are redeemed, and how much of it a year may take. All in rupiah."""

import datetime as dt

from django.db.models import Sum

from bumm.charter.models import Charter
from bumm.charter.percent import WHOLE
from bumm.ledger.models import Account, Book, Transfer
from bumm.ledger.selectors import balances
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
    owed = Transfer.objects.filter(entry__in=events.values("entry"), credit__code=REDEMPTIONS)
    return int(owed.aggregate(total=Sum("amount"))["total"] or 0)
