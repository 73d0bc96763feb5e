"""Payments that wait for someone, on the office's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from bumm.people.models import User
from bumm.people.tasks import Task
from catalog.payments import permissions
from catalog.payments.models import Payment, Refund
from catalog.payments.selectors import stranded


def payment_tasks(user: User) -> Iterator[Task]:
    """For who keeps a BUMM's payments: what to confirm, what to give back, and what belongs to buyers."""
    if not user.active_roles & set(permissions.KEEPERS):
        return
    own = permissions.payments.instances_user_has_permission_for(user, "change").order_by()
    index = reverse("buyerpayment:index")
    claimed = own.filter(state=Payment.State.CLAIMED).exclude(gateway=Payment.Gateway.STRIPE).count()
    said = ngettext("payment waits to be confirmed", "payments wait to be confirmed", claimed)
    yield Task(said, claimed, f"{index}?state=claimed")
    asked = permissions.refunds.instances_user_has_permission_for(user, "change").order_by()
    to_make = asked.filter(state=Refund.State.ASKED).exclude(asked_by=user).count()
    said = ngettext("refund is to be made", "refunds are to be made", to_make)
    yield Task(said, to_make, f"{reverse('refund:index')}?state=asked")
    left = stranded(own).count()
    said = ngettext(
        "payment has money that belongs to its buyer", "payments have money that belongs to their buyers", left
    )
    yield Task(said, left, f"{index}?money=stranded")
