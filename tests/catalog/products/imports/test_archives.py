"""ZIPs that would do harm are refused from a few bytes."""

import io
import struct
import zipfile

import pytest

from catalog.products.imports.archives import END64_LOCATOR, MOST_DIRECTORY_BYTES, UnreadableArchive, open_archive
from tests.catalog.products.imports.tables import zipped


def refusal(content: bytes, most_parts: int = 100, most_unpacked: int = 2**20) -> str:
    with pytest.raises(UnreadableArchive) as refused:
        open_archive(io.BytesIO(content), most_parts=most_parts, most_unpacked=most_unpacked)
    return str(refused.value)


def test_an_ordinary_archive_is_opened() -> None:
    archive = open_archive(zipped({"a.txt": b"a"}), most_parts=1, most_unpacked=1)
    assert archive.read("a.txt") == b"a"


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"x" * 100_000, zipped({"a": b"a"}).getvalue()[:-5]],
    ids=["nothing", "a beginning", "letters", "cut short"],  # an archive has the time in it, and a name may not
)
def test_what_is_no_archive(content: bytes) -> None:
    assert "ZIP" in refusal(content)


def test_too_many_files() -> None:
    assert "100" in refusal(zipped({str(number): b"" for number in range(101)}).getvalue())


def test_files_that_swell() -> None:
    assert "1 MB" in refusal(zipped({"nol": bytes(2**21)}).getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_ways_of_packing_that_may_ask_for_gigabytes(method: int) -> None:
    refusal(zipped({"a": b"a"}, method).getvalue())


def test_a_password() -> None:
    content = bytearray(zipped({"a": b"a"}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    refusal(bytes(content))


def test_a_directory_of_millions_is_not_even_read() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, MOST_DIRECTORY_BYTES + 1, 0, 0)
    said = refusal(bytes(MOST_DIRECTORY_BYTES + 1) + end)
    assert said == refusal(zipped({"a": b"a"}).getvalue()[:-22] + END64_LOCATOR + bytes(16) + end[:12] + bytes(10))
