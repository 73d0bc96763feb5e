"""QRIS codes: a merchant's static one is read and checked, and becomes one for a certain amount. Nothing outside is
asked.

The text of a code is a row of elements: two digits that name it, two that count its characters, and those.
"""

import io
import re
from typing import IO, NamedTuple

import segno
import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image

from bumm.pictures import UnusablePicture, cleaned
from catalog.payments.exceptions import InvalidQris

FORMAT, KIND, CURRENCY, AMOUNT, TIP = "00", "01", "53", "54", "55"
COUNTRY, NAME, CITY, MORE, CRC = "58", "59", "60", "62", "63"
STATIC, DYNAMIC = "11", "12"
REFERENCE = "05"  # within MORE
MERCHANTS = [str(tag) for tag in range(26, 52)]
NATIONAL = "51"  # the merchant as Bank Indonesia's register has it; its element 02 is the NMID
LONGEST = 512
LONGEST_REFERENCE = 25


class Qris(NamedTuple):
    """A static code: its text, and what it says of the merchant."""

    payload: str
    name: str
    city: str
    nmid: str


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE in four hexadecimal digits."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def read_static(text: str) -> Qris:
    """Check the static code of a merchant, as it is pasted. Raises InvalidQris, with what is wrong."""
    payload = text.strip()
    if not payload.isascii() or not payload.isprintable() or not 20 <= len(payload) <= LONGEST:
        raise InvalidQris(_("This is not the text of a QRIS code."))
    elements = _elements(payload)
    _refuse_crc(payload, elements)
    _refuse_content(elements)
    national = _elements(elements[NATIONAL]) if NATIONAL in elements else {}
    return Qris(payload[:-4] + payload[-4:].upper(), elements[NAME], elements[CITY], national.get("02", ""))


def _elements(text: str) -> dict[str, str]:
    """By their names, in their order. Raises InvalidQris."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if not re.fullmatch("[0-9]{4}", head) or head[:2] in found:
            raise InvalidQris(_("The text of the code is damaged: it cannot be taken apart. Copy all of it."))
        length = int(head[2:])
        value = text[place + 4 : place + 4 + length]
        if len(value) != length or not length:
            raise InvalidQris(_("The text of the code is damaged: a part of it is missing. Copy all of it."))
        found[head[:2]] = value
        place += 4 + length
    return found


def _refuse_crc(payload: str, elements: dict[str, str]) -> None:
    if list(elements)[-1] != CRC or len(elements[CRC]) != 4 or next(iter(elements)) != FORMAT:
        raise InvalidQris(_("This is not the text of a QRIS code, or its end is missing."))
    if checksum(payload[:-4]) != elements[CRC].upper():
        raise InvalidQris(_("The code’s check digits are wrong: a character is missing or changed. Copy it once more."))


def _refuse_content(elements: dict[str, str]) -> None:
    if elements.get(KIND, STATIC) == DYNAMIC or AMOUNT in elements:
        raise InvalidQris(
            _("This code is for one payment of a certain amount. Take the static code, as on your counter.")
        )
    if elements[FORMAT] != "01" or elements.get(KIND, STATIC) != STATIC or not set(MERCHANTS) & set(elements):
        raise InvalidQris(_("This is a code of another kind, not a QRIS code of a merchant."))
    if elements.get(CURRENCY) != "360" or elements.get(COUNTRY) != "ID":
        raise InvalidQris(_("This code is not for rupiah in Indonesia."))
    if TIP in elements:
        raise InvalidQris(
            _("This code asks for a tip, so the amount would not be the order’s. Ask your bank for another.")
        )
    if not elements.get(NAME) or not elements.get(CITY):
        raise InvalidQris(_("This code does not say whose it is."))


def for_amount(payload: str, *, amount: int, reference: str) -> str:
    """The code by which so many rupiah are paid to the merchant of a static one. Of the reference letters, digits and
    dashes are kept."""
    elements = _elements(payload)
    elements.pop(CRC)
    more = _elements(elements.get(MORE, ""))
    more[REFERENCE] = re.sub("[^A-Z0-9]+", "-", reference.upper())[:LONGEST_REFERENCE]
    elements |= {KIND: DYNAMIC, AMOUNT: str(amount), MORE: _written(more)}
    text = _written(elements) + f"{CRC}04"
    return text + checksum(text)


def _written(elements: dict[str, str]) -> str:
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in sorted(elements.items()))


def as_svg(payload: str) -> str:
    """An address of its own (`data:`) that holds the drawing."""
    return str(segno.make(payload, error="m", micro=False).svg_data_uri(scale=6, border=4))


def as_png(payload: str) -> str:
    """Likewise, as a picture that phones can keep and their banks' apps read."""
    return str(segno.make(payload, error="m", micro=False).png_data_uri(scale=12, border=4))


def read_picture(file: IO[bytes], size: int) -> str:
    """The text of the code in a photo or a screen shot. Raises InvalidQris."""
    try:
        picture = Image.open(io.BytesIO(cleaned(file, size).content))
    except UnusablePicture as refusal:
        raise InvalidQris(str(refusal)) from refusal
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = {one.text for one in zxingcpp.read_barcodes(picture, formats=kinds)}
    if not found:
        raise InvalidQris(_("No code can be read in the picture. Take it again, straight and without glare."))
    if len(found) > 1:
        raise InvalidQris(_("The picture holds several codes. Send one with only yours."))
    return found.pop()
