"""Giving back: asked by one, made by another, through the gateway or by hand."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from bumm.ledger.models import Evidence
from bumm.people.models import User
from catalog.payments import exceptions as refusals
from catalog.payments.gateways import gateway_of
from catalog.payments.models import Payment, PaymentEvent, Refund
from catalog.payments.selectors import left_to_give_back
from catalog.payments.services.heeding import heed_refund
from catalog.payments.services.refund_steps import done
from catalog.payments.services.steps import locked_of_order, locked_refund, note

State, Kind = Refund.State, PaymentEvent.Kind


@transaction.atomic
def ask_refund(*, order_reference: str, reference: str, amount: int, reason: str, by: User | None) -> Refund:
    """So much of an order is to be given back; `by` is empty where the buyer or the clock called it off.

    The same again returns the refund. Raises NotAnAmount, NothingPaid, MoreThanPaid, or RefundChanged.
    """
    attempts = locked_of_order(order_reference)
    if found := Refund.objects.filter(reference=reference).select_related("payment").first():
        if (found.payment.order_reference, found.amount) == (order_reference, amount):
            return found
        raise refusals.RefundChanged
    if amount < 1:
        raise refusals.NotAnAmount
    left = {payment: left_to_give_back(payment) for payment in attempts if _has_money(payment)}
    if not left:
        raise refusals.NothingPaid
    payment = max(left, key=lambda one: left[one])
    if amount > left[payment]:
        raise refusals.MoreThanPaid(left[payment])
    asked = Refund(reference=reference, payment=payment, amount=amount, reason=reason.strip()[:200], asked_by=by)
    asked.save()
    note(payment, Kind.REFUND_ASKED, by=by, amount=amount)
    return asked


def _has_money(payment: Payment) -> bool:
    collecting = payment.gateway == Payment.Gateway.CASH and payment.state in Payment.OPEN
    return collecting or payment.paid_amount > 0


def ask_again(*, refund: Refund, by: User) -> Refund:
    """Ask for what failed once more, under its reference with a number. Raises AlreadyRefunded where it has not
    failed."""
    with transaction.atomic():
        failed = locked_refund(refund)
        if failed.state != State.FAILED:
            raise refusals.AlreadyRefunded(str(failed.get_state_display()))
        tries = Refund.objects.filter(reference__startswith=f"{failed.reference}:again:").count()
        return ask_refund(
            order_reference=failed.payment.order_reference,
            reference=f"{failed.reference}:again:{tries + 1}",
            amount=failed.amount,
            reason=failed.reason,
            by=by,
        )


def send_refund(*, refund: Refund, by: User) -> Refund:
    """Have the gateway give it back. Broken off anywhere, it is simply done once more: the gateway does it once.

    Raises OwnRefund, AlreadyRefunded, NotOffered where no gateway took the money, or GatewayDown. What the gateway
    refuses is noted as failed.
    """
    sent = _send(refund, by)
    if sent.state != State.SENT:
        return sent
    gateway = gateway_of(sent.payment.gateway)
    try:
        seen = gateway.refund(sent)
    except refusals.GatewayRefuses as refusal:
        return _failed(sent, str(refusal))
    heed_refund(seen, sent.payment)
    sent.refresh_from_db()
    return sent


@transaction.atomic
def _send(refund: Refund, by: User) -> Refund:
    held = locked_refund(refund)
    if gateway_of(held.payment.gateway).by_hand:
        raise refusals.NotOffered
    if held.state == State.SENT:
        return held
    _refuse(held, by)
    held.state, held.made_by = State.SENT, by
    held.save(update_fields=["state", "made_by"])
    note(held.payment, Kind.REFUND_SENT, by=by, amount=held.amount)
    return held


def _refuse(refund: Refund, by: User) -> None:
    if refund.state != State.ASKED:
        raise refusals.AlreadyRefunded(str(refund.get_state_display()))
    if refund.asked_by_id == by.pk:
        raise refusals.OwnRefund


@transaction.atomic
def _failed(refund: Refund, said: str) -> Refund:
    held = locked_refund(refund)
    if held.state == State.SENT:
        held.state = State.FAILED
        held.save(update_fields=["state"])
        note(held.payment, Kind.REFUND_FAILED, amount=held.amount, said=said)
    return held


@transaction.atomic
def record_refund_made(
    *, refund: Refund, on: dt.date, by: User, bank_reference: str = "", evidence: Evidence | None = None
) -> Refund:
    """A person has given it back: transferred, with the bank's reference, or in cash, with the buyer's receipt.

    The same again changes nothing. Raises OwnRefund, NoProof, ToCome, or AlreadyRefunded.
    """
    bank_reference = bank_reference.strip()
    held = locked_refund(refund)
    if held.state == State.DONE and (held.made_on, held.bank_reference, held.made_by_id) == (on, bank_reference, by.pk):
        return held
    _refuse(held, by)
    if on > timezone.localdate():
        raise refusals.ToCome(on)
    if not bank_reference and evidence is None:
        raise refusals.NoProof
    held.made_by, held.bank_reference, held.evidence = by, bank_reference, evidence
    held.clean_fields(exclude={field.name for field in Refund._meta.fields} - {"bank_reference"})
    return done(held, on)
