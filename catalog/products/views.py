"""The public listing."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.products import selectors
from catalog.products.selectors import ORDERS, Wish

LONGEST_WORDS = 80  # characters


def listing(request: HttpRequest) -> HttpResponse:
    """`/produk/`: all goods, with words (`q`), filters (`kategori`, `kelurahan`, `kelompok`), order (`urut`) and pages
    (`hal`)."""
    asked = request.GET
    order = asked.get("urut", "")
    wish = Wish(
        categories=asked.getlist("kategori"),
        kelurahan=asked.getlist("kelurahan"),
        groups=asked.getlist("kelompok"),
        order=order if order in ORDERS else "terbaru",
        words=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS],
    )
    found = selectors.search(wish.words) if wish.words else None
    page = selectors.pages_of(selectors.listing(wish, found)).get_page(asked.get("hal"))
    context = {
        "wish": wish,
        "found": found,
        "page_obj": page,
        "product_keys": list(page),
        "choices": cache(selectors.choices),  # read once, and only if the filters are drawn anew or one is chosen
    }
    return render(request, "catalog/products/listing.html", context)
