"""What waits for those who keep the register, on the office's first page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from bumm.people.models import User
from bumm.people.tasks import Task
from bumm.shares.models import Subscription
from bumm.shares.permissions import share_classes, subscriptions
from bumm.shares.redemption import unpaid_of
from bumm.shares.selectors import breaches

MOST_LOOKED_AT = 5  # BUMM of one person whose caps are looked at


def office_tasks(user: User) -> Iterator[Task]:
    """For a manager paid subscriptions to issue, for a treasurer redemptions to pay, and for whoever watches over one
    BUMM the caps that do not hold there."""
    if subscriptions.user_has_permission(user, "record"):
        yield _to_issue(user)
    if share_classes.user_has_permission(user, "pay"):
        own = share_classes.bumm_for(user, ["pay"])
        owing = unpaid_of(own)
        n, first = owing.count(), owing.values_list("share_class__bumm", flat=True).first()
        said = ngettext("redemption is to be paid", "redemptions are to be paid", n)
        yield Task(said, n, reverse("register:owed", args=[first]) if first else "")
    if user.active_roles & {"manager", "supervisor"}:
        yield from _over(user)


def _to_issue(user: User) -> Task:
    own = subscriptions.instances_user_has_permission_for(user, "record")
    n = own.filter(state=Subscription.State.PAID).count()
    said = ngettext("paid subscription is to be issued", "paid subscriptions are to be issued", n)
    return Task(said, n, f"{reverse('subscription:index')}?state={Subscription.State.PAID}")


def _over(user: User) -> Iterator[Any]:
    for bumm in share_classes.bumm_for(user, ["holders"]).order_by("pk")[:MOST_LOOKED_AT]:
        n = len(breaches(bumm, timezone.localdate()))
        said = ngettext("cap on shares does not hold", "caps on shares do not hold", n)
        yield Task(said, n, reverse("register:of_bumm", args=[bumm.pk]))
