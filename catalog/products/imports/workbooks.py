"""The first sheet of an XLSX file, line by line, as text."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from catalog.products.imports.archives import UnreadableArchive, open_archive

MOST_PARTS = 2_000
MOST_UNPACKED = 60 * 2**20
MOST_TO_PARSE = 24 * 2**20  # of the parts that are read whole; a workbook of 5,000 goods has about five
MOST_BLANK_LINES = 10_000


class DamagedWorkbook(Exception):
    """The archive can be opened, but what is in it is no workbook."""


def lines(content: bytes, *, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line. Raises UnreadableArchive or DamagedWorkbook."""
    _refuse_bombs(content)
    blank = 0
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(max_col=most_columns, values_only=True)
        for number, cells in enumerate(rows, 1):
            values = [_as_text(value) for value in cells]
            blank = 0 if any(values) else blank + 1
            if blank > MOST_BLANK_LINES:
                return
            yield number, values
    except Exception as error:  # whatever a damaged or a made-up file sets off inside the library
        raise DamagedWorkbook from error


def _refuse_bombs(content: bytes) -> None:
    with open_archive(io.BytesIO(content), most_parts=MOST_PARTS, most_unpacked=MOST_UNPACKED) as archive:
        parsed = [part for part in archive.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
        if sum(part.file_size for part in parsed) > MOST_TO_PARSE:
            raise UnreadableArchive(_("Unpacked it is far too large. Copy the table into a new file."))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return str(value)
    return "="  # a formula over several cells
