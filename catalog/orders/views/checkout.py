"""`/checkout/` and `/checkout/bayar/`: who wants the basket where, and how it is paid."""

from typing import Any

from allauth.core.internal.ratelimit import consume
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.orders.cart import Cart
from catalog.orders.exceptions import NotAsShown, OrderRefusal
from catalog.orders.forms import DetailsForm
from catalog.orders.quoting import Quote, quote
from catalog.orders.services import Buyer, place
from catalog.orders.ways import Offer, offered
from catalog.stock.exceptions import StockRefusal


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """The second screen. What is typed is kept on the way."""
    cart = Cart(request.session)
    found = quote(cart)
    if not found.items or found.troubles:
        return redirect("cart")
    if request.method == "POST":
        form = DetailsForm(found.destination, request.POST)
        cart.details = cart.details | form.typed()
        if form.is_valid():
            return redirect("checkout_payment")
    else:
        form = DetailsForm(found.destination, initial=cart.details)
    status = 422 if form.errors else 200
    return render(request, "catalog/orders/details.html", {"form": form, "quote": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout_payment(request: HttpRequest) -> HttpResponse:
    """The third screen, and sending it off. A form that was sent off before leads to what became of it."""
    cart = Cart(request.session)
    if request.method == "POST" and (token := cart.led_to(request.POST.get("kunci", ""))):
        return redirect("order_page", token)
    found = quote(cart)
    if not found.items or found.troubles:
        return redirect("cart")
    form = DetailsForm(found.destination, cart.details)
    if not form.is_valid():
        return redirect("checkout")
    if request.method != "POST":
        return _payment_page(request, cart, found)
    if not consume(request, app="allauth.account", action="checkout"):
        return respond_429(request)
    return _send_off(request, cart, found, form)


def _send_off(request: HttpRequest, cart: Cart, found: Quote, form: DetailsForm) -> HttpResponse:
    buyer = Buyer(**{name: form.cleaned_data.get(name, "") for name in Buyer._fields})
    try:
        placed = place(
            key=cart.key,
            buyer=buyer,
            quote=found,
            seen=_seen(request.POST, found),
            gateways={basket.bumm.pk: request.POST.get(f"bayar-{basket.bumm.pk}", "") for basket in found.baskets},
            language=request.LANGUAGE_CODE,
        )
    except (OrderRefusal, StockRefusal) as refusal:
        said = refusal.said if isinstance(refusal, NotAsShown) else [str(refusal)]
        return _payment_page(request, cart, quote(cart), said, status=422)
    cart.sent_off(cart.key, placed.token)
    return redirect("order_page", placed.token)


def _seen(asked: QueryDict, found: Quote) -> int:
    """The total that the form says was shown; one that cannot be read is none."""
    text = asked.get("jumlah", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _payment_page(
    request: HttpRequest, cart: Cart, found: Quote, troubles: list[str] | None = None, status: int = 200
) -> HttpResponse:
    choices = []
    for basket in found.baskets:
        ways = offered(basket, found.destination)
        typed = request.POST.get(f"bayar-{basket.bumm.pk}")
        choices.append((basket, ways, typed or _first(ways)))
    context: dict[str, Any] = {
        "quote": found,
        "choices": choices,
        "details": cart.details,
        "key": cart.key,
        "troubles": troubles or [],
    }
    return render(request, "catalog/orders/payment.html", context, status=status)


def _first(ways: list[Offer]) -> str:
    return ways[0].code if ways else ""
