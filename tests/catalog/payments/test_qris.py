"""QRIS codes are read, checked, made out for an amount, and read again from pictures."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from catalog.payments import qris
from catalog.payments.exceptions import InvalidQris
from tests.catalog.payments.scene import picture, static_code


def test_checksum_has_the_known_value() -> None:
    assert qris.checksum("123456789") == "29B1"


def test_a_static_code_says_whose_it_is() -> None:
    code = qris.read_static(f"  {static_code()}\n")
    assert (code.name, code.city, code.nmid) == ("BUMM TIPES", "SURAKARTA", "ID1020000000001")
    assert code.payload == static_code()
    assert qris.read_static(static_code()[:-4] + static_code()[-4:].lower()).payload == static_code()


@pytest.mark.parametrize(
    "code",
    [
        "",
        "halo, ini bukan kode QRIS sama sekali",
        "x" * 600,
        "😀" * 30,
        static_code()[:-10],
        static_code().replace("TIPES", "TIPEX"),
        static_code(e01="12", e54="10000"),
        static_code(e01="12"),
        static_code(e54="10000"),
        static_code(e53="840"),
        static_code(e58="MY"),
        static_code(e26="", e51=""),
        static_code(e55="01"),
        static_code(e59=""),
    ],
)
def test_what_is_no_static_code_is_refused_in_words(code: str) -> None:
    with pytest.raises(InvalidQris) as refusal:
        qris.read_static(code)
    assert str(refusal.value)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for candidate in (text, static_code()[:60] + text, text + static_code()):
        try:
            qris.read_static(candidate)
        except InvalidQris:
            continue


@given(amount=st.integers(1, 10_000_000), reference=st.text(max_size=40))
def test_the_amount_and_the_order_go_in_and_the_merchant_stays(amount: int, reference: str) -> None:
    code = qris.for_amount(static_code(e62="0703A01"), amount=amount, reference=f"order:{reference}")
    assert qris.checksum(code[:-4]) == code[-4:]
    parts = qris._elements(code)
    old = qris._elements(static_code())
    assert (parts["01"], parts["54"]) == ("12", str(amount))
    assert {tag: parts[tag] for tag in old if tag not in ("01", "63")} == {
        tag: value for tag, value in old.items() if tag not in ("01", "63")
    }
    more = qris._elements(parts["62"])
    assert more["07"] == "A01"
    assert more["05"].startswith("ORDER") and len(more["05"]) <= 25


def test_pictures_hold_the_code() -> None:
    """Ours can be read, as it is and from a tilted photo; what holds none is refused."""
    code = qris.for_amount(static_code(), amount=49_321, reference="order:17")
    png = base64.b64decode(qris.as_png(code).partition(",")[2])
    assert qris.read_picture(io.BytesIO(png), len(png)) == code
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").rotate(7, expand=True, fillcolor="white").save(out, "JPEG")
    assert qris.read_picture(io.BytesIO(out.getvalue()), len(out.getvalue())) == code
    assert qris.as_svg(code).startswith("data:image/svg+xml")
    for file in (picture(), SimpleUploadedFile("kode.png", b"nothing")):
        with pytest.raises(InvalidQris):
            qris.read_picture(file, file.size or 0)


def test_two_codes_in_a_picture_are_refused() -> None:
    both = Image.new("RGB", (1200, 600), "white")
    for place, name in ((0, "SATU"), (600, "DUA")):
        png = base64.b64decode(qris.as_png(static_code(e59=name)).partition(",")[2])
        both.paste(Image.open(io.BytesIO(png)).convert("RGB").resize((560, 560)), (place, 20))
    out = io.BytesIO()
    both.save(out, "PNG")
    with pytest.raises(InvalidQris):
        qris.read_picture(io.BytesIO(out.getvalue()), len(out.getvalue()))
