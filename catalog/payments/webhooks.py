"""The view that takes Stripe's messages. The rooms above give it its address."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.payments import services
from catalog.payments.exceptions import GatewayDown, NotSigned

logger = logging.getLogger(__name__)
LARGEST = 256 * 1024  # bytes


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Kept first, and then digested: what cannot be digested now is answered with an error, so that it comes again."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        event = services.receive_event(raw=request.body, signature=request.headers.get("Stripe-Signature", ""))
    except NotSigned:
        return HttpResponse(status=400)
    try:
        services.digest(event)
    except GatewayDown:
        return HttpResponse(status=503)
    except Exception:
        logger.exception("Message %s cannot be digested", event.event_id)
        return HttpResponse(status=500)
    return HttpResponse(status=200)
