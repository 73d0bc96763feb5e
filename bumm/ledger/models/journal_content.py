"""What a journal says beside its date: its lines, and what proves them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.append_only import never_truncated
from bumm.ledger.models.books import Account, Book
from bumm.ledger.models.entries import LARGEST_AMOUNT, Evidence
from bumm.ledger.models.journals import Journal

ONLY_WHILE_OPEN = """
    IF EXISTS (SELECT FROM ledger_journal WHERE id IN (OLD.journal_id, NEW.journal_id)
               AND state NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'the journal is no longer open' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


def only_while_open() -> list[pgtrigger.Trigger]:
    """Triggers that let rows of a journal come, change and go only while it is a draft or was returned."""
    return [
        pgtrigger.Trigger(
            name="only_while_open",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=ONLY_WHILE_OPEN,
        ),
        never_truncated("journals"),
    ]


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
        triggers = only_while_open()

    def __str__(self) -> str:
        return f"{self.debit} / {self.credit}: {self.amount}"


class JournalEvidence(models.Model):
    """What proves a journal, and later the entry that it becomes."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journal", "evidence"], name="journal_evidence_once")]
        triggers = only_while_open()

    def __str__(self) -> str:
        return f"{self.journal}: {self.evidence}"
