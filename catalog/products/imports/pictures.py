"""The pictures that a table may name: those in the ZIP beside it, and those that the group already has.

A picture is meant by its file name, whatever folder it lies in and however the name is capitalised. One that the group
has already is known by its content, so that the same ZIP again stores nothing.
"""

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import IO, NamedTuple

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from bumm.people.models import Group
from bumm.pictures import Cleaned, UnusablePicture, cleaned, examine, hash_of
from catalog.products.imports.archives import UnreadableArchive, open_archive
from catalog.products.models import Photo

MOST_BYTES = 200 * 2**20
MOST_UNPACKED = 400 * 2**20
MOST_FILES = 5_000
MOST_FOR_A_GOOD = 8
LEFT_BY_SYSTEMS = ("__MACOSX", "Thumbs.db", "desktop.ini")


class Picture(NamedTuple):
    """A picture that a row names. `photo_id` is empty as long as the group does not have it."""

    name: str
    digest: str
    photo_id: int | None


class Gallery:
    """What the cells of a table's picture column may name. Reads pictures one at a time."""

    def __init__(self, group: Group, file: IO[bytes] | None = None) -> None:
        """Raises UnreadableArchive where `file` is no ZIP that can be taken."""
        self.group = group
        self.parts: dict[str, list[zipfile.ZipInfo]] = {}
        self.named: set[str] = set()
        self._looked_at: dict[str, Picture | ValueError] = {}
        if file is not None:
            self._open(file)

    def _open(self, file: IO[bytes]) -> None:
        if file.seek(0, 2) > MOST_BYTES:
            raise UnreadableArchive(_("It is larger than {most} MB.").format(most=MOST_BYTES // 2**20))
        self.archive = open_archive(file, most_parts=MOST_FILES, most_unpacked=MOST_UNPACKED)
        for part in self.archive.infolist():
            path = PurePosixPath(part.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts:
                raise UnreadableArchive(_("It holds the path {path}, which leads out of it.").format(path=path))
            if not part.is_dir() and not path.name.startswith(".") and not {*path.parts} & {*LEFT_BY_SYSTEMS}:
                self.parts.setdefault(_key(path.name), []).append(part)

    def find(self, text: str) -> list[Picture]:
        """The pictures of a cell, `;` between them. Raises ValueError in the user's words."""
        names = [name for part in text.split(";") if (name := part.strip())]
        if len(names) > MOST_FOR_A_GOOD:
            raise ValueError(_("At most {most} pictures for one good.").format(most=MOST_FOR_A_GOOD))
        pictures = [self._find(name) for name in names]
        if len({picture.digest or picture.name for picture in pictures}) < len(pictures):
            raise ValueError(_("The same picture is named twice."))
        return pictures

    def _find(self, name: str) -> Picture:
        key = _key(base_name(name))
        self.named.add(key)
        if key not in self._looked_at:
            try:
                self._looked_at[key] = self._look_at(key, name)
            except ValueError as refusal:
                self._looked_at[key] = refusal
        found = self._looked_at[key]
        if isinstance(found, ValueError):
            raise found
        return found

    def _look_at(self, key: str, name: str) -> Picture:
        parts = self.parts.get(key, [])
        if len(parts) > 1:
            raise ValueError(_("{name} is in the ZIP {count} times.").format(name=name, count=len(parts)))
        if not parts:
            return self._of_the_group(key, name)
        try:
            content = self._content(parts[0])
            examine(content, parts[0].file_size)
        except UnusablePicture as refusal:
            raise ValueError(f"{name}: {refusal}") from refusal
        digest = hash_of(content)
        return Picture(name, digest, self._photos_by_digest.get(digest))

    def _of_the_group(self, key: str, name: str) -> Picture:
        if known := self._photos_by_name.get(key):
            return known._replace(name=name)
        raise ValueError(
            _("There is no picture {name}, neither in the ZIP nor among those of the group.").format(name=name)
        )

    def _content(self, part: zipfile.ZipInfo) -> IO[bytes]:
        if part.file_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 2**20
            raise UnusablePicture(_("The picture is larger than {most} MB.").format(most=most))
        try:
            return io.BytesIO(self.archive.read(part))
        except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:  # its sum or its length is not as said
            raise UnusablePicture(_("The picture is damaged or incomplete. Send it again.")) from error

    def cleaned(self, picture: Picture) -> Cleaned:
        """A picture of the ZIP as it may be stored. Raises UnusablePicture."""
        (part,) = self.parts[_key(base_name(picture.name))]
        return cleaned(self._content(part), part.file_size)

    def named_as(self, photo_ids: list[int]) -> str:
        """A cell that names these pictures of the group, or an empty one, which leaves a good's pictures as they are,
        where no names lead back to them: a picture may be from another collection."""
        photos = {photo.pk: photo for photo in self._photos}
        names = [self._name_of(photos[key]) for key in photo_ids if key in photos]
        return "; ".join(names) if len(names) == len(photo_ids) else ""

    def _name_of(self, photo: Photo) -> str:
        sent = self._photos_by_name.get(_key(base_name(photo.source_name)))
        is_known_by_it = sent and sent.photo_id == photo.pk and ";" not in photo.source_name
        return base_name(photo.source_name) if is_known_by_it else str(photo.filename)

    @property
    def unnamed(self) -> list[str]:
        """What lies in the ZIP and no row names."""
        return [parts[0].filename for key, parts in self.parts.items() if key not in self.named]

    @cached_property
    def _photos(self) -> list[Photo]:
        """The group's pictures, oldest first."""
        return list(Photo.objects.filter(collection__group_page__group=self.group).order_by("pk"))

    @cached_property
    def _photos_by_digest(self) -> dict[str, int]:
        return {photo.source_hash: photo.pk for photo in reversed(self._photos) if photo.source_hash}

    @cached_property
    def _photos_by_name(self) -> dict[str, Picture]:
        """By the name of the file they lie in, which no two share; else by the name they were last sent under."""
        sent = {_key(base_name(photo.source_name)): photo for photo in self._photos if photo.source_name}
        stored = {_key(photo.filename): photo for photo in self._photos}
        return {key: Picture(key, photo.source_hash or key, photo.pk) for key, photo in (sent | stored).items()}


def base_name(path: str) -> str:
    """A file's name without the folders before it, on whatever system they were written."""
    return PurePosixPath(path.replace("\\", "/")).name


def _key(name: str) -> str:
    """A file name as people mean it: however it is capitalised, and however its system writes accents."""
    return unicodedata.normalize("NFC", name).casefold()
