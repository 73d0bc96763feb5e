"""`/pesanan/`: back to an order, by its number and the phone that ordered it."""

from allauth.core.internal.ratelimit import consume
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.orders.forms import FindForm
from catalog.orders.models import Checkout
from catalog.orders.selectors import key_in


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def find_order(request: HttpRequest) -> HttpResponse:
    """A number that nobody has and one of another phone are answered alike, and only so often."""
    if request.method != "POST":
        return render(request, "catalog/orders/find.html", {"form": FindForm()})
    if not consume(request, app="allauth.account", action="find_order"):
        return respond_429(request)
    form = FindForm(request.POST)
    if form.is_valid():
        key = key_in(form.cleaned_data["number"])
        found = Checkout.objects.filter(orders=key, phone=form.cleaned_data["phone"]).first() if key else None
        if found:
            return redirect("order_page", found.token)
        form.add_error(None, _("No order has this number and this phone. Look at the message that you were sent."))
    return render(request, "catalog/orders/find.html", {"form": form}, status=422)
