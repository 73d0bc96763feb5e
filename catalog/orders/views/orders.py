"""`/pesanan/<token>/`: what was ordered, what happens next, and what its buyer can do about it. No log-in: whoever has
the link is the buyer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bumm.documents import CannotDraw, pdf
from catalog.orders.exceptions import OrderRefusal
from catalog.orders.forms import ComplaintForm
from catalog.orders.models import Checkout, Order, Parcel
from catalog.orders.progress import shown
from catalog.orders.selectors import orders_of
from catalog.orders.services import cancel_order, complain, hand_over_parcel


def checkout_of(token: str) -> Checkout:
    """404 for a token that nobody was given, and for what was erased."""
    rows = Checkout.objects.select_related("kecamatan")
    return get_object_or_404(rows, token=token, erased_at=None)


def order_of(token: str, key: int) -> Order:
    order = Order.objects.select_related("bumm", "checkout").filter(
        pk=key, checkout__token=token, checkout__erased_at=None
    )
    return get_object_or_404(order)


def private(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Its address opens it, so neither search engines nor other sites are to learn of it."""

    @never_cache
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answered


@require_safe
@private
def order_page(request: HttpRequest, token: str) -> HttpResponse:
    checkout = checkout_of(token)
    context = {"checkout": checkout, "shown": [shown(order) for order in orders_of(checkout)]}
    return render(request, "catalog/orders/order_page.html", context)


@require_POST
@private
def cancel(request: HttpRequest, token: str, key: int) -> HttpResponse:
    order = order_of(token, key)
    try:
        cancel_order(order=order, reason="")
    except OrderRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The order {number} is cancelled.").format(number=order.number))
    return redirect("order_page", token)


@require_POST
@private
def received(request: HttpRequest, token: str, key: int, number: int) -> HttpResponse:
    """The buyer says that what was sent has arrived."""
    parcel = _parcel(token, key, number)
    if parcel.state not in (Parcel.State.SHIPPED, Parcel.State.HANDED_OVER):
        raise Http404
    hand_over_parcel(parcel=parcel, by=None)
    messages.success(request, _("Thank you. The makers will be paid for it."))
    return redirect("order_page", token)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def complaint(request: HttpRequest, token: str, key: int, number: int) -> HttpResponse:
    parcel = _parcel(token, key, number)
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            complain(parcel=parcel, kind=form.cleaned_data["kind"], words=form.cleaned_data["words"])
        except OrderRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have your complaint. The seller answers on this page and by WhatsApp."))
            return redirect("order_page", token)
    status = 422 if form.errors else 200
    context = {"checkout": parcel.order.checkout, "parcel": parcel, "form": form}
    return render(request, "catalog/orders/complaint.html", context, status=status)


@require_safe
@private
def invoice(request: HttpRequest, token: str, key: int) -> HttpResponse:
    """As PDF; as a page to print where this machine draws none."""
    order = order_of(token, key)
    context = {"shown": shown(order), "checkout": order.checkout, "request": request}
    try:
        content = pdf("catalog/orders/print/invoice.html", context)
    except CannotDraw:
        return render(request, "catalog/orders/print/invoice.html", context)
    headers = {"Content-Disposition": f'inline; filename="nota-{order.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _parcel(token: str, key: int, number: int) -> Parcel:
    rows = Parcel.objects.select_related("order__checkout", "order__bumm", "group")
    found = rows.filter(order=key, number=number, order__checkout__token=token, order__checkout__erased_at=None)
    return get_object_or_404(found)
