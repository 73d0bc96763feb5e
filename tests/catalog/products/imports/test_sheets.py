"""Tables as people's programs save them, and as nobody should send them."""

import io
import zipfile

import pytest

from bumm.sheets import harmless, unmarked
from catalog.products.imports.sheets import MOST_BYTES, MOST_ROWS, UnreadableSheet, read_table
from tests.catalog.products.imports.tables import xlsx, zipped


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_way_that_programs_save_csv(delimiter: str, end: str, mark: str) -> None:
    text = mark + end.join([delimiter.join(["sku", "nama", "harga"]), delimiter.join(["A1", "Tas", "1.500.000"])])
    table = read_table(text.encode())
    assert table.header == ["sku", "nama", "harga"]
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["A1", "Tas", "1.500.000"])]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = read_table(b'sku,nama\n\nA1,"Tas\nbesar"\nA2,Dompet\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [(3, "A1"), (5, "A2")]


def test_xlsx_gives_the_same_text() -> None:
    table = read_table(xlsx(["sku", "harga", "berat"], ["A1", 85000, 300.0], [], ["A2", "1.500.000", None]))
    assert table.header == ["sku", "harga", "berat"]
    assert [(row.line, row.cells) for row in table.rows] == [(2, ["A1", "85000", "300"]), (4, ["A2", "1.500.000"])]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("sku,nama\nA1,Kué".encode("latin-1"), "Baris 2"),
        ("sku,nama\nA1,Tas".encode("utf-16"), "UTF-16"),
        ("sku,nama\nA1,Tas".encode("utf-16-le"), "UTF-16"),
        (b"", "kosong"),
        (b"\n\n ,\n", "kosong"),
        (b"\xd0\xcf\x11\xe0" + b"\x01" * 900, "XLS"),
        (b'sku,nama\nA1,"Tas\n', "tanda kutip"),
        (b"PK\x03\x04 no archive", "ZIP"),
        (b"sku,nama\n" + b"A" * 10_001, "10000"),
        (b"a," * 61, "60"),
        (b"sku\n" + b"A\n" * (MOST_ROWS + 1), "5000"),
        (b"x" * (MOST_BYTES + 1), "20 MB"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "bukan"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 400, "bukan"),
        (b"sku,nama,harga\n\n", "tidak ada barang"),
    ],
    ids=lambda value: value[:12].hex() if isinstance(value, bytes) else value,
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSheet, match=reason):
        read_table(content)


def test_an_archive_that_swells_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * 70 * 2**20)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(UnreadableSheet, match="60 MB"):
        read_table(out.getvalue())


@pytest.mark.parametrize("disguised", [False, True], ids=["as it is", "as a sheet"])
def test_styles_that_swell_in_memory_are_refused_unread(disguised: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(["sku"], ["A1"]))) as small:
        parts = {name: small.read(name) for name in small.namelist()}
    styles = "xl/styles.xml"
    parts[styles] = parts[styles].replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * 120_000 + b"</cellXfs>")
    if disguised:
        manifest = "[Content_Types].xml"
        parts[manifest] = parts[manifest].replace(b".styles+xml", b".worksheet+xml")
    with pytest.raises(UnreadableSheet, match="terlalu besar"):
        read_table(zipped(parts).getvalue())


def test_a_workbook_with_an_entity_in_it_is_damaged() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx(["sku"]))) as small:
        parts = {name: small.read(name) for name in small.namelist()}
    parts["[Content_Types].xml"] = b'<!DOCTYPE a [<!ENTITY b "b">]><Types>&b;</Types>'
    with pytest.raises(UnreadableSheet, match="rusak"):
        read_table(zipped(parts).getvalue())


def test_the_marks_of_an_export_are_taken_off_again() -> None:
    for text in ("=1", "-1", "'=1", "'kutip", "@a", "a=1", "''=1"):
        assert unmarked(str(harmless(text))) == text
    assert harmless("=1") == "'=1"
