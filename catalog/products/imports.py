"""A group's goods from a table: understood as a whole first, then stored as a whole or not at all.

A row is known by its SKU. New ones become drafts; of known ones, price, weight and availability change at once, as on
the price screen, and words become a draft. Columns and cells that are not there leave things as they are.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Upper
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Revision

from bumm.money import parse_rupiah
from bumm.people.models import Group, User
from catalog.products import services
from catalog.products.bulk import Draft, add_drafts
from catalog.products.models import Category, GroupPage, ProductPage, Variant
from catalog.products.models.goods import HIGHEST_PRICE
from catalog.products.sheets import Table, unmarked

# The columns and what they may be called in a header, the first being what a template and an export call them.
COLUMNS = {
    "sku": ("sku",),
    "title": ("nama", "name"),
    "price": ("harga", "price"),
    "category": ("kategori", "category"),
    "summary": ("deskripsi", "description"),
    "weight_g": ("berat", "weight_g"),
    "in_stock": ("stok", "stock"),
    "made_to_order_days": ("hari_buat", "made_to_order_days"),
}
REQUIRED = ("sku", "title", "price", "category")
WORDS, OFFER, HAD = ("title", "category_id", "summary"), ("price", "weight_g"), ("in_stock", "made_to_order_days")
SAMPLE = ["KELOMPOK-001", "Tas belanja perca", "85.000", "patchwork", "Tas kain perca bergagang dua.", "300", "3", "5"]
LARGEST_WHOLE = 2_000_000_000


class Problem(NamedTuple):
    """What is wrong with one cell: line in the file, the column as the file calls it, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return _("Line {line}, {column}: {reason}").format(**self._asdict())


class Good(NamedTuple):
    """A row that was understood: the values it gives, by field."""

    line: int
    sku: str
    values: dict[str, Any]


class Change(NamedTuple):
    """A row that differs from the good it names: the fields that differ, with their new values."""

    good: Good
    variant: Variant
    values: dict[str, Any]


@dataclass
class Plan:
    """What a table would do to a group's goods. With problems, nothing."""

    group: Group
    problems: list[Problem] = field(default_factory=list)
    new: list[Good] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    ignored: list[str] = field(default_factory=list)  # columns that are not known

    @property
    def size(self) -> int:
        return len(self.new) + len(self.changed)


def plan_import(group: Group, table: Table) -> Plan:
    """Understand a table as goods of a group. Reads only; takes the same few queries for any number of rows."""
    plan = Plan(group)
    places = _columns(table.header, plan)
    if plan.problems:
        return plan
    categories = {name.lower(): key for key, *names in Category.objects.values_list("slug", "name", "name_en")
                  for name in (key, *names) if name}  # fmt: skip
    goods = _understood(table, places, categories, plan)
    known = _known_goods({good.sku.upper() for good in goods})
    for good in goods:
        variant = known.get(good.sku.upper())
        if variant is None:
            plan.new.append(good)
        elif reason := _not_to_be_changed(variant, group):
            plan.problems.append(Problem(good.line, table.header[places["sku"]], reason))
        elif values := _differences(good, variant):
            plan.changed.append(Change(good, variant, values))
        else:
            plan.unchanged += 1
    plan.problems.sort()
    return plan


def _columns(header: list[str], plan: Plan) -> dict[str, int]:
    """Where each known column stands."""
    names = {name: column for column, called in COLUMNS.items() for name in called}
    places: dict[str, int] = {}
    for place, heading in enumerate(header):
        column = names.get(slugify(heading).replace("-", "_"))
        if column is None:
            plan.ignored.append(heading or _("column {number}").format(number=place + 1))
        elif column in places:
            plan.problems.append(Problem(1, heading, _("This column is there twice.")))
        else:
            places[column] = place
    plan.problems += [
        Problem(1, COLUMNS[column][0], _("This column is missing.")) for column in REQUIRED if column not in places
    ]
    return places


def _understood(table: Table, places: dict[str, int], categories: dict[str, str], plan: Plan) -> list[Good]:
    """The rows as values; what cannot be understood is noted in the plan."""
    readers: dict[str, Callable[[str], Any]] = {
        "sku": _sku,
        "title": lambda text: _text(text, 255),
        "price": _price,
        "category": lambda text: _category(text, categories),
        "summary": lambda text: _text(text, 200),
        "weight_g": lambda text: _whole(text, LARGEST_WHOLE),
        "in_stock": lambda text: _whole(text, LARGEST_WHOLE),
        "made_to_order_days": lambda text: _whole(text, 90),
    }
    goods: list[Good] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        values: dict[str, Any] = {}
        for column, place in places.items():
            cell = unmarked(row.cells[place]) if place < len(row.cells) else ""
            try:
                if cell:
                    _refuse_formula(row.cells[place])
                    values["category_id" if column == "category" else column] = readers[column](cell)
                elif column in REQUIRED:
                    raise ValueError(_("This may not be empty."))
            except ValueError as error:
                plan.problems.append(Problem(row.line, table.header[place], str(error)))
        sku = values.pop("sku", None)
        if sku and (earlier := lines.setdefault(sku.upper(), row.line)) != row.line:
            plan.problems.append(
                Problem(row.line, table.header[places["sku"]], _("Line {line} has the same SKU.").format(line=earlier))
            )
        elif sku:
            goods.append(Good(row.line, sku, values))
    return goods


def _refuse_formula(cell: str) -> None:
    if cell.startswith("="):
        raise ValueError(_("The cell holds a formula. Put its result there."))


def _text(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(_("Longer than {most} characters.").format(most=most))
    return re.sub(r"\s+", " ", text)


def _sku(text: str) -> str:
    try:
        Variant._meta.get_field("sku").clean(text, None)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return text


def _price(text: str) -> int:
    try:
        amount = parse_rupiah(text)
    except ValueError as error:
        raise ValueError(_("Not a price in whole rupiah, such as 85.000.")) from error
    if not 1 <= amount <= HIGHEST_PRICE:
        raise ValueError(_("A price is at least Rp1 and at most Rp1.000.000.000."))
    return amount


def _whole(text: str, most: int) -> int:
    digits = text.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text) else text
    if not re.fullmatch(r"[0-9]{1,12}", digits, flags=re.ASCII) or int(digits) > most:
        raise ValueError(_("Not a whole number from 0 to {most}.").format(most=most))
    return int(digits)


def _category(text: str, categories: dict[str, str]) -> str:
    try:
        return categories[text.lower()]
    except KeyError:
        raise ValueError(
            _("There is no such category. There are: {names}.").format(
                names=", ".join(sorted(set(categories.values())))
            )
        ) from None


def _known_goods(skus: set[str]) -> dict[str, Variant]:
    """The variants with these SKUs in capitals, with product, page and availability."""
    found = Variant.objects.annotate(capitals=Upper("sku")).filter(capitals__in=skus)
    return {
        variant.sku.upper(): variant
        for variant in found.select_related("product__page__latest_revision", "product__group", "availability")
    }


def _not_to_be_changed(variant: Variant, group: Group) -> str:
    if variant.product.group_id != group.pk:
        return _("This SKU is used by another group.")
    if variant.product.withdrawn_at:
        return _("This good has been withdrawn; its SKU stays with it.")
    return ""


def _differences(good: Good, variant: Variant) -> dict[str, Any]:
    had = variant.availability
    now = {
        "price": variant.price,
        "weight_g": variant.weight_g,
        "in_stock": had.in_stock,
        "made_to_order_days": had.made_to_order_days,
        **_latest_words(variant.product.page),
    }
    return {name: value for name, value in good.values.items() if name in now and now[name] != value}


def _latest_words(page: ProductPage) -> dict[str, Any]:
    """The words of a page's latest draft, or of the page where there is none."""
    revision: Revision | None = page.latest_revision
    draft = {**revision.content, "category_id": revision.content["category"]} if revision else vars(page)
    return {name: draft[name] for name in WORDS}


@transaction.atomic
def carry_out(
    plan: Plan, *, by: User | None = None, submit: bool = False, progress: Callable[[int], None] = lambda done: None
) -> None:
    """Store a plan without problems, all of it or nothing. `progress` is told how many rows are done.

    `submit` sends what has new words to moderation.
    """
    if plan.problems:
        raise ValueError("a plan with problems cannot be carried out")
    group_page = GroupPage.objects.select_related("group").get(group=plan.group)
    pages: list[ProductPage | None] = [
        *add_drafts(group_page, [_draft(good) for good in plan.new], by=by, progress=progress)
    ]
    for change in plan.changed:
        pages.append(_update(change, by))
        progress(len(pages))
    for page in filter(None, pages if submit else []):
        if not page.workflow_in_progress and (workflow := page.get_workflow()):
            workflow.start(page, by)


def _draft(good: Good) -> Draft:
    def given(names: Iterable[str]) -> dict[str, Any]:
        return {name: good.values[name] for name in names if name in good.values}

    return Draft({"sku": good.sku, **given(OFFER)}, given(HAD), given(WORDS))


def _update(change: Change, by: User | None) -> ProductPage | None:
    """Returns the page if its words changed."""
    variant, values = change.variant, change.values
    if values.keys() & OFFER:
        services.change_variant(
            variant=variant,
            sku=variant.sku,
            name=variant.name,
            name_en=variant.name_en,
            price=values.get("price", variant.price),
            weight_g=values.get("weight_g", variant.weight_g),
            by=by,
        )
    if values.keys() & HAD:
        had = variant.availability
        services.report_availability(
            variant=variant,
            in_stock=values.get("in_stock", had.in_stock),
            made_to_order_days=values.get("made_to_order_days", had.made_to_order_days),
        )
    words = {name: value for name, value in values.items() if name in WORDS}
    if not words:
        return None
    draft: ProductPage = variant.product.page.get_latest_revision_as_object()
    for name, value in words.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)
    return draft


def header() -> list[str]:
    """The columns as a template and an export call them."""
    return [called[0] for called in COLUMNS.values()]


def export(group: Group) -> Iterable[list[object]]:
    """A group's goods in the columns of an import, one row a variant, by SKU. Imported again, it changes nothing."""
    variants = Variant.objects.filter(product__group=group, product__withdrawn_at=None)
    for variant in variants.select_related("product__page__latest_revision", "availability").order_by("sku"):
        words = _latest_words(variant.product.page)
        had = variant.availability
        yield [
            variant.sku,
            words["title"],
            variant.price,
            words["category_id"],
            words["summary"],
            variant.weight_g,
            had.in_stock,
            had.made_to_order_days,
        ]
