"""What Stripe sends: proven to be its, kept, and looked into at Stripe itself."""

import json
import time

import stripe
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog.payments.exceptions import NotAsAsked, NotSigned
from catalog.payments.gateways.stripe import STRIPE
from catalog.payments.models import GatewayEvent
from catalog.payments.services.heeding import heed, heed_refund

TOLERANCE = 300  # seconds that a message may be old, or ahead of our clock
SESSIONS = "checkout.session."
REFUNDS = ("refund.", "charge.refund.")  # about a refund; `charge.refunded` is about a charge


def receive_event(*, raw: bytes, signature: str) -> GatewayEvent:
    """Keep a message by its number, once, before anything comes of it. Raises NotSigned."""
    _refuse_unsigned(raw, signature)
    try:
        said = json.loads(raw)
        about = {"kind": said["type"], "object_id": said["data"]["object"]["id"], "live": said["livemode"]}
    except (ValueError, KeyError, TypeError) as fault:
        raise NotSigned from fault
    event, _is_new = GatewayEvent.objects.get_or_create(event_id=said["id"], defaults=about)
    return event


def _refuse_unsigned(raw: bytes, signature: str) -> None:
    """Signed with our secret over the bytes as they came, just now: not long ago and, which Stripe's own check lets
    pass, not in a time to come. Raises NotSigned."""
    try:
        stripe.WebhookSignature.verify_header(raw, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE)
        moments = [int(part[2:]) for part in signature.split(",") if part.startswith("t=")]
    except (stripe.SignatureVerificationError, ValueError) as fault:
        raise NotSigned from fault
    if len(moments) != 1 or moments[0] > time.time() + TOLERANCE:
        raise NotSigned


def digest(event: GatewayEvent) -> GatewayEvent:
    """Let a message have its effect, by asking Stripe for what it is about. What does not fit what we asked for is
    refused and noted, and changes nothing. Raises GatewayDown: then the message is to be digested later."""
    if event.digested_at:
        return event
    try:
        _look_into(event)
        refused = ""
    except NotAsAsked as refusal:
        refused = str(refusal)
    with transaction.atomic():
        held = GatewayEvent.objects.select_for_update().get(pk=event.pk)
        if held.digested_at is None:
            held.digested_at, held.refused = timezone.now(), refused[:200]
            held.save(update_fields=["digested_at", "refused"])
    return held


def _look_into(event: GatewayEvent) -> None:
    """Kinds that say nothing about money come to nothing."""
    if event.kind.startswith(SESSIONS):
        look_at_session(event.object_id)
    elif event.kind.startswith("payment_intent."):
        look_at_intent(event.object_id)
    elif event.kind.startswith(REFUNDS):
        look_at_intent(STRIPE.intent_of_refund(event.object_id))
    elif event.kind.startswith("charge."):
        look_at_intent(STRIPE.intent_of_charge(event.object_id))


def look_at_session(session_id: str) -> None:
    """First the payment, then what was given back of it: whichever of the two was told first."""
    seen = STRIPE.look_at(session_id)
    payment = heed(seen)
    if payment is None or seen.state != "paid":
        return
    for refund in STRIPE.refunds_of(seen.intent):
        heed_refund(refund, payment)


def look_at_intent(intent: str) -> None:
    """Of a payment that was not begun on one of our pages there is nothing to look at."""
    session_id = STRIPE.session_of(intent) if intent else None
    if session_id:
        look_at_session(session_id)
