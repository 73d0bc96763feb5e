"""Files that prove something: a PDF as it came, a picture drawn anew; kept private by the hash of its content."""

import hashlib
from pathlib import PurePath
from typing import IO, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from bumm.ledger.exceptions import UnusableEvidence
from bumm.ledger.models import Evidence
from bumm.pictures import UnusablePicture, cleaned

LARGEST_PDF = 10 * 2**20  # bytes
ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.heic"


class Proof(NamedTuple):
    """What is kept of an upload: its bytes, their SHA-256, and a file name with the suffix of what they are."""

    content: bytes
    sha256: str
    name: str


def examine(file: UploadedFile) -> Proof:
    """Look at an upload before it is stored. Raises UnusableEvidence, with what to do instead."""
    source: IO[bytes] = file.file  # type: ignore[assignment]
    source.seek(0)
    if source.read(5) == b"%PDF-":
        content, suffix = _pdf(source, file.size or 0), ".pdf"
    else:
        try:
            content, suffix = cleaned(source, file.size or 0)
        except UnusablePicture as refusal:
            raise UnusableEvidence(_("Send a PDF or a picture. {reason}").format(reason=refusal)) from refusal
    stem = PurePath(file.name or "").stem[:80] or "bukti"
    return Proof(content, hashlib.sha256(content).hexdigest(), get_valid_filename(stem + suffix))


def _pdf(source: IO[bytes], size: int) -> bytes:
    if size > LARGEST_PDF:
        raise UnusableEvidence(_("The PDF is larger than {most} MB.").format(most=LARGEST_PDF // 2**20))
    source.seek(0)
    return source.read()


def place_of(sha256: str) -> str:
    """Where a file lies in the private storage."""
    return f"evidence/{sha256[:2]}/{sha256}"


def storage() -> Storage:
    return storages["private"]


def keep(proof: Proof) -> None:
    """Put a file in its place, unless it lies there whole."""
    place = place_of(proof.sha256)
    if is_whole(proof.sha256):
        return
    storage().delete(place)  # what a write that broke off has left
    storage().save(place, ContentFile(proof.content))


def is_whole(sha256: str) -> bool:
    """Whether the file is there, with the content that its name says."""
    place = place_of(sha256)
    if not storage().exists(place):
        return False
    with storage().open(place) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def as_download(evidence: Evidence) -> FileResponse:
    """The file as an attachment. Whoever calls this has asked whether its reader may have it."""
    content = storage().open(place_of(evidence.sha256))
    return FileResponse(content, as_attachment=True, filename=evidence.name)
