"""What a table would do to a group's goods. Reads only.

A row is known by its SKU. New ones become drafts; of known ones, price, weight and availability change at once, as on
the price screen, and words and pictures become a draft. Columns and cells that are not there leave things as they are.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models.functions import Upper
from django.utils.translation import gettext as _
from wagtail.models import Revision

from bumm.people.models import Group
from catalog.products.imports import cells, columns
from catalog.products.imports.pictures import Gallery, Picture
from catalog.products.imports.problems import Problem
from catalog.products.imports.sheets import Row, Table
from catalog.products.models import ProductPage, Variant

WORDS = ("title", "category_id", "summary")


class Good(NamedTuple):
    """A row that was understood: the values it gives, by field."""

    line: int
    sku: str
    values: dict[str, Any]

    @property
    def pictures(self) -> list[Picture]:
        named: list[Picture] = self.values.get("photos", [])
        return named


class Change(NamedTuple):
    """A row that differs from the good it names: the fields that differ, with their old and new values."""

    good: Good
    variant: Variant
    old: dict[str, Any]
    values: dict[str, Any]


@dataclass
class Plan:
    """What a table would do to a group's goods. With problems, nothing."""

    group: Group
    gallery: Gallery
    headings: dict[str, str] = field(default_factory=dict)  # what the file calls each known column
    width: int = 0  # columns in the header
    problems: list[Problem] = field(default_factory=list)
    new: list[Good] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    ignored: list[str] = field(default_factory=list)  # columns that are not known

    @property
    def goods(self) -> list[Good]:
        """The rows that have anything to store."""
        return [*self.new, *(change.good for change in self.changed)]

    @property
    def new_pictures(self) -> dict[str, tuple[Picture, Good]]:
        """The pictures that the group does not have yet, by their content, each with the first good that shows it."""
        named = [(picture, good) for good in self.goods for picture in good.pictures if not picture.photo_id]
        return {picture.digest: (picture, good) for picture, good in reversed(named)}

    @property
    def steps(self) -> int:
        """What there is to do: pictures to draw anew, and rows to store."""
        return len(self.new_pictures) + len(self.goods)


# What was said first of a good, by its key and the field: the value, and the line.
Spoken = dict[tuple[int, str], tuple[Any, int]]


def plan_import(
    group: Group, table: Table, gallery: Gallery | None = None, *, unseen_since: dt.datetime | None = None
) -> Plan:
    """Understand a table as goods of a group. Takes the same few queries for any number of rows.

    A known good that came to be after `unseen_since` is a problem: whoever looked at the plan then did not see it.
    """
    plan = Plan(group, gallery or Gallery(group))
    places, plan.ignored, plan.problems = columns.places(table.header)
    plan.width = len(table.header)
    plan.headings = {column: table.header[place] for column, place in places.items()}
    if plan.problems:
        return plan
    goods = _understood(table, places, plan)
    known = _known_goods({good.sku.upper() for good in goods})
    spoken: Spoken = {}
    for good in goods:
        variant = known.get(good.sku.upper())
        if variant is None:
            plan.new.append(good)
        elif reason := _not_to_be_changed(variant, group, unseen_since):
            plan.problems.append(Problem(good.line, plan.headings["sku"], f"{variant.sku}: {reason}"))
        else:
            _hear(good, variant, plan, spoken)
            _compare(good, variant, plan, spoken)
    plan.problems.sort()
    return plan


def _understood(table: Table, places: dict[str, int], plan: Plan) -> list[Good]:
    """The rows as values; what cannot be understood is noted in the plan."""
    readers = cells.readers(plan.gallery)
    goods: list[Good] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        values = _values(row, places, readers, plan)
        sku = values.pop("sku", None)
        if sku and (earlier := lines.setdefault(sku.upper(), row.line)) != row.line:
            reason = _("{sku}: line {line} has the same SKU.").format(sku=sku, line=earlier)
            plan.problems.append(Problem(row.line, plan.headings["sku"], reason))
        elif sku:
            goods.append(Good(row.line, sku, values))
    return goods


def _values(row: Row, places: dict[str, int], readers: dict[str, cells.Reader], plan: Plan) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if len(row.cells) > plan.width:
        reason = _("There are more cells in this line than in the header. Cells that hold , or ; need quotation marks.")
        plan.problems.append(Problem(row.line, columns.numbered(plan.width), reason))
    for column, place in places.items():
        cell = row.cells[place] if place < len(row.cells) else ""
        try:
            if cell:
                values["category_id" if column == "category" else column] = cells.read(cell, readers[column])
            elif column in columns.REQUIRED:
                raise ValueError(_("This may not be empty."))
        except ValueError as error:
            plan.problems.append(Problem(row.line, plan.headings[column], str(error)))
    return values


def _known_goods(skus: set[str]) -> dict[str, Variant]:
    """The variants with these SKUs in capitals, with product, page and availability."""
    found = Variant.objects.annotate(capitals=Upper("sku")).filter(capitals__in=skus)
    return {
        variant.sku.upper(): variant
        for variant in found.select_related("product__page__latest_revision", "product__group", "availability")
    }


def _not_to_be_changed(variant: Variant, group: Group, unseen_since: dt.datetime | None) -> str:
    if variant.product.group_id != group.pk:
        mine = f"{group.slug.upper()[:20]}-{variant.sku}"
        return _("This SKU is used by another group. Begin yours with your group's name, such as {sku}.").format(
            sku=mine
        )
    if variant.product.withdrawn_at:
        return _("This good has been withdrawn; its SKU stays with it.")
    if unseen_since and variant.product.created_at > unseen_since:
        return _("Someone stored this SKU in the meantime. Look at the file again.")
    return ""


def _hear(good: Good, variant: Variant, plan: Plan, spoken: Spoken) -> None:
    """Rows of one good, its variants, may not say different words of it, nor show different pictures."""
    for name in (*WORDS, "photos"):
        if name in good.values:
            value = _comparable(good.values[name])
            first, line = spoken.setdefault((variant.product_id, name), (value, good.line))
            if value != first:
                heading = plan.headings["category" if name == "category_id" else name]
                reason = _("{sku}: line {line} says otherwise of the same good.").format(sku=variant.sku, line=line)
                plan.problems.append(Problem(good.line, heading, reason))


def _compare(good: Good, variant: Variant, plan: Plan, spoken: Spoken) -> None:
    """What a row changes. Words and pictures are changed by the first row of their good alone."""
    had = variant.availability
    now = {
        "price": variant.price,
        "weight_g": variant.weight_g,
        "in_stock": had.in_stock,
        "made_to_order_days": had.made_to_order_days,
        **latest_draft(variant.product.page),
    }
    values = {
        name: value
        for name, value in good.values.items()
        if _comparable(value) != now[name] and spoken.get((variant.product_id, name), (None, good.line))[1] == good.line
    }
    if values:
        plan.changed.append(Change(good, variant, {name: now[name] for name in values}, values))
    else:
        plan.unchanged += 1


def _comparable(value: Any) -> Any:
    """Pictures by the keys they have among the group's."""
    return [picture.photo_id for picture in value] if isinstance(value, list) else value


def latest_draft(page: ProductPage) -> dict[str, Any]:
    """Words, and keys of pictures, of a page's latest draft, or of the page where there is none."""
    revision: Revision | None = page.latest_revision
    if revision is None:
        photos = list(page.photos.values_list("image_id", flat=True))
        return {**{name: getattr(page, name) for name in WORDS}, "photos": photos}
    draft = {**revision.content, "category_id": revision.content["category"]}
    photos = sorted(draft.get("photos", []), key=lambda photo: photo["sort_order"] or 0)
    return {**{name: draft[name] for name in WORDS}, "photos": [photo["image"] for photo in photos]}
