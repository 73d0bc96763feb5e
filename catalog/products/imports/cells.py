"""From the text of a cell to a value. Each reader raises ValueError with the reason in the user's words."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bumm.money import parse_rupiah
from bumm.sheets import unmarked
from catalog.products.imports.pictures import Gallery
from catalog.products.models import Category, Variant
from catalog.products.models.goods import HIGHEST_PRICE

Reader = Callable[[str], Any]
LARGEST_WHOLE = 2_000_000_000
LONGEST_MADE_TO_ORDER = 90  # days
# As programs write numbers: a point before two digits parts no thousands, so where those are zeros nothing is lost.
WITH_NO_SEN = re.compile(r"(?P<whole>[0-9]{1,3}(,[0-9]{3})+|[0-9]+)\.00")
WITH_SEN = re.compile(r"(rp\.?\s*)?[0-9.,]*[0-9][.,]([0-9]{1,2}|[0-9]{4,})", flags=re.IGNORECASE)


def readers(gallery: Gallery) -> dict[str, Reader]:
    """How the cells of each column are read. Asks the database for the categories."""
    categories, called = _categories()
    return {
        "sku": sku,
        "title": lambda text: words(text, 255),
        "price": price,
        "category": lambda text: category(text, categories, called),
        "summary": lambda text: words(text, 200),
        "weight_g": lambda text: whole(text, LARGEST_WHOLE),
        "in_stock": lambda text: whole(text, LARGEST_WHOLE),
        "made_to_order_days": lambda text: whole(text, LONGEST_MADE_TO_ORDER),
        "photos": gallery.find,
    }


def read(cell: str, reader: Reader) -> Any:
    """A cell's value. A formula is refused rather than guessed at."""
    if cell.startswith("="):
        raise ValueError(_("The cell holds a formula. Put its result there."))
    return reader(unmarked(cell))


def words(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(_("{count} characters; at most {most} fit.").format(count=len(text), most=most))
    return re.sub(r"\s+", " ", text)


def sku(text: str) -> str:
    try:
        Variant._meta.get_field("sku").clean(text, None)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return text


def price(text: str) -> int:
    """Whole rupiah, as people write them (`85000`, `85.000`, `Rp 85.000,00`, `85.000,-`) and programs (`85000.00`)."""
    if written := WITH_NO_SEN.fullmatch(text):
        text = written["whole"].replace(",", "")
    try:
        amount = parse_rupiah(text)
    except ValueError as error:
        if WITH_SEN.fullmatch(text):
            raise ValueError(_("Prices are in whole rupiah: thousands with a point, nothing after a comma.")) from error
        raise ValueError(_("Not a price in whole rupiah, such as 85.000.")) from error
    if not 1 <= amount <= HIGHEST_PRICE:
        raise ValueError(_("A price is at least Rp1 and at most Rp1.000.000.000."))
    return amount


def whole(text: str, most: int) -> int:
    digits = text.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text) else text
    if not re.fullmatch(r"[0-9]{1,12}", digits, flags=re.ASCII) or int(digits) > most:
        raise ValueError(_("Not a whole number from 0 to {most}.").format(most=most))
    return int(digits)


def category(text: str, categories: dict[str, str], called: list[str]) -> str:
    try:
        return categories[text.lower()]
    except KeyError:
        raise ValueError(_("There is no such category. There are: {names}.").format(names=", ".join(called))) from None


def _categories() -> tuple[dict[str, str], list[str]]:
    """The key of each category by all its names, in small letters; and what they are called on screen."""
    rows = list(Category.objects.all())
    names = {name.lower(): row.pk for row in rows for name in (row.pk, row.name, row.name_en) if name}
    return names, [str(row) for row in rows]
