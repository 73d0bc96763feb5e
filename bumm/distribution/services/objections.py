"""Objections to an announced run, and the answers to them."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from bumm.distribution import exceptions as refusals
from bumm.distribution.models import Distribution, Objection
from bumm.distribution.services.decisions import refuse_unless, void_distribution
from bumm.distribution.services.drafts import locked_run
from bumm.people.models import Party, User


@transaction.atomic
def raise_objection(*, distribution: Distribution, party: Party, text: str, raised_on: dt.date, by: User) -> Objection:
    """Record that someone objects. The same words again on the same day are the same objection.

    Raises WrongState, WindowClosed, ToCome or NoReason.
    """
    run = locked_run(distribution)
    refuse_unless(run, Distribution.State.ANNOUNCED)
    if raised_on > timezone.localdate():
        raise refusals.ToCome(raised_on)
    if run.announced_on and run.objections_until and not run.announced_on <= raised_on <= run.objections_until:
        raise refusals.WindowClosed(run.announced_on, run.objections_until)
    if not text.strip():
        raise refusals.NoReason
    said = {"distribution": run, "party": party, "raised_on": raised_on, "text": text.strip()}
    objection, _created = Objection.objects.get_or_create(**said, defaults={"recorded_by": by})
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, upheld: bool, answer: str, by: User) -> Objection:
    """Answer an objection, once. One that is upheld voids its run. Raises WrongState, AnsweredAlready or NoReason."""
    run = locked_run(objection.distribution)
    refuse_unless(run, Distribution.State.ANNOUNCED)
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if locked.upheld is not None:
        raise refusals.AnsweredAlready
    if not answer.strip():
        raise refusals.NoReason
    locked.upheld, locked.answer, locked.answered_by, locked.answered_at = upheld, answer.strip(), by, timezone.now()
    locked.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    if upheld:
        void_distribution(distribution=run, reason=locked.answer, by=by)
    return locked
