"""What proves an entry: a PDF or a picture, kept once, out of the web, by the hash of its content."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from PIL import Image

from bumm.ledger import services
from bumm.ledger.evidence import as_download, place_of, storage
from bumm.ledger.exceptions import UnusableEvidence
from bumm.ledger.models import Evidence
from tests.bumm.ledger.test_books import book, pdf, sale

__all__ = ["book"]  # a fixture

pytestmark = pytest.mark.django_db


def from_a_phone() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "rumah di RT 003"
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_pdf_is_kept_as_it_came_and_once() -> None:
    first = services.store_evidence(file=pdf(), by=None)
    again = services.store_evidence(file=SimpleUploadedFile("lain.pdf", pdf().read()), by=None)
    assert first == again
    assert first.sha256 == hashlib.sha256(pdf().read()).hexdigest()
    assert (first.name, first.size, Evidence.objects.count()) == ("nota.pdf", len(pdf().read()), 1)
    assert storage().open(place_of(first.sha256)).read() == pdf().read()


def test_a_picture_is_drawn_anew_and_known_by_what_is_kept() -> None:
    evidence = services.store_evidence(file=SimpleUploadedFile("nota.HEIC", from_a_phone()), by=None)
    content = storage().open(place_of(evidence.sha256)).read()
    assert b"rumah" not in content
    assert (evidence.name, evidence.sha256) == ("nota.jpg", hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("nota.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("nota.pdf", b"<html>%PDF-</html>"),
        SimpleUploadedFile("nota.exe", b"MZ"),
        SimpleUploadedFile("nota.jpg", from_a_phone()[:50]),
    ],
    ids=["svg", "html", "program", "damaged"],
)
def test_anything_else_is_refused_and_nothing_kept(file: Any) -> None:
    with pytest.raises(UnusableEvidence, match="PDF"):
        services.store_evidence(file=file, by=None)
    assert not Evidence.objects.exists()


def test_a_pdf_that_is_too_large_is_refused() -> None:
    large = SimpleUploadedFile("nota.pdf", b"%PDF-" + bytes(10 * 2**20))
    with pytest.raises(UnusableEvidence, match="10 MB"):
        services.store_evidence(file=large, by=None)


def test_it_is_handed_out_as_an_attachment_and_has_no_address() -> None:
    response = as_download(services.store_evidence(file=pdf(), by=None))
    assert response["Content-Disposition"] == 'attachment; filename="nota.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == pdf().read()  # type: ignore[arg-type]
    with pytest.raises(NotImplementedError):
        storage().url("evidence")


@pytest.mark.parametrize("damage", ["change", "remove"])
def test_a_file_that_is_gone_or_another_is_named(book: Any, damage: str) -> None:
    evidence = services.store_evidence(file=pdf(damage), by=None)
    services.post(book=book, draft=sale(evidence=(evidence.pk,)))
    call_command("verify_ledger")
    file = Path(storage().path(place_of(evidence.sha256)))
    file.write_bytes(b"%PDF-other") if damage == "change" else file.unlink()
    with pytest.raises(CommandError, match=f"evidence {evidence.sha256} is broken"):
        call_command("verify_ledger")
    services.store_evidence(file=pdf(damage), by=None)  # sent again, it is whole again
    call_command("verify_ledger")
