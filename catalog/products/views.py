"""The public listing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.products import selectors
from catalog.products.selectors import ORDERS, Wish


def listing(request: HttpRequest) -> HttpResponse:
    """`/produk/`: all goods, with filters (`kategori`, `kelurahan`, `kelompok`), order (`urut`) and pages (`hal`)."""
    asked = request.GET
    order = asked.get("urut", "")
    wish = Wish(
        categories=asked.getlist("kategori"),
        kelurahan=asked.getlist("kelurahan"),
        groups=asked.getlist("kelompok"),
        order=order if order in ORDERS else "terbaru",
    )
    page = selectors.pages_of(selectors.listing(wish)).get_page(asked.get("hal"))
    context = {
        "wish": wish,
        "page_obj": page,
        "categories": selectors.categories_with_goods(),
        "kelurahan": selectors.kelurahan_with_goods(),
        "groups": selectors.groups_with_goods(),
    }
    return render(request, "catalog/products/listing.html", context)
