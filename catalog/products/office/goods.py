"""What the office's lists say about a listing, read in the query that reads the listing: offer, state, and gaps."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, WorkflowState

from catalog.products.models import Availability, ProductPage, ProductPhoto, Variant

# Rich text without a word in it: nothing, or empty paragraphs.
WORDLESS = r"^(\s|&nbsp;|<[^>]*>)*$"
LONG_TEXTS = ["story", "story_en"]

variants = Variant.objects.filter(product=OuterRef("product")).order_by()
photos = ProductPhoto.objects.filter(page=OuterRef("pk")).order_by()
had = Availability.objects.filter(variant__product=OuterRef("product")).order_by()


class Gap(NamedTuple):
    """Something that a listing may lack: what it is called, and the condition on ProductPage that it is missing."""

    label: Any
    condition: Any


def _words(field: str, label: Any, prefix: str = "") -> Gap:
    blank, filled = Q(**{f"{prefix}{field}_en": ""}), ~Q(**{f"{prefix}{field}": ""})
    return Gap(label, ExpressionWrapper(filled & blank, BooleanField()))


def _rich_words(field: str, label: Any) -> Gap:
    blank, filled = Q(**{f"{field}_en__regex": WORDLESS}), ~Q(**{f"{field}__regex": WORDLESS})
    return Gap(label, ExpressionWrapper(filled & blank, BooleanField()))


PHOTO_GAPS: dict[str, Gap] = {
    "photo": Gap(gettext_lazy("Photo"), ~Exists(photos)),
    "alt": Gap(gettext_lazy("What the photo shows"), Exists(photos.filter(alt=""))),
}
PRICE_GAP = Gap(gettext_lazy("Price"), ~Exists(variants))
ENGLISH_GAPS: dict[str, Gap] = {
    "title": _words("title", gettext_lazy("Title")),
    "summary": _words("summary", gettext_lazy("In one sentence")),
    "story": _rich_words("story", gettext_lazy("How it is made")),
    "materials": _words("materials", gettext_lazy("Materials")),
    "size": _words("size", gettext_lazy("Size")),
    "care": _words("care", gettext_lazy("Care")),
    "unit": _words("unit", gettext_lazy("Unit"), prefix="product__"),
    "variant": Gap(gettext_lazy("Variant"), Exists(variants.filter(name_en="").exclude(name=""))),
    "alt": Gap(gettext_lazy("What the photo shows"), Exists(photos.filter(alt_en="").exclude(alt=""))),
}


def with_any(gaps: Mapping[str, Gap]) -> Q:
    """The condition that at least one of these is missing."""
    return reduce(or_, (Q(gap.condition) for gap in gaps.values()))


def with_gaps(goods: QuerySet[ProductPage], gaps: Mapping[str, Gap]) -> QuerySet[ProductPage]:
    """Each listing that lacks something, with `lacks_<name>` for each gap."""
    return goods.filter(with_any(gaps)).annotate(**{f"lacks_{name}": gap.condition for name, gap in gaps.items()})


def lacking(page: ProductPage, gaps: Mapping[str, Gap]) -> list[str]:
    """What this listing, read by with_gaps(), lacks."""
    return [str(gap.label) for name, gap in gaps.items() if getattr(page, f"lacks_{name}")]


def count_gaps(goods: QuerySet[ProductPage], gaps: Mapping[str, Gap]) -> list[tuple[str, int]]:
    """How many of these listings lack what, in one query; what none lacks is left out."""
    found = goods.order_by().aggregate(
        **{f"n_{name}": Count("pk", filter=Q(gap.condition)) for name, gap in gaps.items()}
    )
    counted = [(str(gap.label), found[f"n_{name}"]) for name, gap in gaps.items()]
    return [(label, n) for label, n in counted if n]


def _in_workflow(status: str) -> Exists:
    own = WorkflowState.objects.filter(object_id=Cast(OuterRef("pk"), CharField()), status=status)
    return Exists(own.filter(base_content_type=ContentType.objects.get_for_model(Page)))


def waiting() -> Exists:
    """The condition on ProductPage that its latest draft waits for approval."""
    return _in_workflow(WorkflowState.STATUS_IN_PROGRESS)


def returned() -> Exists:
    """The condition on ProductPage that its latest draft was returned with a reason."""
    return _in_workflow(WorkflowState.STATUS_NEEDS_CHANGES)


def in_stock() -> Exists:
    return Exists(had.filter(in_stock__gt=0))


def to_order() -> Exists:
    return Exists(had.filter(made_to_order_days__gt=0))


def with_state(goods: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
    """With all that a row of a list shows of makers and state, and without the long texts. Only the group's name is
    read, not the group: a hundred thousand rows of an export would make as many objects."""
    return goods.defer(*LONG_TEXTS).annotate(
        group_name=F("product__group__name"), is_waiting=waiting(), is_returned=returned()
    )


def with_offer(goods: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
    """With `lowest_price` in rupiah, and `pieces` in stock of all variants together; both None without a variant."""
    cheapest = variants.order_by("price").values("price")[:1]
    pieces = had.values("variant__product").annotate(n=Sum("in_stock")).values("n")
    return goods.annotate(lowest_price=Subquery(cheapest), pieces=Subquery(pieces))


def state_of(page: ProductPage) -> str:
    """Where a listing stands, in words; read by with_state()."""
    if page.live:
        shown = _("Visible")
    else:
        shown = _("Hidden") if page.first_published_at else _("Draft")
    if page.is_waiting:
        return _("{state}, waits for approval").format(state=shown)
    if page.is_returned:
        return _("{state}, returned").format(state=shown)
    if page.live and page.has_unpublished_changes:
        return _("{state}, with a newer draft").format(state=shown)
    return shown
