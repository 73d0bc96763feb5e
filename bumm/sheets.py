"""Tables that people take: CSV and XLSX in which no text can act as a formula."""

import csv
import io
import itertools
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

from openpyxl import Workbook

# A program for tables takes a text that begins so for a formula.
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(header: list[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV with a byte order mark, which spreadsheet programs need to see UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([header, *([harmless(cell) for cell in row] for row in rows)])
    return out.getvalue().encode("utf-8-sig")


def csv_lines(header: list[str], rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """What `write_csv()` writes, a line at a time, for tables too long to be held."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield BOM_UTF8
    for row in itertools.chain([header], rows):
        writer.writerow([harmless(cell) for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


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


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
MIME_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def harmless(cell: object) -> object:
    """The cell, with a mark before a text that a spreadsheet program would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and _would_run(cell) else cell


def unmarked(cell: str) -> str:
    """The cell as it was before `harmless()`."""
    return cell[1:] if cell.startswith("'") and _would_run(cell) else cell


def _would_run(cell: str) -> bool:
    return cell.lstrip("'").startswith(LIKE_A_FORMULA)
