"""A BUMM that takes transfers and QRIS, and payments to it."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from bumm.people.models import Bumm
from catalog.payments import services
from catalog.payments.models import Payment
from catalog.payments.qris import checksum
from tests.factories import BummFactory

DAY = dt.timedelta(days=1)
MERCHANT = "0016COM.JELUJUR.WWW01189360000000000000010215ID1020000000001"


def element(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def static_code(**changes: str) -> str:
    """A made-up merchant's static QRIS; `changes` replace elements (`e53`), or leave them out where they are empty."""
    parts = {
        "00": "01",
        "01": "11",
        "26": MERCHANT,
        "51": "0014ID.CO.QRIS.WWW0215ID10200000000010303UMI",
        "52": "5999",
        "53": "360",
        "58": "ID",
        "59": "BUMM TIPES",
        "60": "SURAKARTA",
        "61": "57154",
    }
    parts |= {name[1:]: value for name, value in changes.items()}
    text = "".join(element(tag, value) for tag, value in sorted(parts.items()) if value) + "6304"
    return text + checksum(text)


def selling_bumm(place: str = "tipes", number: str = "0123456789") -> Bumm:
    bumm = BummFactory(place=place)
    services.record_account(bumm=bumm, by=None, bank="Bank Contoh", number=number, holder=bumm.name, qris=static_code())
    return bumm


def begun(bumm: Bumm, gateway: str = "transfer", order: str = "order:1", amount: int = 50_000, **more: Any) -> Payment:
    until = more.pop("expires_at", timezone.now() + DAY)
    return services.begin_payment(
        order_reference=order, bumm=bumm, gateway=gateway, amount=amount, expires_at=until, **more
    )


def picture(colour: str = "white", size: tuple[int, int] = (60, 80)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return SimpleUploadedFile("bukti.png", out.getvalue(), "image/png")
