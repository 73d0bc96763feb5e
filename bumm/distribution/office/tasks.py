"""What waits for whom among distributions, on the office's first page."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from bumm.distribution.distributable import distributable, last_closed_year, without_run
from bumm.distribution.models import Distribution, Objection
from bumm.distribution.permissions import distributions
from bumm.people.models import User
from bumm.people.tasks import Task

State = Distribution.State


def office_tasks(user: User) -> Iterator[Task]:
    """For a treasurer years to distribute, for a manager what is on its way, for those who approve what is ready."""
    roles = user.active_roles
    if "treasurer" in roles:
        yield _years(user)
    if "manager" in roles:
        yield from _on_the_way(distributions.instances_user_has_permission_for(user, "change"))
    if roles & {"manager", "supervisor"}:
        yield _ready(distributions.instances_user_has_permission_for(user, "approve").exclude(prepared_by=user))


def _years(user: User) -> Task:
    """Of each book the last closed year only: what came of earlier ones stands in retained earnings too."""
    years = without_run(distributions.bumm_for(user, ["add"]))
    n = sum(distributable(book, end).amount > 0 for book, end in years if end == last_closed_year(book))
    said = ngettext("closed year has income to distribute", "closed years have income to distribute", n)
    return Task(said, n, reverse("distribution:add"))


def _on_the_way(own: QuerySet[Distribution]) -> Iterator[Task]:
    drafts = own.filter(state=State.DRAFT).count()
    said = ngettext("distribution can be announced", "distributions can be announced", drafts)
    yield Task(said, drafts, _list(State.DRAFT))
    waiting = Objection.objects.filter(distribution__in=own.filter(state=State.ANNOUNCED), upheld=None).count()
    said = ngettext("objection waits for an answer", "objections wait for an answer", waiting)
    yield Task(said, waiting, _list(State.ANNOUNCED))
    nowhere = own.filter(Q(motion=None) | Q(motion__carried=False), state=State.ANNOUNCED).count()
    said = ngettext("distribution is to be put to a meeting", "distributions are to be put to a meeting", nowhere)
    yield Task(said, nowhere, _list(State.ANNOUNCED))


def _ready(own: QuerySet[Distribution]) -> Task:
    """What lacks nothing; `missing_for_approval()` says the same of one run."""
    unanswered = Objection.objects.filter(distribution=OuterRef("pk"), upheld=None)
    ready = own.filter(
        ~Exists(unanswered),
        state=State.ANNOUNCED,
        objections_until__lt=timezone.localdate(),
        motion__carried=True,
        motion__resolution__isnull=False,
    ).count()
    said = ngettext("distribution waits for your approval", "distributions wait for your approval", ready)
    return Task(said, ready, _list(State.ANNOUNCED))


def _list(state: str) -> str:
    return f"{reverse('distribution:index')}?{urlencode({'state': state})}"
