"""What a buyer does about the payment of an order."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.orders.views.orders import order_of, private
from catalog.payments import services as payments
from catalog.payments.exceptions import GatewayDown, PaymentRefusal
from catalog.payments.models import Payment


@require_POST
@private
def go_and_pay(request: HttpRequest, token: str, key: int) -> HttpResponse:
    """To the gateway's own page."""
    order = order_of(token, key)
    payment = Payment.objects.of_order(order.reference).first()
    if payment is None:
        return redirect("order_page", token)
    try:
        address = payments.begin_session(
            payment=payment, return_url=request.build_absolute_uri(order.checkout.get_absolute_url())
        )
    except GatewayDown:
        messages.error(request, _("The payment page does not answer just now. Your order is kept: try again shortly."))
    except PaymentRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        return redirect(address)
    return redirect("order_page", token)


@require_POST
@private
def proof(request: HttpRequest, token: str, key: int) -> HttpResponse:
    """A picture of the transfer."""
    order = order_of(token, key)
    payment = Payment.objects.of_order(order.reference).first()
    file = request.FILES.get("bukti")
    if payment is None or file is None:
        messages.error(request, _("Choose the picture of your transfer first."))
        return redirect("order_page", token)
    try:
        payments.upload_proof(payment=payment, file=file)
    except PaymentRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. The seller looks for it at the bank, usually within a working day."))
    return redirect("order_page", token)
