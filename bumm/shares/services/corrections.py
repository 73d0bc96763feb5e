"""Taking an event back by its opposite."""

import datetime as dt
from dataclasses import replace

from django.db import transaction

from bumm.ledger import services as ledger
from bumm.ledger.models import Evidence
from bumm.shares import exceptions as refusals
from bumm.shares import limits
from bumm.shares.models import RedemptionPayment, ShareEvent, Subscription
from bumm.shares.services import register
from bumm.shares.services.register import Draft


@transaction.atomic
def correct_event(*, event: ShareEvent, effective_on: dt.date, evidence: Evidence | None = None) -> ShareEvent:
    """Record the opposite of an event, and reverse its entry on the same day. Twice on one day changes nothing.

    A subscription whose issue is taken back is paid again, to be issued anew or refunded. A correction asks nothing of
    the charter: it restores, and a cap that it exceeds is reported. Raises IsACorrection, OfTheOpening,
    RedemptionPaid, BeforeCorrected, NotEnough, NotToCome, ReferenceTaken (corrected on another day), and what reversing
    does.
    """
    share_class = register.locked(event.share_class)
    if event.kind == ShareEvent.Kind.CORRECT:
        raise refusals.IsACorrection(event.number)
    kind, reference = ShareEvent.Kind.CORRECT, f"correction:{event.number}"
    draft = Draft(kind, reference, effective_on, event.taker, event.giver, event.quantity, evidence, event)
    if standing := register.standing(share_class, draft):
        return standing
    register.refuse_nonsense(draft, event.par)
    if RedemptionPayment.objects.filter(event=event).exists():
        raise refusals.RedemptionPaid
    if effective_on < event.effective_on:
        raise refusals.BeforeCorrected(event.effective_on)
    if event.entry:
        proof = [evidence.pk] if evidence else []
        draft = replace(draft, entry=ledger.reverse(entry=event.entry, effective_on=effective_on, evidence=proof))
    elif event.kind == ShareEvent.Kind.ISSUE:
        raise refusals.OfTheOpening
    [correction] = register.append(share_class, event.par, [draft])
    limits.refuse_shortfall(share_class, [event.taker_id] if event.taker_id else [])
    Subscription.objects.filter(event=event).update(state=Subscription.State.PAID)
    return correction
