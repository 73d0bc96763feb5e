"""Tables that people bring: CSV and XLSX, read as text with line numbers.

What could do harm is refused before it is unpacked: a file that is too large, an archive that swells, another encoding.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.products.imports import workbooks
from catalog.products.imports.archives import UnreadableArchive

MOST_BYTES = 20 * 2**20
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000  # characters
MOST_TEXT = 20_000_000  # characters in all cells together
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableSheet(Exception):
    """Why a file cannot be read as a table, in the user's words."""


class Row(NamedTuple):
    """One line of a table: its number in the file, and the text of each cell, trimmed."""

    line: int
    cells: list[str]


class Table(NamedTuple):
    """The words of the first line, and the lines below it that are not empty."""

    header: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """Read a CSV (comma, semicolon or tab; UTF-8) or the first sheet of an XLSX. Raises UnreadableSheet."""
    if len(content) > MOST_BYTES:
        raise UnreadableSheet(
            _("The file is larger than {most} MB. Split it into several.").format(most=MOST_BYTES // 2**20)
        )
    lines = _xlsx_lines(content) if content.startswith(b"PK\x03\x04") else _csv_lines(content)
    filled = _filled(lines)
    header = next(filled, None)
    if header is None:
        raise UnreadableSheet(_("The file is empty."))
    rows = list(islice(filled, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise UnreadableSheet(
            _("The table has more than {most} rows. Split it into several files.").format(most=MOST_ROWS)
        )
    if not rows:
        raise UnreadableSheet(_("There are no goods below the header."))
    return Table(header.cells, rows)


def _filled(lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    """The lines in which anything stands."""
    text = 0
    for number, values in lines:
        if cells := _trimmed(number, values):
            text += sum(map(len, cells))
            if text > MOST_TEXT:
                raise UnreadableSheet(_("There is too much text in the table. Split it into several files."))
            yield Row(number, cells)


def _trimmed(line: int, values: list[str]) -> list[str]:
    """The cells without blanks around them, as far as the last that is filled."""
    cells = [value.strip() for value in values]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise UnreadableSheet(_("Line {line} has more than {most} columns.").format(line=line, most=MOST_COLUMNS))
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise UnreadableSheet(
            _("A cell in line {line} is longer than {most} characters.").format(line=line, most=LONGEST_CELL)
        )
    return cells


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from workbooks.lines(content, most_columns=MOST_COLUMNS + 1)
    except UnreadableArchive as refusal:
        raise UnreadableSheet(_("The XLSX file cannot be read: {reason}").format(reason=refusal)) from refusal
    except workbooks.DamagedWorkbook as error:
        raise UnreadableSheet(_("The XLSX file is damaged. Save it again.")) from error


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_other_formats(content)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    reader = csv.reader(text, delimiter=max(",;\t", key=first.count), strict=True)
    start = 1
    try:
        for values in reader:
            yield start, values
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSheet(
            _("Line {line} cannot be read as CSV: a quotation mark is missing or too many.").format(
                line=max(reader.line_num, 1)
            )
        ) from error


def _refuse_other_formats(content: bytes) -> None:
    if content.startswith(BYTE_ORDER_MARKS) or _is_utf_16(content[:400]):
        raise UnreadableSheet(_("The file is in UTF-16. Save it as “CSV UTF-8” or as XLSX."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSheet(_("This is the old XLS format. Save it as XLSX."))
    if b"\x00" in content:
        raise UnreadableSheet(_("This is neither a CSV nor an XLSX file."))
    for line, text in enumerate(io.BytesIO(content), 1):
        try:
            text.decode()
        except UnicodeDecodeError as error:
            raise UnreadableSheet(
                _("Line {line} has letters that are not UTF-8. Save the file as “CSV UTF-8” or as XLSX.").format(
                    line=line
                )
            ) from error


def _is_utf_16(beginning: bytes) -> bool:
    """Without a mark: of Latin letters every other byte is zero, and of a program any."""
    few, many = sorted(half.count(0) for half in (beginning[::2], beginning[1::2]))
    return few == 0 and 4 * many > len(beginning)
