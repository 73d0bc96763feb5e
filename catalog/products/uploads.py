"""Forms of the office that take a picture: none can store one that was not drawn anew."""

import io
from pathlib import PurePath
from typing import IO, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from bumm.pictures import Cleaned, UnusablePicture, cleaned, hash_of


class PictureField(WagtailImageField):
    """Takes an upload and puts the cleaned picture in its place, so that no form can store another."""

    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        if isinstance(upload, UploadedFile):
            try:
                self._clean(upload)
            except UnusablePicture as refusal:
                raise ValidationError(str(refusal), code="invalid_image") from refusal
        return upload

    @staticmethod
    def _clean(upload: UploadedFile) -> None:
        source, upload.name = cast(IO[bytes], upload.file), upload.name or ""
        picture = cleaned(source, upload.size or 0)
        upload.source = hash_of(source), upload.name[-200:]  # type: ignore[attr-defined]
        source.close()
        upload.file = io.BytesIO(picture.content)
        upload.size = len(picture.content)
        upload.name = named(upload.name, picture)
        upload.content_type = Image.MIME[Image.registered_extensions()[picture.suffix]]


def named(name: str, picture: Cleaned) -> str:
    """The name of a file as it was sent, with the suffix of what was made of it."""
    return get_valid_filename((PurePath(name).stem[:60] or "foto") + picture.suffix)


class PhotoForm(BaseImageForm):
    """Every form of the office that takes a picture: upload, many at once, chooser, replacement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)

    def save(self, commit: bool = True) -> Any:
        if "file" in self.changed_data:
            self.instance.source_hash, self.instance.source_name = self.cleaned_data["file"].source
        return super().save(commit=commit)
