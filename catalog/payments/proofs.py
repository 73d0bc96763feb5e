"""Pictures by which buyers prove that they paid: drawn anew, and kept where no public address leads."""

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from bumm.pictures import UnusablePicture, cleaned
from catalog.payments.exceptions import UnusableProof
from catalog.payments.models import Proof


def storage() -> Storage:
    return storages["private"]


def draw(file: UploadedFile) -> tuple[ContentFile, str]:
    """The picture in an upload, and the SHA-256 of it. Raises UnusableProof."""
    try:
        content, suffix = cleaned(file.file, file.size or 0)  # type: ignore[arg-type]
    except UnusablePicture as refusal:
        raise UnusableProof(str(refusal)) from refusal
    return ContentFile(content, name=f"proofs/{secrets.token_hex(16)}{suffix}"), hashlib.sha256(content).hexdigest()


def as_picture(proof: Proof) -> FileResponse:
    """The picture, to be looked at. Whoever calls this has asked whether its reader may see it."""
    return FileResponse(storage().open(proof.file), filename=proof.file.rpartition("/")[2])
