"""Documents and faces as people send them: what a file is, its content says."""

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm

from catalog.products.imports.archives import UnreadableArchive, open_archive
from catalog.products.uploads import PictureField

MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 2**20


def is_pdf(file: IO[bytes]) -> bool:
    return file.read(5) == b"%PDF-"


def is_text(file: IO[bytes]) -> bool:
    try:
        return "\x00" not in file.read().decode()
    except UnicodeDecodeError:
        return False


def holds(part: str) -> Callable[[IO[bytes]], bool]:
    """Whether a file is an archive of an office program: one that holds this part."""

    def check(file: IO[bytes]) -> bool:
        try:
            with open_archive(file, most_parts=MOST_PARTS, most_unpacked=MOST_UNPACKED) as archive:
                return part in archive.namelist()
        except (UnreadableArchive, zipfile.BadZipFile):
            return False

    return check


# By suffix; the settings allow no other.
CHECKS: dict[str, Callable[[IO[bytes]], bool]] = {
    ".pdf": is_pdf,
    ".docx": holds("word/document.xml"),
    ".xlsx": holds("xl/workbook.xml"),
    ".odt": holds("content.xml"),
    ".ods": holds("content.xml"),
    ".csv": is_text,
    ".txt": is_text,
}


class DocumentForm(BaseDocumentForm):
    """Every form of the office that takes a document."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            suffix = PurePath(file.name).suffix.lower()
            check = CHECKS.get(suffix)
            if check is None:
                kinds = ", ".join(name.removeprefix(".").upper() for name in CHECKS)
                raise ValidationError(_("Documents may be {kinds}.").format(kinds=kinds))
            file.seek(0)
            if not check(file):
                raise ValidationError(_("What is in the file does not fit its name ({suffix}).").format(suffix=suffix))
            file.seek(0)
        return file


class FaceForm(AvatarPreferencesForm):
    """Wagtail's form for one's own picture, which keeps the file as it was sent; here it is drawn anew."""

    avatar = PictureField(label=AvatarPreferencesForm.base_fields["avatar"].label, required=False)
