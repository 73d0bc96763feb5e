"""What pages say of themselves to search engines, in schema.org's words (JSON-LD)."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from catalog.products.bilingual import in_language
from catalog.products.models import GroupPage, ProductPage, Variant

CONTEXT = "https://schema.org"
HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # nothing in the text ends the element


def product(page: ProductPage, group_page: GroupPage, pictures: list[str], request: HttpRequest) -> dict[str, Any]:
    """A product with an offer for each variant. `pictures` are full addresses."""
    bumm = group_page.group.selling_bumm
    seller = {"@type": "Organization", "name": bumm.name}
    offers = [_offer(variant, page, seller, request) for variant in page.variants]
    return {
        "@context": CONTEXT,
        "@type": "Product",
        "name": in_language(page, "title").text,
        "description": in_language(page, "summary").text,
        "sku": page.variants[0].sku if page.variants else "",
        "material": in_language(page, "materials").text,
        "brand": {"@type": "Brand", "name": group_page.group.name},
        "image": pictures,
        "offers": offers,
    }


def _offer(variant: Variant, page: ProductPage, seller: dict[str, str], request: HttpRequest) -> dict[str, Any]:
    had = variant.availability
    states = {True: "InStock", False: "MadeToOrder" if had.made_to_order_days else "OutOfStock"}
    return {
        "@type": "Offer",
        "sku": variant.sku,
        "name": in_language(variant, "name").text,
        "price": str(variant.price),
        "priceCurrency": "IDR",
        "availability": f"{CONTEXT}/{states[had.in_stock > 0]}",
        "url": request.build_absolute_uri(request.path),
        "seller": seller,
    }


def organization(page: GroupPage, pictures: list[str], request: HttpRequest) -> dict[str, Any]:
    """A group as an organization, in its kelurahan."""
    group = page.group
    address = {
        "@type": "PostalAddress",
        "streetAddress": f"RT {group.rt}/RW {group.rw}, {group.kelurahan.name}",
        "addressLocality": "Surakarta",
        "addressCountry": "ID",
    }
    return {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": group.name,
        "description": in_language(page, "does").text,
        "image": pictures,
        "url": request.build_absolute_uri(request.path),
        "address": address,
    }


def breadcrumbs(crumbs: list[Page], request: HttpRequest) -> dict[str, Any]:
    """The way to a page; `crumbs` from the home page down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": in_language(crumb, "title").text,
                "item": crumb.get_full_url(request),
            }
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }


def script(data: dict[str, Any]) -> SafeString:
    """The data as a script element. Browsers run nothing of this type."""
    text = json.dumps(data, ensure_ascii=False).translate(HARMLESS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
