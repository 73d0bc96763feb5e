"""Reads of the catalogue that join several models."""

from collections.abc import Iterable

from django.db.models import Count, Min, Q, QuerySet
from wagtail.models import Page

from catalog.products.models import Category, ProductPage


def categories_with_goods() -> QuerySet[Category]:
    """Categories that have goods on line, each with `goods`, their number, and `lowest_price` in rupiah."""
    return (
        Category.objects.filter(entries__isnull=False)
        .annotate(goods=Count("entries"), lowest_price=Min("entries__lowest_price"))
        .order_by("position")
    )


def unfinished_listings(pages: Iterable[Page], *, below: bool) -> list[ProductPage]:
    """The listings among these pages, or also below them, whose latest draft lacks a price or a photo."""
    chosen = Q(pk__in=[page.pk for page in pages])
    if below:
        chosen |= Q(*(Q(path__startswith=page.path) for page in pages), _connector=Q.OR)
    drafts = [page.get_latest_revision_as_object() for page in ProductPage.objects.filter(chosen)]
    return [draft for draft in drafts if not (draft.product.variants.exists() and draft.photos.count())]
