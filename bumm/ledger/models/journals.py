"""Entries that people write by hand: prepared by one with what proves them, approved by another, and then posted."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.append_only import append_only
from bumm.ledger.models.books import Account, Book
from bumm.ledger.models.entries import LARGEST_AMOUNT, Entry, Evidence


class Journal(models.Model):
    """One such entry, from draft to posted. Only who prepared it revises it; who approves it is someone else.

    Posted or withdrawn, it is never changed again. Its lines change only while it is a draft or was returned.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
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
    evidence = models.ManyToManyField(Evidence, related_name="journals", blank=True, verbose_name=_("evidence"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="journal", verbose_name=_("entry")
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
            pgtrigger.ReadOnly(name="preparer_stays", fields=["book", "prepared_by", "prepared_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="stays_as_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["posted", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return self.description


class JournalLine(models.Model):
    """One transfer that a journal asks for. The database holds it to the journal's book (see the migration)."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="lines", db_constraint=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    position = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("debit"), db_constraint=False
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("credit"), db_constraint=False
    )
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("line of a journal")
        verbose_name_plural = _("lines of journals")
        ordering = ["journal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["journal", "position"], name="journal_line_position_once"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="journal_line_between_two_accounts"),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=LARGEST_AMOUNT), name="journal_line_amount_is_an_amount"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_while_open",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("line", "ledger_journalline%ROWTYPE")],
                func="""
                    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
                    PERFORM FROM ledger_journal WHERE id = line.journal_id AND state IN ('draft', 'returned');
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'the journal is no longer open' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN line;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit} / {self.credit}: {self.amount}"


class JournalEvent(models.Model):
    """What was done with a journal, when, and by whom; with the reason where it was returned. Append-only."""

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
                condition=Q(kind__in=["prepared", "revised", "submitted", "returned", "approved", "withdrawn"]),
                name="journal_event_kind_is_known",
            ),
        ]
        triggers = append_only("steps of journals")

    def __str__(self) -> str:
        return f"{self.journal}: {self.get_kind_display()}"


class JournalTemplate(models.Model):
    """A transfer that recurs, such as rent, to begin a journal with."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="templates", verbose_name=_("book"))
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("what for"), max_length=200)
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("debit"), db_constraint=False
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("credit"), db_constraint=False
    )
    amount = models.BigIntegerField(_("usual amount"), null=True, blank=True)

    class Meta:
        verbose_name = _("journal template")
        verbose_name_plural = _("journal templates")
        ordering = ["book", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "name"],
                name="journal_template_name_once_a_book",
                violation_error_message=_("This book has a template of this name."),
            ),
            models.CheckConstraint(
                condition=~Q(debit=F("credit")),
                name="journal_template_between_two_accounts",
                violation_error_message=_("The same account stands on both sides."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=1, amount__lte=LARGEST_AMOUNT),
                name="journal_template_amount_is_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.name
