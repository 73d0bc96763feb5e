"""What the basket shows of goods."""

from django import template

from catalog.products.models import Photo, ProductPage

register = template.Library()


@register.filter
def face_if_any(page: ProductPage | None) -> Photo | None:
    """The picture of a good that may have left the shelves."""
    first = next(iter(page.photos.all()), None) if page else None
    return first.image if first else None
