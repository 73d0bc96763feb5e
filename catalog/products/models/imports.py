"""Imports of a group's goods that were begun in the office."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.people.models import Group


def private_files() -> Storage:
    """Where files lie that no public address leads to."""
    return storages["private"]


def place_of_upload(run: "ImportRun", name: str) -> str:
    """A place that says nothing of the file's own name."""
    return f"imports/{uuid.uuid4()}"


class ImportRun(models.Model):
    """One file on its way in: looked at, waiting for the worker, being stored, and how it ended.

    Its files are kept until it has succeeded, so that nobody has to send them twice.
    """

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", _("looked at")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being stored")
        DONE = "done", _("stored")
        FAILED = "failed", _("nothing stored")

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="imports", verbose_name=pgettext_lazy("of makers", "group")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    file_name = models.CharField(_("file"), max_length=200)
    pictures_name = models.CharField(_("pictures"), max_length=200, blank=True)
    table = models.FileField(upload_to=place_of_upload, storage=private_files, blank=True)
    pictures = models.FileField(upload_to=place_of_upload, storage=private_files, blank=True)
    submit = models.BooleanField(_("send to moderation"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LOOKED_AT)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("as they were"), default=0)
    reason = models.TextField(_("reason"), blank=True)
    problems = models.JSONField(default=list, blank=True)  # line, column and reason of each
    pages = models.JSONField(default=list, blank=True)  # keys of the pages with new words or pictures
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    looked_at = models.DateTimeField(_("looked at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.delete_files()
        return super().delete(*args, **kwargs)

    def delete_files(self) -> None:
        """Let go of the files; the row remains."""
        for file in (self.table, self.pictures):
            if file:
                file.delete(save=False)

    @property
    def can_begin(self) -> bool:
        """Whether its plan can be looked at and confirmed."""
        return self.state in (self.State.LOOKED_AT, self.State.FAILED) and bool(self.table)

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
