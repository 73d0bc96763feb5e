"""What a certificate says on paper, the same on each print: as PDF, and as a page to print."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from bumm.documents import pdf
from bumm.money import in_words
from bumm.shares.codes import spaced
from bumm.shares.models import Certificate, ShareEvent
from bumm.shares.selectors import terms_of

TEMPLATE = "bumm/shares/print/certificate.html"


def address_of(certificate: Certificate) -> str:
    """Where a stranger asks whether the certificate still holds."""
    with override("id"):
        return settings.SITE_URL + reverse("verify", args=[certificate.code])


def qr_code(text: str) -> SafeString:
    drawn = segno.make(text, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=0, omitsize=True, dark="#2b1d13"))  # drawn from modules, not from the text


def words_of(certificate: Certificate) -> dict[str, Any]:
    """For the template. `certificate` has its class with BUMM and kelurahan, its holder, and `with_state()`."""
    share_class = certificate.share_class
    event = ShareEvent.objects.get(share_class=share_class, number=certificate.known_at)
    terms = terms_of(share_class, certificate.issued_on)
    return {
        "certificate": certificate,
        "class_name": terms.name if terms else "",
        "in_words": in_words(certificate.quantity),
        "par": event.par,
        "nominal": event.par * certificate.quantity,
        "event": event,
        "code": spaced(certificate.code),
        "address": address_of(certificate),
        "qr": qr_code(address_of(certificate)),
    }


def certificate_pdf(certificate: Certificate) -> bytes:
    """In Indonesian. Raises documents.CannotDraw."""
    with override("id"):
        return pdf(TEMPLATE, words_of(certificate))


def file_name(certificate: Certificate) -> str:
    share_class = certificate.share_class
    return f"sertifikat-{share_class.bumm.kelurahan_id}-{share_class.code}-{certificate.number}.pdf"
