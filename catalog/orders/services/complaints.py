"""What is wrong with a parcel, and what is given back for it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from bumm.people.models import User
from catalog.orders.exceptions import AlreadyComplained, NoReason, TooMuchBack, WindowClosed, WrongStep
from catalog.orders.models import Complaint, OrderEvent, Parcel
from catalog.orders.services.messages import tell
from catalog.orders.services.steps import locked_parcel, note, refuse_unless
from catalog.payments import services as payments
from catalog.settlement import selectors as settled

State = Complaint.State


def complaints_until(parcel: Parcel) -> dt.date | None:
    """The last day on which a complaint is heard, by the charter that the sale was made under; None before the parcel
    is handed over."""
    if not parcel.handed_over_on:
        return None
    return parcel.handed_over_on + dt.timedelta(days=settled.complaint_days(parcel.order.reference))


@transaction.atomic
def complain(*, parcel: Parcel, kind: str, words: str) -> Complaint:
    """Raises WrongStep before the hand-over, WindowClosed after the charter's days, or AlreadyComplained."""
    locked = locked_parcel(parcel)
    refuse_unless(locked, [Parcel.State.HANDED_OVER])
    until = complaints_until(locked)
    if until and timezone.localdate() > until:
        raise WindowClosed(settled.complaint_days(locked.order.reference))
    if locked.complaints.filter(state=State.OPEN).exists():
        raise AlreadyComplained
    complaint = Complaint(parcel=locked, kind=kind, words=words.strip())
    complaint.full_clean()
    complaint.save()
    note(locked.order, OrderEvent.Kind.COMPLAINED, parcel=locked)
    return complaint


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, accept: bool, answer: str, by: User, amount: int = 0, returned: bool = False
) -> Complaint:
    """Accept a complaint, giving back so many rupiah of the parcel (0 where it was put right otherwise), or refuse it.

    Raises NoReason without an answer, TooMuchBack, or WrongStep where it was answered differently before.
    """
    parcel = locked_parcel(complaint.parcel)
    found = Complaint.objects.get(pk=complaint.pk)
    if found.state != State.OPEN:
        raise WrongStep(str(found.get_state_display()))
    if not answer.strip():
        raise NoReason
    amount = amount if accept else 0
    if amount > (left := settled.left_of_parcel(parcel.order.reference, parcel.number)):
        raise TooMuchBack(left)
    found.state = State.ACCEPTED if accept else State.REFUSED
    found.amount, found.returned, found.answer = amount, returned and accept, answer.strip()
    found.answered_by, found.answered_at = by, timezone.now()
    found.full_clean()
    found.save()
    note(parcel.order, OrderEvent.Kind.ANSWERED, parcel=parcel, by=by, amount=amount or None)
    if amount:
        reference = f"{parcel.reference}:complaint:{found.pk}"
        payments.ask_refund(
            order_reference=parcel.order.reference,
            reference=reference,
            amount=amount,
            reason=str(found.get_kind_display()),
            by=by,
        )
    tell(parcel.order.checkout, OrderEvent.Kind.ANSWERED, parcel=parcel)
    return found
