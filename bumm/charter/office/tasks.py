"""What waits for whom, on the office's first page."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from bumm.charter import selectors
from bumm.charter.models import Charter, Meeting, Motion
from bumm.people.models import Bumm, User
from bumm.people.tasks import Task

SOON = dt.timedelta(days=14)


def tasks(user: User) -> Iterator[Task]:
    """For a steward drafts and BUMM without a charter, for who runs meetings what they lack, for a supervisor those
    that are near."""
    roles = user.active_roles
    if "steward" in roles:
        yield from _of_charters()
    if roles & {"steward", "manager"}:
        yield from _of_meetings(selectors.meetings_run_by(user))
    elif "supervisor" in roles:
        yield _near(Q(bumm__in=selectors.bumm_of(user, "supervisor")))


def _of_charters() -> Iterator[Task]:
    before_one = Exists(Motion.objects.filter(charter=OuterRef("pk")))
    drafts = Charter.objects.drafts().exclude(before_one).count()
    said = ngettext("draft charter has no meeting yet", "draft charters have no meeting yet", drafts)
    yield Task(said, drafts, f"{reverse('charter:index')}?resolution__isnull=true")
    in_force = Charter.objects.in_force(timezone.localdate())
    without = Bumm.objects.exclude(Exists(in_force.filter(bumm=OuterRef("pk")))).count()
    said = ngettext("BUMM has no charter in force", "BUMM have no charter in force", without)
    yield Task(said, without, reverse("charter:index"))


def _of_meetings(own: Q) -> Iterator[Task]:
    yield _near(own)
    open_ones = Meeting.objects.filter(own, closed_at=None, held_on__lte=timezone.localdate()).count()
    said = ngettext("meeting lacks its votes or minutes", "meetings lack their votes or minutes", open_ones)
    yield Task(said, open_ones, f"{reverse('meeting:index')}?closed_at__isnull=true")


def _near(own: Q) -> Task:
    today = timezone.localdate()
    near = Meeting.objects.filter(own, closed_at=None, held_on__gt=today, held_on__lte=today + SOON).count()
    said = ngettext("meeting is within two weeks", "meetings are within two weeks", near)
    return Task(said, near, f"{reverse('meeting:index')}?closed_at__isnull=true")
