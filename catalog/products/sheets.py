"""Tables that people bring and take: CSV and XLSX, read as text with line numbers.

What could do harm is refused before it is unpacked: a file that is too large, an archive that swells, another encoding.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_ROWS = 5_000
MOST_BLANK_LINES = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000  # characters
# A program for tables takes a text that begins so for a formula.
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    filled = ((number, cells) for number, values in lines if (cells := _trimmed(number, values)))
    _line, header = next(filled, (0, []))
    if not header:
        raise UnreadableSheet(_("The file is empty."))
    rows = [Row(number, cells) for number, cells in islice(filled, MOST_ROWS + 1)]
    if len(rows) > MOST_ROWS:
        raise UnreadableSheet(
            _("The table has more than {most} rows. Split it into several files.").format(most=MOST_ROWS)
        )
    return Table(header, rows)


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


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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


def _decode(content: bytes) -> str:
    beginning = content[:400]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or 4 * beginning.count(b"\x00") > len(beginning):
        raise UnreadableSheet(_("The file is in UTF-16. Save it as “CSV UTF-8” or as XLSX."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSheet(_("This is the old XLS format. Save it as XLSX."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableSheet(
            _("Line {line} has letters that are not UTF-8. Save the file as “CSV UTF-8” or as XLSX.").format(line=line)
        ) from error
    if "\x00" in text:
        raise UnreadableSheet(_("This is neither a CSV nor an XLSX file."))
    return text


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableSheet(_("The XLSX file is damaged. Save it again.")) from error
    if unpacked > MOST_UNPACKED:
        raise UnreadableSheet(_("Unpacked, the XLSX file is far too large. Copy the table into a new file."))
    blank = 0
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        for number, cells in enumerate(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
            values = [_as_text(value) for value in cells]
            blank = 0 if any(values) else blank + 1
            if blank > MOST_BLANK_LINES:
                return
            yield number, values
    except UnreadableSheet:
        raise
    except Exception as error:  # whatever a damaged or a made-up file sets off inside the library
        raise UnreadableSheet(_("The XLSX file is damaged. Save it again.")) from error


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


def write_csv(header: list[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV with a byte order mark, which spreadsheet programs need to see UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([header, *([harmless(cell) for cell in row] for row in rows)])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: list[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as the only sheet of an XLSX file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(header)
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(cell: object) -> object:
    """The cell, with a mark before a text that a spreadsheet program would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LIKE_A_FORMULA) else cell


def unmarked(cell: str) -> str:
    """The cell as it was before `harmless()`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(LIKE_A_FORMULA) else cell
