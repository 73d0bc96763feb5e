"""Shares that the BUMM takes back at the charter's price."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from bumm.ledger import services as ledger
from bumm.ledger.models import Book, Evidence
from bumm.ledger.selectors import balances
from bumm.people.models import Party
from bumm.shares import exceptions as refusals
from bumm.shares import limits
from bumm.shares.accounts import BANK, CAPITAL, PREMIUM, REDEMPTIONS, RETAINED_EARNINGS
from bumm.shares.models import RedemptionPayment, ShareClass, ShareEvent
from bumm.shares.redemption import left_for_redemptions, owed_for, price_of_one
from bumm.shares.services import register
from bumm.shares.services.register import Draft


@transaction.atomic
def redeem_shares(
    *,
    share_class: ShareClass,
    giver: Party,
    quantity: int,
    effective_on: dt.date,
    reference: str,
    evidence: Evidence | None = None,
) -> ShareEvent:
    """Take shares back; their price is owed to the holder. The same reference again changes nothing.

    Raises NoTerms, NoBook, NotEnough, NotLiquid, NotAQuantity, NotToCome, ReferenceTaken, and what posting does.
    """
    draft = Draft(ShareEvent.Kind.REDEEM, reference, effective_on, giver, None, quantity, evidence)
    locked = register.locked(share_class)
    if event := register.standing(locked, draft):
        return event
    terms = register.terms_for(locked, effective_on)
    charter, par = terms.charter, register.par_at_issue(locked) or terms.par
    register.refuse_nonsense(draft, par)
    book = Book.objects.select_for_update().get(pk=register.book_of(locked.bumm).pk)
    price = price_of_one(charter, book, par, effective_on) * quantity
    left = left_for_redemptions(charter, book, effective_on)
    transfers = _transfers(book, effective_on, par * quantity, price)
    entry = ledger.post(book=book, draft=register.entry_for(locked, draft, transfers))
    [event] = register.append(locked, par, [replace(draft, entry=entry)])
    limits.refuse_shortfall(locked, [giver.pk])
    if price > left:
        raise refusals.NotLiquid(price, max(0, left), effective_on.year)
    return event


def _transfers(book: Book, on: dt.date, nominal: int, price: int) -> list[tuple[str, str, int]]:
    """Par leaves the capital. What the price is below par stays as premium; what it is above is taken from the premium
    as far as that goes, and then from retained earnings."""
    standing = {account.code: balance for account, balance in balances(book, on)}
    above = max(0, price - nominal)
    from_premium = min(above, max(0, standing[PREMIUM]))
    transfers = [
        (CAPITAL, REDEMPTIONS, min(price, nominal)),
        (CAPITAL, PREMIUM, max(0, nominal - price)),
        (PREMIUM, REDEMPTIONS, from_premium),
        (RETAINED_EARNINGS, REDEMPTIONS, above - from_premium),
    ]
    return [transfer for transfer in transfers if transfer[2]]


@transaction.atomic
def pay_redemption(
    *, event: ShareEvent, paid_on: dt.date, out_of: str = BANK, evidence: Evidence | None = None
) -> RedemptionPayment:
    """Post that what is owed for a redemption was paid, from bank or cash. What was paid already is not paid again.

    Raises NothingOwed, BeforeRedeemed, NotToCome, and what posting does.
    """
    share_class = register.locked(event.share_class)
    if paid := RedemptionPayment.objects.filter(event=event).first():
        return paid
    owed = owed_for(event)
    if not owed:
        raise refusals.NothingOwed
    if paid_on < event.effective_on:
        raise refusals.BeforeRedeemed(event.effective_on)
    if paid_on > timezone.localdate():
        raise refusals.NotToCome(paid_on)
    draft = ledger.Draft(
        f"shares:{share_class.code}:redemption:{event.number}:paid",
        paid_on,
        ((REDEMPTIONS, out_of, owed),),
        evidence=[evidence.pk] if evidence else [],
    )
    entry = ledger.post(book=register.book_of(share_class.bumm), draft=draft)
    return RedemptionPayment.objects.create(event=event, entry=entry)
