"""An attempt to pay begins: at checkout, and again where the gateway could not take the money."""

import datetime as dt
import secrets

from django.db import IntegrityError, connection, transaction

from bumm.people.models import Bumm
from catalog.payments.exceptions import AlreadyBegun, NoCodeFree, NotOffered, WrongState
from catalog.payments.gateways import gateway_of
from catalog.payments.models import Payment, PaymentEvent
from catalog.payments.models.payments import MOST_CODE
from catalog.payments.selectors import account_of
from catalog.payments.services.ending import close_page
from catalog.payments.services.heeding import heed
from catalog.payments.services.steps import locked, locked_of_order, note

State = Payment.State
TO_ACCOUNTS = (Payment.Gateway.QRIS, Payment.Gateway.TRANSFER)
TRIES = 20  # at a free code, each of which somebody else may take in the same moment


@transaction.atomic
def begin_payment(*, order_reference: str, bumm: Bumm, gateway: str, amount: int, expires_at: dt.datetime) -> Payment:
    """Wait for so many rupiah for an order. The same again returns the payment that waits already.

    Nothing outside is asked: see `begin_session`. Raises NotOffered, NoCodeFree, or AlreadyBegun where the order is
    being paid in another way or is paid.
    """
    _one_at_a_time(order_reference)
    earlier = locked_of_order(order_reference)
    if found := next((payment for payment in earlier if payment.state in (*Payment.OPEN, State.PAID)), None):
        if (found.gateway, found.amount, found.bumm_id) == (gateway, amount, bumm.pk):
            return found
        raise AlreadyBegun
    if gateway not in Payment.Gateway.values or not gateway_of(gateway).is_offered(bumm, amount):
        raise NotOffered
    begun = Payment(
        reference=f"{order_reference}:payment:{len(earlier) + 1}",
        order_reference=order_reference,
        bumm=bumm,
        gateway=gateway,
        amount=amount,
        expires_at=expires_at,
        account=account_of(bumm) if gateway in TO_ACCOUNTS else None,
    )
    _store(begun)
    note(begun, PaymentEvent.Kind.BEGUN, amount=begun.due)
    return begun


def _one_at_a_time(order_reference: str) -> None:
    """Until the end of the transaction: before there is a payment there is no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payment:{order_reference}"])


def _store(payment: Payment) -> None:
    """With a unique code, where it is a transfer. Raises NoCodeFree."""
    if payment.gateway != Payment.Gateway.TRANSFER:
        payment.save(force_insert=True)
        return
    for _try in range(TRIES):
        payment.unique_code = _free_code(payment.bumm, payment.amount)
        try:
            with transaction.atomic():
                payment.save(force_insert=True)
            return
        except IntegrityError:
            continue
    raise NoCodeFree


def _free_code(bumm: Bumm, amount: int) -> int:
    """One that makes a sum which no other transfer to the BUMM is waited for with. Raises NoCodeFree."""
    waited_for = Payment.objects.open().filter(bumm=bumm, gateway=Payment.Gateway.TRANSFER)
    near = waited_for.filter(amount__gt=amount - MOST_CODE, amount__lt=amount + MOST_CODE)
    taken = {amount - (total - code) for total, code in near.values_list("amount", "unique_code")}
    if free := sorted(set(range(1, MOST_CODE + 1)) - taken):
        return secrets.choice(free)
    raise NoCodeFree


def begin_session(*, payment: Payment, return_url: str) -> str:
    """The address at which the buyer pays at the gateway; `return_url`, the order's own page, where all is done
    already.

    However often the buyer presses, there is one open page. What failed before is begun once more. Raises WrongState
    where the order is not waited for any more, NotOffered, GatewayDown or GatewayRefuses.
    """
    ready = _ready(payment, return_url)
    gateway = gateway_of(ready.gateway)
    if seen := gateway.look(ready):
        if seen.state == "open":
            return str(seen.redirect_to)
        heed(seen)
        ready.refresh_from_db()
        if ready.state == State.FAILED:
            return begin_session(payment=ready, return_url=return_url)
        return return_url
    begun = gateway.begin(ready)
    if begun is None:
        raise NotOffered
    held = _remember(ready, begun.external_id)
    if held.state not in Payment.OPEN:  # it has ended while the page was being made
        close_page(held)
        raise WrongState(str(held.get_state_display()))
    return str(begun.redirect_to)


@transaction.atomic
def _remember(payment: Payment, external_id: str) -> Payment:
    held = locked(payment)
    held.external_id = external_id
    held.save(update_fields=["external_id"])
    return held


@transaction.atomic
def _ready(payment: Payment, return_url: str) -> Payment:
    """The attempt to go on with, which remembers where its buyer comes back to: asked for again, everything that
    Stripe is told must be the same."""
    held = locked(payment)
    if held.state == State.FAILED:
        held = begin_payment(
            order_reference=held.order_reference,
            bumm=held.bumm,
            gateway=held.gateway,
            amount=held.amount,
            expires_at=held.expires_at,
        )
    if held.state not in Payment.OPEN:
        raise WrongState(str(held.get_state_display()))
    if not held.return_url:
        held.return_url = return_url
        held.save(update_fields=["return_url"])
    return held
