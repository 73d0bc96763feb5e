"""What all changes begin with and end in: the payment locked, a note of what happened, and who is told."""

from bumm.people.models import User
from catalog.payments import listening
from catalog.payments.exceptions import WrongState
from catalog.payments.models import Payment, PaymentEvent, Refund


def locked(payment: Payment) -> Payment:
    """The payment as it is now, locked after whatever hangs on its order above."""
    _lock_above(payment.order_reference)
    rows = Payment.objects.select_for_update(of=("self",)).select_related("bumm", "account")
    return rows.get(pk=payment.pk)


def locked_of_order(reference: str) -> list[Payment]:
    """All attempts to pay an order, the latest first, locked likewise."""
    _lock_above(reference)
    return list(Payment.objects.of_order(reference).select_for_update(of=("self",)).select_related("bumm", "account"))


def locked_refund(refund: Refund) -> Refund:
    """The refund as it is now, with its payment locked."""
    payment = locked(refund.payment)
    found = Refund.objects.get(pk=refund.pk)
    found.payment = payment
    return found


def _lock_above(reference: str) -> None:
    for lock in listening.LOCKS:
        lock(reference)


def refuse_unless(payment: Payment, *states: str) -> None:
    """Raises WrongState."""
    if payment.state not in states:
        raise WrongState(str(payment.get_state_display()))


def move(payment: Payment, state: str, **changes: object) -> None:
    """Into a state, with what it needs."""
    for name, value in changes.items():
        setattr(payment, name, value)
    payment.state = state
    payment.save(update_fields=["state", *changes])


def note(
    payment: Payment, kind: str, *, by: User | None = None, amount: int | None = None, said: str = ""
) -> PaymentEvent:
    return PaymentEvent.objects.create(payment=payment, kind=kind, by=by, amount=amount, note=said.strip()[:200])


def tell(payment: Payment) -> None:
    """The rooms above, in this transaction."""
    for listener in listening.CHANGED:
        listener(payment)


def tell_refund(refund: Refund) -> None:
    for listener in listening.REFUNDED:
        listener(refund)
