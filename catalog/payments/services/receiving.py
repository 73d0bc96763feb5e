"""Money arrives: a person finds it at the bank, cash is handed over, or the gateway says so."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from bumm.people.models import User
from catalog.payments import exceptions as refusals
from catalog.payments.models import Payment, PaymentEvent, Receipt
from catalog.payments.services.steps import locked, locked_of_order, move, note, refuse_unless, tell

State, Kind, Gateway = Payment.State, PaymentEvent.Kind, Payment.Gateway


@transaction.atomic
def confirm(*, payment: Payment, amount: int, on: dt.date, bank_reference: str, by: User) -> Payment:
    """So much arrived at the bank. The payment is paid once all is there that was to be transferred; until then the
    rest is waited for. What comes after the order's time counts too.

    The same again changes nothing. Raises NotByHand, NotAnAmount, NoReference, ToCome, BeforeBegun, ReferenceUsed, or
    WrongState where it is paid already.
    """
    bank_reference = bank_reference.strip()
    held = locked(payment)
    if held.gateway not in (Gateway.QRIS, Gateway.TRANSFER):
        raise refusals.NotByHand
    if held.receipts.filter(bank_reference=bank_reference, amount=amount, on=on).exists():
        return held
    if held.state == State.PAID:
        raise refusals.WrongState(str(held.get_state_display()))
    _refuse(held, amount, on, bank_reference)
    receive(held, amount, on, bank_reference, by)
    return held


def _refuse(payment: Payment, amount: int, on: dt.date, bank_reference: str) -> None:
    if amount < 1:
        raise refusals.NotAnAmount
    if not bank_reference:
        raise refusals.NoReference
    if on > timezone.localdate():
        raise refusals.ToCome(on)
    begun = timezone.localdate(payment.begun_at)
    if on < begun:
        raise refusals.BeforeBegun(begun)


def receive(payment: Payment, amount: int, on: dt.date, bank_reference: str, by: User | None) -> None:
    """Of a payment that is locked: paid once all is there. Raises ReferenceUsed."""
    receipt = Receipt(
        payment=payment, bumm=payment.bumm, amount=amount, on=on, bank_reference=bank_reference, recorded_by=by
    )
    receipt.full_clean(exclude=["payment", "bumm"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            receipt.save()
    except IntegrityError as clash:
        raise refusals.ReferenceUsed(bank_reference) from clash
    payment.paid_amount = payment.receipts.aggregate(sum=Sum("amount"))["sum"]
    if payment.missing and payment.gateway != Gateway.CASH:
        payment.save(update_fields=["paid_amount"])
        note(payment, Kind.RECEIVED, by=by, amount=amount)
    else:
        move(payment, State.PAID, paid_amount=payment.paid_amount, paid_on=on)
        note(payment, Kind.PAID, by=by, amount=amount)
    tell(payment)


@transaction.atomic
def note_cash(*, order_reference: str, by: User | None, amount: int | None = None) -> Payment | None:
    """All of an order that is paid in cash is handed over, and so much was taken for it: without `amount`, all that was
    waited for. Again, it changes nothing."""
    for held in locked_of_order(order_reference):
        if held.gateway == Gateway.CASH and held.state == State.PAID:
            return held
        if held.gateway == Gateway.CASH and held.state in Payment.OPEN:
            receive(held, held.amount if amount is None else amount, timezone.localdate(), "", by)
            return held
    return None


@transaction.atomic
def refuse_claim(*, payment: Payment, reason: str, by: User) -> Payment:
    """The buyer says that it is paid, and at the bank it is not found. Past the order's time that ends the payment.

    Raises NoReason or WrongState.
    """
    held = locked(payment)
    refuse_unless(held, State.CLAIMED)
    if not reason.strip():
        raise refusals.NoReason
    note(held, Kind.REFUSED, by=by, said=reason)
    if held.expires_at <= timezone.now():
        move(held, State.EXPIRED)
        note(held, Kind.EXPIRED)
    else:
        move(held, State.WAITING)
    tell(held)
    return held
