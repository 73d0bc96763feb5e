"""What templates say and show of the catalogue."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from bumm.money import format_rupiah
from bumm.people.whatsapp import whatsapp_link
from catalog.products import pieces, structured_data
from catalog.products.bilingual import Words, in_language
from catalog.products.freshness import fact_of, shows
from catalog.products.models import Availability, Photo, Product, ProductPage, Variant
from catalog.products.pictures import SHAPES, ready_sources

register = template.Library()


@register.tag
def kept(parser: Parser, token: Token) -> "KeptNode":
    """`{% kept "name" thing ... %}...{% endkept %}`: a part of the page that is kept by its name, the values given, the
    language and the site's address. Whatever it reads, it reads when drawn anew only; what it shows must hang on
    nothing else of the request."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(values, content)


class KeptNode(template.Node):
    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.values = values
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        request = context["request"]
        if getattr(request, "is_preview", False):  # a draft, which is nobody else's
            return self.nodelist.render(context)
        values = [str(value.resolve(context)) for value in self.values]
        hangs_on = [*values, get_language(), request.scheme, request.get_host()]
        name = f"piece:{hashlib.sha256(repr(hangs_on).encode()).hexdigest()}"
        return pieces.piece(name, lambda: self.draw(context))

    def draw(self, context: template.Context) -> str:
        page, frame = context.get("page"), context.get("frame")
        shows(*(page.facts if page else []), *([fact_of(frame)] if frame else []))
        return self.nodelist.render(context)


FEW = 5  # pieces; below this a card says how many are left


@register.filter
def rupiah(amount: int) -> str:
    return format_rupiah(amount)


@register.simple_tag
def words(thing: Any, field: str) -> SafeString | str:
    """A text in the page's language; where only Indonesian exists, marked as such for readers and screen readers."""
    found = _shown(thing, field)
    if found.is_fallback and found.text:
        return format_html('<span lang="{}">{}</span>', found.lang, found.text)
    return conditional_escape(found.text)


@register.simple_tag
def plain_words(thing: Any, field: str) -> str:
    """As `words`, without mark-up: for attributes, titles and meta tags."""
    return str(_shown(thing, field).text)


@register.simple_tag
def rich_words(thing: Any, field: str) -> SafeString:
    """A rich text in the page's language, in a block marked with its language where it falls back."""
    found = _shown(thing, field)
    html = str(RichText(found.text)) if found.text else ""
    return format_html('<div lang="{}">{}</div>', found.lang, mark_safe(html)) if found.is_fallback else mark_safe(html)


def _shown(thing: Any, field: str) -> Words:
    """The words of a field; and from now on the page stands or falls with the row that they are from."""
    if isinstance(thing, Model) and thing.pk:
        shows(fact_of(thing))
    return in_language(thing, field)


@register.inclusion_tag("components/picture.html")
def picture_of(
    photo: Photo | None, shape: str, alt: str = "", sizes: str = "100vw", eager: bool = False
) -> dict[str, Any]:
    """A picture in one shape, in every format that is ready. `eager` for the one that opens the view.

    One that is too narrow for the shape is shown from its square; the style sheet cuts it to the frame.
    """
    if photo:
        shows(fact_of(photo))
    sources = (ready_sources(photo, shape) or ready_sources(photo, "square")) if photo else []
    widest = SHAPES[shape].widths[-1]
    return {
        "sources": sources,
        "fallback": sources[-1].cuts[-1] if sources else None,
        "alt": alt,
        "sizes": sizes,
        "eager": eager,
        "width": widest,
        "height": round(widest / SHAPES[shape].ratio),
    }


@register.simple_tag(takes_context=True)
def picture_address(context: dict[str, Any], photo: Photo | None, shape: str = "square") -> str:
    """The full address of a picture's widest JPEG, for sites that show a link to its page; "" until it is ready."""
    if photo:
        shows(fact_of(photo))
    sources = ready_sources(photo, shape) if photo else []
    widest = next((source.cuts[-1] for source in sources if source.mime_type == "image/jpeg"), None)
    return str(context["request"].build_absolute_uri(widest.url)) if widest else ""


@register.simple_tag(takes_context=True)
def product_cards(context: dict[str, Any], keys: list[int], eager: int = 0) -> SafeString:
    """The cards of the product pages with these keys; the first so many load their picture at once."""
    return mark_safe("".join(pieces.draw(pieces.PRODUCTS, keys, context.get("request"), eager=eager)))


@register.simple_tag(takes_context=True)
def group_cards(context: dict[str, Any], keys: list[int]) -> SafeString:
    """The cards of the group pages with these keys."""
    return mark_safe("".join(pieces.draw(pieces.GROUPS, keys, context.get("request"))))


@register.filter
def face(page: ProductPage) -> Any:
    """A product's first photo (ProductPhoto), or None."""
    return next(iter(page.photos.all()), None)


@register.inclusion_tag("components/stock.html")
def stock(page: ProductPage) -> dict[str, Any]:
    """Whether a product can be had: `ready`, `few`, `order` (made to order) or `gone`, and in words."""
    shows(fact_of(page), fact_of(page.product.group))
    return _state([variant.availability for variant in page.product.variants.all()], page.product)


@register.inclusion_tag("components/stock.html")
def variant_stock(variant: Variant) -> dict[str, Any]:
    return _state([variant.availability], variant.product)


def _state(availabilities: list[Availability], product: Product) -> dict[str, Any]:
    pieces = sum(availability.in_stock for availability in availabilities)
    days = min((a.made_to_order_days for a in availabilities if a.made_to_order_days), default=0)
    if pieces >= FEW:
        unit = in_language(product, "unit")
        if unit.lang == "en" or not unit.text:  # English units would need a plural
            return {"state": "ready", "text": _("Ready, {count}").format(count=pieces)}
        return {"state": "ready", "text": _("Ready, {count} {unit}").format(count=pieces, unit=unit.text)}
    if pieces:
        return {"state": "few", "text": _("Only {count} left").format(count=pieces)}
    if days:
        text = ngettext("Made to order, {count} day", "Made to order, {count} days", days).format(count=days)
        return {"state": "order", "text": text}
    return {"state": "gone", "text": _("Sold out for now")}


@register.filter
def lowest_price(page: ProductPage) -> int | None:
    """The price a card shows, in rupiah."""
    return min((variant.price for variant in page.product.variants.all()), default=None)


@register.filter
def has_price_range(page: ProductPage) -> bool:
    return len({variant.price for variant in page.product.variants.all()}) > 1


@register.simple_tag(takes_context=True)
def product_data(context: dict[str, Any]) -> SafeString:
    """A product page's JSON-LD."""
    request = context["request"]
    addresses = [picture_address(context, photo.image) for photo in context["photos"]]
    pictures = [address for address in addresses if address]
    return structured_data.script(structured_data.product(context["page"], context["group_page"], pictures, request))


@register.simple_tag(takes_context=True)
def group_data(context: dict[str, Any]) -> SafeString:
    """A group page's JSON-LD."""
    address = picture_address(context, context["page"].photo, "wide")
    pictures = [address] if address else []
    return structured_data.script(structured_data.organization(context["page"], pictures, context["request"]))


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: dict[str, Any]) -> SafeString:
    """The JSON-LD of the way to a page."""
    return structured_data.script(
        structured_data.breadcrumbs([*context["page"].crumbs, context["page"]], context["request"])
    )


register.simple_tag(whatsapp_link)


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """The listing's address with some of its query parameters set, or dropped where the value is empty."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else context["request"].path


@register.simple_tag(takes_context=True)
def address_without(context: dict[str, Any], name: str, value: str | int) -> str:
    """The listing's address without one value of a filter, on its first page."""
    left = [pair for pair in context["wish"].pairs() if pair != (name, str(value))]
    return f"?{urlencode(left)}" if left else context["listing_url"]
