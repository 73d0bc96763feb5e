"""What the frame of every page shows of a basket."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from catalog.orders.cart import KEY


def basket(request: HttpRequest) -> dict[str, Any]:
    """`in_basket`: how many pieces. Who has no session has no basket, and gets a page that is kept for everyone."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {"in_basket": 0}
    return {"in_basket": sum((request.session.get(KEY) or {}).get("pieces", {}).values())}
