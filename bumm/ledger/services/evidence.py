"""Keeping what proves an entry."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bumm.ledger import evidence as files
from bumm.ledger.models import Evidence
from bumm.people.models import User


@transaction.atomic
def store_evidence(*, file: UploadedFile, by: User | None) -> Evidence:
    """Keep a PDF or a picture under the hash of its content; the same content is kept once. Raises UnusableEvidence.

    The file is there before its row: a row always has its file.
    """
    proof = files.examine(file)
    files.keep(proof)
    evidence = Evidence(sha256=proof.sha256, name=proof.name, size=len(proof.content), added_by=by)
    Evidence.objects.bulk_create([evidence], ignore_conflicts=True)
    return Evidence.objects.get(pk=proof.sha256)
