"""What waits for those who keep the books, on the office's first page."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumm.ledger.closing import overdue
from bumm.ledger.models import Journal
from bumm.ledger.office import policies
from bumm.people.models import User
from bumm.people.tasks import Task

State = Journal.State


def office_tasks(user: User) -> Iterator[Task]:
    """Three counts at most, whatever there is, and none for those who have nothing to do with books."""
    if policies.journals.user_has_permission(user, "add"):
        yield from _own_journals(user)
    if policies.journals.user_has_permission(user, "approve"):
        waiting = policies.journals.instances_user_has_permission_for(user, "approve").filter(state=State.SUBMITTED)
        n = waiting.exclude(prepared_by=user).count()
        yield Task(_("journals wait for your approval"), n, _journals(state=State.SUBMITTED))
    if policies.books.user_has_permission(user, "close"):
        late = overdue(policies.books.instances_user_has_permission_for(user, "close"), timezone.localdate())
        yield Task(_("books whose last month is not closed yet"), late.count(), reverse("book:index"))


def _own_journals(user: User) -> Iterator[Task]:
    own = policies.journals.instances_user_has_permission_for(user, "change").filter(prepared_by=user)
    counts = own.aggregate(
        returned=Count("pk", filter=Q(state=State.RETURNED)), drafts=Count("pk", filter=Q(state=State.DRAFT))
    )
    mine = {"prepared_by": user.pk}
    yield Task(_("journals were returned to you"), counts["returned"], _journals(state=State.RETURNED, **mine))
    yield Task(_("journals of yours are drafts still"), counts["drafts"], _journals(state=State.DRAFT, **mine))


def _journals(**filters: str | int) -> str:
    return f"{reverse('journal:index')}?{urlencode(filters)}"
