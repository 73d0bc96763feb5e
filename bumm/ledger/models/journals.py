"""Entries that people write by hand: prepared by one with what proves them, approved by another, and then posted."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.constraints import CheckedAtOnce
from bumm.ledger.models.append_only import append_only, never_truncated
from bumm.ledger.models.books import Book
from bumm.ledger.models.entries import Entry, Evidence


class Journal(CheckedAtOnce):
    """One such entry, from draft to posted. Only who prepared it revises it; who approves it is someone else.

    Posted or withdrawn, it is never changed again. What it says changes only while it is a draft or was returned.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a journal", "draft")
        SUBMITTED = "submitted", _("waits for approval")
        RETURNED = "returned", _("returned")
        POSTED = "posted", _("posted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.DRAFT, State.RETURNED)

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="journals", verbose_name=_("book"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    effective_on = models.DateField(_("date"))
    description = models.CharField(
        _("what for"), max_length=200, help_text=_("Such as: rent of the workshop, July 2013. No names of residents.")
    )
    evidence = models.ManyToManyField(
        Evidence, through="JournalEvidence", related_name="journals", blank=True, verbose_name=_("evidence")
    )
    reverses = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_reversals",
        verbose_name=_("reverses"),
        db_constraint=False,
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="journal", verbose_name=_("entry"), db_constraint=False
    )

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "book"], name="journal_of_its_book"),  # what its lines refer to
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "posted", "withdrawn"]),
                name="journal_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="journal_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="posted", approved_by__isnull=False, entry__isnull=False)
                | (~Q(state="posted") & Q(approved_by__isnull=True, entry__isnull=True)),
                name="journal_posted_if_approved",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="preparer_stays", fields=["book", "prepared_by", "prepared_at", "reverses"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("journals"),
            pgtrigger.Protect(
                name="begins_as_a_draft", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="draft")
            ),
            pgtrigger.FSM(
                name="goes_its_way",
                field="state",
                transitions=[
                    ("draft", "submitted"),
                    ("returned", "submitted"),
                    ("submitted", "returned"),
                    ("submitted", "posted"),
                    *((open_to, "withdrawn") for open_to in ("draft", "returned", "submitted")),
                ],
            ),
            pgtrigger.Protect(
                name="stays_as_submitted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="submitted")
                & (
                    pgtrigger.Q(old__effective_on__df=pgtrigger.F("new__effective_on"))
                    | pgtrigger.Q(old__description__df=pgtrigger.F("new__description"))
                ),
            ),
            pgtrigger.Protect(
                name="stays_as_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["posted", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return self.description


class JournalEvent(CheckedAtOnce):
    """What was done with a journal, when, and by whom; with the reason where it was returned. Append-only.

    `said`, where it was submitted, is what it said then, so that who decides sees what was changed since: the keys
    `effective_on`, `description`, `lines` (debit code, credit code, rupiah) and `evidence` (SHA-256).
    """

    class Kind(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        REVISED = "revised", _("revised")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved and posted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=9, choices=Kind)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    said = models.JSONField(null=True)

    class Meta:
        verbose_name = _("step of a journal")
        verbose_name_plural = _("steps of journals")
        ordering = ["journal", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="returned") & ~Q(reason="") | ~Q(kind="returned") & Q(reason=""),
                name="journal_is_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="submitted", said__isnull=False) | ~Q(kind="submitted") & Q(said__isnull=True),
                name="journal_submission_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["prepared", "revised", "submitted", "returned", "approved", "withdrawn"]),
                name="journal_event_kind_is_known",
            ),
        ]
        triggers = append_only("steps of journals")

    def __str__(self) -> str:
        return f"{self.journal}: {self.get_kind_display()}"
