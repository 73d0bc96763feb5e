"""Preparing a run from the office: at once where the register is short, else by the worker.

The task can be repeated and broken off at any point: each step of a run is a transaction of its own.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import override
from django_tasks import task

from bumm.distribution.exceptions import DistributionRefusal
from bumm.distribution.models import Distribution
from bumm.distribution.services import carry_on, prepare_distribution, void_distribution
from bumm.people.models import Bumm, User
from bumm.shares.models import ShareEvent

MOST_AT_ONCE = 20_000  # events of a register that are allocated while someone waits
BEFORE_PICTURES = 50  # the queue's order: many renditions may be waiting, and someone waits for this
State = Distribution.State


@transaction.atomic
def prepare(
    *, bumm: Bumm, period_end: dt.date, amount: int, by: User, record_date: dt.date | None = None
) -> Distribution:
    """A draft; over a long register a run that the worker makes one. What is refused at once leaves nothing.

    Raises what `prepare_distribution()` does, and NobodyToGiveTo.
    """
    run = prepare_distribution(bumm=bumm, period_end=period_end, amount=amount, by=by, record_date=record_date)
    if ShareEvent.objects.filter(share_class__bumm=bumm)[:MOST_AT_ONCE].count() < MOST_AT_ONCE:
        return carry_on(distribution=run)
    hand_over(run=run)
    return run


def hand_over(*, run: Distribution) -> None:
    """Have the worker allocate what is not allocated yet. A second time does no harm."""
    allocate.using(priority=BEFORE_PICTURES).enqueue(run.pk)


@task(backend="slow", queue_name="slow")
def allocate(run_id: int) -> str:
    """Carry a run on and return its state. Where the rules refuse, it is void with the reason. Safe to repeat."""
    run = Distribution.objects.filter(pk=run_id, state=State.PREPARING).select_related("prepared_by").first()
    if run is None:
        return ""
    with override("id"):  # the language that a BUMM keeps its records in
        try:
            run = carry_on(distribution=run)
        except DistributionRefusal as refusal:
            run = void_distribution(distribution=run, reason=str(refusal), by=run.prepared_by)
    return str(run.state)
