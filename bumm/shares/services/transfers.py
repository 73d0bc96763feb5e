"""Shares that go from one party to another: no money passes through the BUMM's book."""

import datetime as dt

from django.db import transaction

from bumm.ledger.models import Evidence
from bumm.people.models import Party
from bumm.shares import limits
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.services import register
from bumm.shares.services.register import Draft


@transaction.atomic
def transfer_shares(
    *,
    share_class: ShareClass,
    giver: Party,
    taker: Party,
    quantity: int,
    effective_on: dt.date,
    reference: str,
    evidence: Evidence | None = None,
) -> ShareEvent:
    """Record that a holder gave shares away. The same reference again changes nothing.

    Raises NoTerms, MayNotHold, OverCap, NotEnough (of the giver, on this day or a later one), NotAQuantity, SameParty,
    NotToCome or ReferenceTaken.
    """
    draft = Draft(ShareEvent.Kind.TRANSFER, reference, effective_on, giver, taker, quantity, evidence)
    return _hand_over(share_class, draft, giver, taker)


@transaction.atomic
def inherit_shares(
    *,
    share_class: ShareClass,
    giver: Party,
    taker: Party,
    quantity: int,
    effective_on: dt.date,
    reference: str,
    evidence: Evidence | None = None,
) -> ShareEvent:
    """Record that an heir took over shares. As `transfer_shares()`, but an heir may come to hold more than the cap."""
    draft = Draft(ShareEvent.Kind.INHERIT, reference, effective_on, giver, taker, quantity, evidence)
    return _hand_over(share_class, draft, giver, taker)


def _hand_over(share_class: ShareClass, draft: Draft, giver: Party, taker: Party) -> ShareEvent:
    locked = register.locked(share_class)
    if event := register.standing(locked, draft):
        return event
    terms = register.terms_for(locked, draft.effective_on)
    par = register.par_at_issue(locked) or terms.par
    register.refuse_nonsense(draft, par)
    register.refuse_holder(locked, terms, taker)
    [event] = register.append(locked, par, [draft])
    limits.refuse_shortfall(locked, [giver.pk])
    if draft.kind == ShareEvent.Kind.TRANSFER:
        limits.refuse_over_cap(locked, terms, [taker.pk], draft.effective_on)
    return event
