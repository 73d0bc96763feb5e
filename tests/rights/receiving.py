"""Payments to a BUMM of the town: one that its buyer says is paid, and one of which something is to be given back."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from bumm.people.models import Bumm
from catalog.payments import services
from tests.factories import UserFactory


def payments(bumm: Bumm, colour: str) -> dict[str, Any]:
    """Orders whose names have the colour. Nobody in town asked for the refund, so that anybody may make it."""
    number = f"90{bumm.pk:06}"
    account = services.record_account(bumm=bumm, by=None, bank="Bank", number=number, holder=f"Rekening {colour}")
    until = timezone.now() + timedelta(days=1)
    claimed, paid = (
        services.begin_payment(
            order_reference=f"order:{colour}:{n}", bumm=bumm, gateway="transfer", amount=50_000, expires_at=until
        )
        for n in (1, 2)
    )
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    proof = services.upload_proof(payment=claimed, file=SimpleUploadedFile("bukti.png", picture.getvalue()))
    today, clerk = timezone.localdate(), UserFactory()
    services.confirm(payment=paid, amount=paid.due, on=today, bank_reference=f"BC {colour}", by=clerk)
    refund = services.ask_refund(
        order_reference=paid.order_reference, reference=f"{colour}:refund", amount=1_000, reason=colour, by=clerk
    )
    return {"buyerpayment": claimed.pk, "proof": proof.pk, "refund": refund.pk, "merchantaccount": account.pk}
