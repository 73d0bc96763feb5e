"""Orders that wait for someone, on the office's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from bumm.people.models import User
from bumm.people.tasks import Task
from catalog.orders import permissions
from catalog.orders.models import Complaint, Order, Parcel


def order_tasks(user: User) -> Iterator[Task]:
    """For who packs, parcels to accept and to hand over; for who sells, complaints to answer."""
    if "group_admin" in user.active_roles:
        own = permissions.parcels.instances_user_has_permission_for(user, "change")
        own = own.filter(order__state=Order.State.CONFIRMED)
        yield _parcels(own.filter(state=Parcel.State.NEW).count(), Parcel.State.NEW)
        packed = own.filter(state=Parcel.State.READY).count()
        said = ngettext("packed parcel waits for its buyer", "packed parcels wait for their buyers", packed)
        yield Task(said, packed, f"{reverse('parcel:index')}?state=ready")
    if "manager" in user.active_roles:
        own_complaints = permissions.complaints.instances_user_has_permission_for(user, "change")
        waiting = own_complaints.filter(state=Complaint.State.OPEN).count()
        said = ngettext("complaint waits for an answer", "complaints wait for an answer", waiting)
        yield Task(said, waiting, f"{reverse('complaint:index')}?state=open")


def _parcels(waiting: int, state: str) -> Task:
    said = ngettext("new order waits to be accepted", "new orders wait to be accepted", waiting)
    return Task(said, waiting, f"{reverse('parcel:index')}?state={state}")
