"""The first sheet of an XLSX file, line by line, as text."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.xml.constants import ARC_APP, ARC_CORE, ARC_CUSTOM, ARC_STYLE, ARC_THEME, ARC_WORKBOOK

from catalog.products.imports.archives import UnreadableArchive, open_archive

MOST_PARTS = 2_000
MOST_UNPACKED = 60 * 2**20
MOST_IN_ROWS = 24 * 2**20  # of sheets and their texts; 5,000 goods have about five
MOST_BESIDE = 2 * 2**20  # of styles and the like, which are read whole and grow a hundredfold in memory
MOST_TAGS = 600_000  # in all parts together; 5,000 rows of 30 cells have as many
CHUNK = 2**16
MANIFEST = "[Content_Types].xml"
OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
ROW_BY_ROW = (".worksheet+xml", ".sharedStrings+xml")
READ_WHOLE = {ARC_STYLE, ARC_THEME, ARC_CORE, ARC_CUSTOM, ARC_APP, ARC_WORKBOOK}  # whatever the manifest says of them
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
        sizes = {part.filename: part.file_size for part in archive.infolist() if _is_parsed(part.filename)}
        if sizes.get(MANIFEST, 0) > MOST_BESIDE:
            raise UnreadableArchive(_("Unpacked it is far too large. Copy the table into a new file."))
        row_by_row = sum(sizes.get(name, 0) for name in _read_row_by_row(archive))
        if sum(sizes.values()) - row_by_row > MOST_BESIDE or row_by_row > MOST_IN_ROWS or _tags(archive) > MOST_TAGS:
            raise UnreadableArchive(_("Unpacked it is far too large. Copy the table into a new file."))


def _tags(archive: zipfile.ZipFile) -> int:
    """How many elements a parser could meet, in whatever part: memory goes by elements, of which four bytes can be one.
    Counted on the way through, and no further than to too many."""
    found = 0
    try:
        for part in archive.infolist():
            with archive.open(part) as unpacked:
                while found <= MOST_TAGS and (chunk := unpacked.read(CHUNK)):
                    found += chunk.count(b"<")
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DamagedWorkbook from error
    return found


def _is_parsed(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _read_row_by_row(archive: zipfile.ZipFile) -> set[str]:
    """The parts that are sheets or texts, and nothing else besides."""
    try:
        overrides = fromstring(archive.read(MANIFEST)).iter(OVERRIDE)
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedWorkbook from error
    kinds: dict[str, set[bool]] = {}
    for override in overrides:
        kind = override.get("ContentType", "").endswith(ROW_BY_ROW)
        kinds.setdefault(override.get("PartName", "").lstrip("/"), set()).add(kind)
    return {name for name, kind in kinds.items() if kind == {True}} - READ_WHOLE


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
