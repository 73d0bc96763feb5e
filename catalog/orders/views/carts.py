"""`/keranjang/`: the basket, and putting things into it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bumm.people.models import Kecamatan
from catalog.orders.cart import Cart
from catalog.orders.exceptions import CartFull
from catalog.orders.models.orders import MOST_PIECES
from catalog.orders.quoting import destination_of, quote
from catalog.products.models import Variant


@require_safe
@never_cache
def show_cart(request: HttpRequest) -> HttpResponse:
    cart = Cart(request.session)
    context = {
        "quote": quote(cart),
        "places": Kecamatan.objects.all(),
        "most": MOST_PIECES,
        "removed": _removed(cart),
    }
    return render(request, "catalog/orders/cart.html", context)


@csrf_exempt
@require_POST
def add_to_cart(request: HttpRequest) -> HttpResponse:
    """From a kept page, which carries no token: instead the browser says from where the form comes. Asks for the keys
    of a variant (`barang`) and a number of pieces (`jumlah`)."""
    if not is_from_here(request):
        return render(request, "catalog/orders/foreign.html", status=403)
    variant = Variant.objects.filter(pk=_number(request.POST, "barang", 0)).first()
    if variant is None:
        messages.error(request, _("This is not sold here any more."))
        return redirect("cart")
    try:
        there_are = Cart(request.session).add(variant.pk, max(1, _number(request.POST, "jumlah", 1)))
    except CartFull as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is in your basket now: {n}.").format(n=there_are))
    return redirect("cart")


@require_POST
def change_cart(request: HttpRequest) -> HttpResponse:
    """Take over the numbers of pieces and the destination; then on to the checkout where that was asked for."""
    cart = Cart(request.session)
    if "kembalikan" in request.POST:
        cart.put_back()
        return redirect("cart")
    for key in cart.pieces:
        cart.put(key, _number(request.POST, f"jumlah-{key}", cart.pieces[key]))
    if "tujuan" in request.POST:
        cart.destination = destination_of(request.POST["tujuan"]).code
    if gone := _number(request.POST, "keluarkan", 0):
        cart.take_out(gone)
    return redirect("checkout" if "lanjut" in request.POST else "cart")


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that what it sends was asked for by a page of this very site. It cannot be made to lie
    about this by another one."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _removed(cart: Cart) -> Variant | None:
    """What was taken out last and can still be put back."""
    return Variant.objects.select_related("product__page").filter(pk=cart.removed).first() if cart.removed else None


def _number(asked: QueryDict, name: str, otherwise: int) -> int:
    """A whole number of at most nine digits as it was typed; what cannot be read is not taken over."""
    text = asked.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
