"""The worst that is accepted, and the worst that is refused, stay below 400 MB: measured in a process of their own."""

import io
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from catalog.products.imports.sheets import UnreadableSheet, read_table
from tests.catalog.products.imports import tables

MOST_MB = 400
ROOT = Path(__file__).resolve().parents[4]
MEASURE = """
import sys
import django
django.setup()
import wagtail.admin.urls
from catalog.products.imports.pictures import Gallery
from catalog.products.imports.sheets import UnreadableSheet, read_table
from catalog.products.imports.archives import UnreadableArchive, open_archive
from bumm.pictures import UnusablePicture, cleaned
kind, path = sys.argv[1:]
try:
    with open(path, "rb") as file:
        if kind == "picture":
            cleaned(file, file.seek(0, 2))
        elif kind == "archive":
            open_archive(file, most_parts=5_000, most_unpacked=400 * 2**20)
        else:
            read_table(file.read(20 * 2**20 + 1))
    print("taken")
except (UnusablePicture, UnreadableArchive, UnreadableSheet):
    print("refused")
# Not ru_maxrss, which begins with the memory of the process that this one was forked from.
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""


TYPES = "[Content_Types].xml"
SHARED_STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sharedStrings+xml"/>'
)


def gradient(width: int, height: int, mode: str) -> Image.Image:
    grey = Image.linear_gradient("L").resize((width, height))
    return Image.merge(mode, [grey] * len(mode))


def picture(width: int, height: int, mode: str, kind: str, **options: object) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        gradient(width, height, mode).save(out, kind, **options)
        return out.getvalue()

    return make


def csv_of_long_cells() -> bytes:
    return "".join("🧵" * 80 + "," + "é" * 900 + "\n" for _row in range(4_900)).encode()


def xlsx(parts: dict[str, bytes]) -> bytes:
    """A small workbook with some of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(tables.xlsx(["sku", "nama"], ["A", "B"]))) as small:
        kept = {name: small.read(name) for name in small.namelist()}
    if "xl/sharedStrings.xml" in parts:
        kept[TYPES] = kept[TYPES].replace(b"</Types>", SHARED_STRINGS + b"</Types>")
    return tables.zipped(kept | parts).getvalue()


def xlsx_of_strings(number: int) -> bytes:
    """Shared texts, no two alike."""
    texts = b"".join(b"<si><t>%x</t></si>" % count for count in range(number))
    return xlsx(
        {
            "xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + texts
            + b"</sst>"
        }
    )


def xlsx_of_cells() -> bytes:
    """Long texts, each with a blank behind it, in every cell there may be."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = b'<c t="s"><v>0</v></c>'
    rows = b"".join(b"<row>" + cell * 60 + b"</row>" for _row in range(5_000))
    sheet = b"<worksheet " + space + b"><sheetData>" + rows + b"</sheetData></worksheet>"
    texts = b"<sst " + space + b"><si><t>" + b"x" * 9_990 + b" </t></si></sst>"
    return xlsx({"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": texts})


SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx_of_one_row() -> bytes:
    """Cells of four bytes each, none of which is let go of before the last."""
    cells = b"<c/>" * 5_900_000
    return xlsx(
        {"xl/worksheets/sheet1.xml": b"<worksheet %b><sheetData><row>%b</row></sheetData></worksheet>" % (SPACE, cells)}
    )


def xlsx_of_one_text() -> bytes:
    return xlsx({"xl/sharedStrings.xml": b"<sst %b><si>%b</si></sst>" % (SPACE, b"<r/>" * 5_900_000)})


def xlsx_of_another_name() -> bytes:
    """A workbook that the manifest finds under a name that is none of a text."""
    with zipfile.ZipFile(io.BytesIO(tables.xlsx(["sku"], ["A"]))) as small:
        parts = {name: small.read(name) for name in small.namelist()}
    parts[TYPES] = parts[TYPES].replace(b"/xl/workbook.xml", b"/xl/workbook.bin")
    parts["xl/workbook.bin"] = parts["xl/workbook.xml"].replace(b"</workbook>", b"<a/>" * 14_000_000 + b"</workbook>")
    return tables.zipped(parts).getvalue()


BOMBS = {
    "one row of all cells": xlsx_of_one_row,
    "one text of all pieces": xlsx_of_one_text,
    "a workbook by another name": xlsx_of_another_name,
}


def xlsx_of_styles(number: int) -> bytes:
    """Objects by the hundred thousand from a few bytes each."""
    with zipfile.ZipFile(io.BytesIO(tables.xlsx(["sku"], ["A"]))) as small:
        styles = small.read("xl/styles.xml")
    assert b"</cellXfs>" in styles
    return xlsx({"xl/styles.xml": styles.replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * number + b"</cellXfs>")})


def directory_of_millions() -> bytes:
    random.seed(1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60_000):
            archive.writestr(str(number), b"")
    return out.getvalue()


WORST = {
    "JPEG of 40 megapixels": ("picture", picture(8_000, 4_999, "RGB", "JPEG", subsampling=0)),
    "PNG of 40 megapixels": ("picture", picture(7_300, 5_470, "RGB", "PNG")),
    "progressive CMYK": ("picture", picture(4_000, 3_999, "CMYK", "JPEG", subsampling=0, progressive=True)),
    "WebP": ("picture", picture(4_000, 3_999, "RGB", "WEBP", method=0)),
    "AVIF of a phone": ("picture", picture(5_000, 4_999, "RGB", "AVIF", speed=10)),
    "HEIC of a phone": ("picture", picture(5_000, 4_999, "RGB", "HEIF")),
    "AVIF one can see through": ("picture", picture(4_000, 3_999, "RGBA", "AVIF", speed=10)),
    "long cells": ("table", csv_of_long_cells),
    "many texts": ("table", lambda: xlsx_of_strings(145_000)),
    "far too many texts": ("table", lambda: xlsx_of_strings(900_000)),
    **{what: ("table", make) for what, make in BOMBS.items()},
    "long texts in every cell": ("table", xlsx_of_cells),
    "many styles": ("table", lambda: xlsx_of_styles(100_000)),
    "far too many styles": ("table", lambda: xlsx_of_styles(1_200_000)),
    "a directory of many": ("archive", directory_of_millions),
}


REFUSED = {"long texts in every cell", "far too many texts", "far too many styles", "a directory of many", *BOMBS}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_file_that_swells_in_memory_is_refused_in_words(make: Callable[[], bytes]) -> None:
    content = make()
    assert len(content) < 100_000
    with pytest.raises(UnreadableSheet, match="terlalu besar"):
        read_table(content)


@pytest.mark.long
@pytest.mark.parametrize("what", WORST)
def test_nothing_that_is_sent_fills_the_memory(what: str, tmp_path: Path) -> None:
    kind, make = WORST[what]
    file = tmp_path / "sent"
    file.write_bytes(make())
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }
    command = [sys.executable, "-c", MEASURE, kind, str(file)]
    measured = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    answer, megabytes = measured.stdout.split()
    assert int(megabytes) < MOST_MB
    assert answer == ("refused" if what in REFUSED else "taken")
