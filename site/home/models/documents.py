"""Documents beside the pages. They lie where no public address leads; Wagtail's view hands them out, as attachments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document

from catalog.products.models.imports import private_files


class SiteDocument(AbstractDocument):
    file = models.FileField(_("file"), upload_to="documents", storage=private_files)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        """A form that asks for a missing title alone has no file to complain about; its file was checked before."""
        if self.file:
            super().clean()
