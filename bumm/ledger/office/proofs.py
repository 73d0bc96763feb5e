"""Evidence on its way into a journal, and out to who may look at it.

A file is stored as soon as it is sent, so that nothing is lost when something else in the form is wrong. Until the
journal is saved, the form carries its hash, signed for the user who sent it: nobody can lay hold of a file by its hash.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bumm.ledger import services
from bumm.ledger.evidence import ACCEPT, as_download
from bumm.ledger.exceptions import UnusableEvidence
from bumm.ledger.models import Evidence
from bumm.ledger.office import policies
from bumm.people.models import User

MOST_AT_ONCE = 10  # files


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT})


class Proof(NamedTuple):
    """A file that proves something, as a page shows it: with a link for those who may open it."""

    evidence: Evidence
    may_open: bool


def proofs_for(user: User, evidence: QuerySet[Evidence]) -> list[Proof]:
    rows = list(evidence.order_by("name", "sha256"))
    open_to = policies.evidence.instances_user_has_permission_for(user, "view")
    own = set(open_to.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [Proof(row, row.pk in own) for row in rows]


class Carried(NamedTuple):
    """A stored file as a form carries it to and fro."""

    evidence: Evidence
    signed: str


def carry(evidence: Iterable[Evidence], user: User) -> list[Carried]:
    signer = _signer(user)
    return [Carried(row, signer.sign(row.pk)) for row in evidence]


def carried(signed: Iterable[str], user: User) -> list[Evidence]:
    """The files that a form has carried for this user. Whatever is not signed for them is left out."""
    signer, keys = _signer(user), []
    for value in signed:
        try:
            keys.append(signer.unsign(value))
        except signing.BadSignature:
            continue
    return list(Evidence.objects.filter(pk__in=keys).order_by("added_at", "pk"))


def _signer(user: User) -> signing.Signer:
    return signing.Signer(salt=f"evidence:{user.pk}")


def store_all(files: list[UploadedFile], user: User) -> tuple[list[Evidence], list[str]]:
    """Store what was sent: the files kept, and for each that was not why, with its name."""
    if len(files) > MOST_AT_ONCE:
        return [], [_("Send at most {most} files at once.").format(most=MOST_AT_ONCE)]
    kept, refused = [], []
    for file in files:
        try:
            kept.append(services.store_evidence(file=file, by=user))
        except UnusableEvidence as refusal:
            refused.append(f"{file.name}: {refusal}")
    return kept, refused


@require_safe
def download(request: HttpRequest, sha256: str) -> FileResponse:
    """The file, for whoever may look at an entry or a journal that it proves, and for who sent it."""
    evidence = get_object_or_404(Evidence, pk=sha256)
    user: Any = request.user
    if not policies.evidence.user_has_permission_for_instance(user, "view", evidence):
        raise PermissionDenied
    try:
        return as_download(evidence)
    except FileNotFoundError as missing:  # which `verify_ledger` reports
        raise Http404 from missing
