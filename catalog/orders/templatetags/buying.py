"""What product pages say about buying."""

from typing import Any

from django import template

from catalog.orders.quoting import selling
from catalog.products.models import Photo, ProductPage

register = template.Library()


@register.filter
def is_sold_here(bumm: Any) -> bool:
    """Whether what a BUMM sells can be put into a basket. One query."""
    return bumm is not None and selling().filter(pk=bumm.pk).exists()


@register.filter
def face_if_any(page: ProductPage | None) -> Photo | None:
    """The picture of a good that may have left the shelves."""
    first = next(iter(page.photos.all()), None) if page else None
    return first.image if first else None
