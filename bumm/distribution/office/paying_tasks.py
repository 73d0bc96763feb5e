"""Payments that wait for someone, on the office's first page."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from bumm.distribution.models import Allocation, Distribution, Payment, PaymentBatch
from bumm.distribution.permissions import batches
from bumm.distribution.selectors import lapses_on
from bumm.people.models import User
from bumm.people.tasks import Task

SOON = dt.timedelta(days=60)
Batch, Run = PaymentBatch.State, Distribution.State


def paying_tasks(user: User) -> Iterator[Task]:
    """For a treasurer whom to pay and what is about to lapse; for who approves, batches that others prepared."""
    if "treasurer" in user.active_roles:
        own = Distribution.objects.filter(bumm__in=batches.bumm_for(user, ["add"]), state=Run.POSTED)
        yield from _of_treasurer(own)
    if user.active_roles & {"manager", "supervisor"}:
        theirs = PaymentBatch.objects.filter(distribution__bumm__in=batches.bumm_for(user, ["approve"]))
        waiting = theirs.filter(state=Batch.PREPARED, distribution__state=Run.POSTED).exclude(prepared_by=user).count()
        said = ngettext("batch of payments waits for approval", "batches of payments wait for approval", waiting)
        yield Task(said, waiting, f"{reverse('paymentbatch:index')}?state=prepared")


def _of_treasurer(own: QuerySet[Distribution]) -> Iterator[Task]:
    to_pay = own.filter(_due(Payment.objects.exclude(state__in=Payment.OVER))).count()
    said = ngettext("distribution has people to pay", "distributions have people to pay", to_pay)
    yield Task(said, to_pay, f"{reverse('distribution:index')}?state=posted")
    listed = Payment.objects.filter(batch=OuterRef("pk"), state=Payment.State.LISTED)
    approved = PaymentBatch.objects.filter(Exists(listed), distribution__in=own, state=Batch.APPROVED).count()
    said = ngettext("approved batch is to be paid", "approved batches are to be paid", approved)
    yield Task(said, approved, f"{reverse('paymentbatch:index')}?state=approved")
    unclaimed = own.filter(_due(Payment.objects.filter(state=Payment.State.PAID))).select_related("charter", "entry")
    soon = timezone.localdate() + SOON
    lapsing = sum(lapses_on(run) <= soon for run in unclaimed)
    said = ngettext(
        "distribution has unclaimed money that lapses within 60 days or has lapsed",
        "distributions have unclaimed money that lapses within 60 days or has lapsed",
        lapsing,
    )
    yield Task(said, lapsing, f"{reverse('distribution:index')}?state=posted")


def _due(settled: QuerySet[Payment]) -> Any:
    """A condition on Distribution: somebody gets something for whom there is no payment of these."""
    paid = settled.filter(distribution=OuterRef("pool__part__distribution"), party=OuterRef("party"))
    rows = Allocation.objects.filter(pool__part__distribution=OuterRef("pk"), amount__gt=0)
    return Exists(rows.exclude(Exists(paid)))
