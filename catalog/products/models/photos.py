"""Pictures, with what they show said in both languages."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Photo(AbstractImage):
    """An uploaded picture. `description` says what it shows and is its alternative text where a page gives none."""

    description_en = models.CharField(_("description (English)"), max_length=255, blank=True)

    # The file as it was sent, before it was drawn anew: by these the same picture sent again is recognised.
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    source_name = models.CharField(max_length=200, blank=True, editable=False)

    # What `pictures.make_renditions` made, so that a page that shows many pictures reads no rendition rows.
    ready = models.JSONField(default=dict, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "description_en")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]

    def get_upload_to(self, filename: str) -> str:
        """A path that nobody guesses: pictures of drafts lie in the same public folder as those of published pages."""
        path: str = super().get_upload_to(f"{secrets.token_hex(8)}-{filename}")
        return path

    def save(self, *args: Any, **kwargs: Any) -> None:
        from catalog.products.pictures import order_renditions

        super().save(*args, **kwargs)
        order_renditions(self)


class PhotoRendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="photo_rendition_once")
        ]
