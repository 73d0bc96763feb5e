"""The columns of a table of goods, and where they stand in somebody's file."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.products.imports.problems import Problem

# What the columns may be called in a header, the first being what a template and an export call them.
COLUMNS = {
    "sku": ("sku",),
    "title": ("nama", "name"),
    "price": ("harga", "price"),
    "category": ("kategori", "category"),
    "summary": ("deskripsi", "description"),
    "weight_g": ("berat", "weight_g"),
    "in_stock": ("stok", "stock"),
    "made_to_order_days": ("hari_buat", "made_to_order_days"),
    "photos": ("foto", "photo"),
}
REQUIRED = ("sku", "title", "price", "category")
SAMPLE = [
    *("KELOMPOK-001", "Tas belanja perca", "85.000", "patchwork", "Tas kain perca bergagang dua.", "300", "3", "5"),
    "tas-depan.jpg; tas-samping.jpg",
]


def header() -> list[str]:
    """The columns as a template and an export call them."""
    return [called[0] for called in COLUMNS.values()]


def numbered(place: int) -> str:
    """What a column without a heading is called; the first is 0."""
    return _("column {number}").format(number=place + 1)


def places(headings: list[str]) -> tuple[dict[str, int], list[str], list[Problem]]:
    """Where each known column stands, which are not known, and what is wrong with the header."""
    names = {name: column for column, called in COLUMNS.items() for name in called}
    found: dict[str, int] = {}
    unknown, problems = [], []
    for place, heading in enumerate(headings):
        column = names.get(slugify(heading).replace("-", "_"))
        if column is None:
            unknown.append(heading or numbered(place))
        elif column in found:
            problems.append(Problem(1, heading, _("This column is there twice.")))
        else:
            found[column] = place
    missing = [COLUMNS[column][0] for column in REQUIRED if column not in found]
    problems += [Problem(1, name, _("This column is missing.")) for name in missing]
    return found, unknown, problems
