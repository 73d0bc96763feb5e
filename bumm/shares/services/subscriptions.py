"""New shares: asked for, paid, and issued, or the money given back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from bumm.charter.models import CharterShareClass
from bumm.ledger import services as ledger
from bumm.ledger.models import Entry, Evidence
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.people.models import Party
from bumm.shares import exceptions as refusals
from bumm.shares import limits
from bumm.shares.accounts import BANK, CAPITAL, PREMIUM, SUBSCRIPTIONS
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from bumm.shares.services import register
from bumm.shares.services.register import Draft

State = Subscription.State


@transaction.atomic
def request_subscription(
    *, share_class: ShareClass, party: Party, quantity: int, price: int, requested_on: dt.date
) -> Subscription:
    """A party asks for new shares, at a price in rupiah for all of them.

    Raises NoTerms, MayNotHold, ParChanged, NotAQuantity, NotToCome, PriceBelowPar or NotAPrice.
    """
    locked = register.locked(share_class)
    terms = register.terms_for(locked, requested_on)
    wish = Subscription(share_class=locked, party=party, quantity=quantity, price=price, requested_on=requested_on)
    _refuse_issue(wish, requested_on, terms, register.par_of(locked, terms))
    wish.full_clean()
    wish.save()
    return wish


@transaction.atomic
def withdraw_subscription(*, subscription: Subscription) -> Subscription:
    """The party no longer wants what was not paid yet. Raises WrongState."""
    [wish] = _locked([subscription], State.REQUESTED)
    wish.state = State.WITHDRAWN
    wish.save(update_fields=["state"])
    return wish


@transaction.atomic
def record_payment(
    *, subscription: Subscription, paid_on: dt.date, evidence: Evidence | None = None, into: str = BANK
) -> Subscription:
    """Post what was paid, into bank or cash. Raises WrongState, NotToCome, NoBook, and what posting does."""
    [wish] = _locked([subscription], State.REQUESTED)
    wish.payment = _post(wish, "paid", paid_on, (into, SUBSCRIPTIONS, wish.price), evidence)
    wish.state = State.PAID
    wish.save(update_fields=["payment", "state"])
    return wish


@transaction.atomic
def refund_subscription(
    *, subscription: Subscription, refunded_on: dt.date, evidence: Evidence | None = None, out_of: str = BANK
) -> Subscription:
    """Post that the money of shares not issued went back. Raises as `record_payment()`, or BeforePayment."""
    [wish] = _locked([subscription], State.PAID)
    _refuse_before_payment(wish, refunded_on)
    wish.refund = _post(wish, "refunded", refunded_on, (SUBSCRIPTIONS, out_of, wish.price), evidence)
    wish.state = State.REFUNDED
    wish.save(update_fields=["refund", "state"])
    return wish


@transaction.atomic
def issue_shares(
    *, subscriptions: Sequence[Subscription], effective_on: dt.date, evidence: Evidence | None = None
) -> list[ShareEvent]:
    """Issue the shares of paid subscriptions of one class, all or none, in the order in which they were asked for.

    Caps are looked at after all of them, so that those who found a class together do not stand in each other's way.
    Raises NoTerms, MayNotHold, ParChanged, PriceBelowPar, TooManyShares, OverCap, WrongState, BeforePayment, NotToCome,
    NoBook, and what posting does; ValueError for subscriptions of several classes, or none.
    """
    wishes = _locked(subscriptions, State.PAID)
    share_class = wishes[0].share_class
    terms = register.terms_for(share_class, effective_on)
    par = register.par_of(share_class, terms)
    for wish in wishes:
        _refuse_before_payment(wish, effective_on)
        _refuse_issue(wish, effective_on, terms, par)
    drafts = [_event_of(wish, effective_on, evidence) for wish in wishes]
    entries = ledger.post_many(
        book=register.book_of(share_class.bumm),
        drafts=[_entry_of(wish, draft, par) for wish, draft in zip(wishes, drafts, strict=True)],
    )
    paid_for = [replace(draft, entry=entry) for draft, entry in zip(drafts, entries, strict=True)]
    events = register.append(share_class, par, paid_for)
    for wish, event in zip(wishes, events, strict=True):
        wish.event, wish.state = event, State.ISSUED
    Subscription.objects.bulk_update(wishes, ["event", "state"])
    limits.refuse_too_many(share_class, terms, effective_on)
    limits.refuse_over_cap(share_class, terms, {wish.party_id for wish in wishes}, effective_on)
    return events


def _locked(subscriptions: Sequence[Subscription], state: str) -> list[Subscription]:
    """The class, and then the subscriptions. Raises WrongState unless all are in this state."""
    classes = {wish.share_class_id: wish.share_class for wish in subscriptions}
    if len(classes) != 1:
        raise ValueError("the subscriptions are not of one class")
    share_class = register.locked(*classes.values())
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("party", "payment", "event")
    found = list(rows.filter(pk__in=[wish.pk for wish in subscriptions]).order_by("pk"))
    for wish in found:
        wish.share_class = share_class
        if wish.state != state:
            raise refusals.WrongState(wish.get_state_display())
    return found


def _refuse_issue(wish: Subscription, on: dt.date, terms: CharterShareClass, par: int) -> None:
    register.refuse_nonsense(_event_of(wish, on), par)
    register.refuse_holder(wish.share_class, terms, wish.party)
    if wish.price < par * wish.quantity:
        raise refusals.PriceBelowPar(wish.price, par * wish.quantity)
    if wish.price > LARGEST_AMOUNT:
        raise refusals.NotAPrice(wish.price)


def _refuse_before_payment(wish: Subscription, on: dt.date) -> None:
    if wish.payment and on < wish.payment.effective_on:
        raise refusals.BeforePayment(wish.payment.effective_on)


def _event_of(wish: Subscription, on: dt.date, evidence: Evidence | None = None) -> Draft:
    reference = f"subscription:{wish.pk}"
    if wish.event:  # which was corrected, and these are issued anew
        reference += f":after:{wish.event.number}"
    return Draft(ShareEvent.Kind.ISSUE, reference, on, None, wish.party, wish.quantity, evidence)


def _entry_of(wish: Subscription, draft: Draft, par: int) -> ledger.Draft:
    transfers = [(SUBSCRIPTIONS, CAPITAL, par * wish.quantity)]
    if premium := wish.price - par * wish.quantity:
        transfers.append((SUBSCRIPTIONS, PREMIUM, premium))
    return register.entry_for(wish.share_class, draft, transfers)


def _post(
    wish: Subscription, step: str, on: dt.date, transfer: tuple[str, str, int], evidence: Evidence | None
) -> Entry:
    if on > timezone.localdate():
        raise refusals.NotToCome(on)
    proof = [evidence.pk] if evidence else []
    draft = ledger.Draft(f"subscription:{wish.pk}:{step}", on, (transfer,), evidence=proof)
    return ledger.post(book=register.book_of(wish.share_class.bumm), draft=draft)
