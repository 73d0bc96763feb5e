"""Entries and their transfers: balanced by construction, numbered without a gap, chained, and never changed."""

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.append_only import append_only
from bumm.ledger.models.books import Account, Book

LARGEST_AMOUNT = 10**15  # rupiah in one transfer
SHA_256 = r"^[0-9a-f]{64}$"


class Evidence(models.Model):
    """A file that proves something, known by the SHA-256 of its content."""

    sha256 = models.CharField("SHA-256", primary_key=True, max_length=64, validators=[RegexValidator(SHA_256)])
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=SHA_256), name="evidence_is_named_by_its_hash")]
        triggers = append_only("evidence")

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """What was drawn anew, and may be shown within a page."""
        return self.name.endswith((".jpg", ".png"))


class Entry(models.Model):
    """What happened, in one book, as transfers between its accounts.

    `number` counts from 1 without a gap; `hash` covers the entry and the hash before it; `reference` is unique in the
    book, so that the same cause is posted once. No personal data stands in an entry: erasing it would break the chain.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("opening balances")
        JOURNAL = "journal", _("journal")
        REVERSAL = "reversal", _("reversal")
        BETWEEN = "between", _("between two books")
        CLOSING = "closing", _("closing of a year")

    # (No index of its own on `book`, nor on a transfer's `entry`: those of the constraints begin with them.)
    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, related_name="entries", verbose_name=_("book"), db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    reference = models.CharField(_("reference"), max_length=120)
    effective_on = models.DateField(_("effective"))
    recorded_at = models.DateTimeField(_("recorded"))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    evidence = models.ManyToManyField(Evidence, through="EntryEvidence", related_name="entries")
    hash = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["book", "number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="entry_number_once_a_book"),
            models.UniqueConstraint(fields=["book", "reference"], name="entry_reference_once_a_book"),
            models.UniqueConstraint(fields=["id", "book"], name="entry_of_its_book"),  # what transfers refer to
            models.CheckConstraint(condition=Q(number__gte=1), name="entry_number_counts_from_one"),
            models.CheckConstraint(condition=~Q(reference=""), name="entry_has_a_reference"),
            models.CheckConstraint(condition=Q(hash__regex=SHA_256), name="entry_has_a_hash"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | Q(kind__in=["opening", "journal", "between", "closing"], reverses__isnull=True),
                name="entry_reverses_if_a_reversal",
            ),
        ]
        indexes = [models.Index(fields=["book", "effective_on"], name="entry_by_day")]
        triggers = [
            *append_only("entries"),
            pgtrigger.Trigger(
                name="in_order",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                declare=[("fault", "text")],
                func="""
                    SELECT 'the book is closed through ' || closed_through INTO fault
                    FROM added JOIN ledger_book ON ledger_book.id = added.book_id
                    WHERE effective_on <= closed_through
                    UNION ALL
                    SELECT 'entry ' || first || ' does not follow the last one'
                    FROM (SELECT book_id, min(number) AS first, max(number) AS last, count(*) AS entries
                          FROM added GROUP BY book_id) AS run
                    WHERE last - first + 1 <> entries OR first <> 1 AND NOT EXISTS (
                        SELECT FROM ledger_entry WHERE book_id = run.book_id AND number = first - 1)
                    LIMIT 1;
                    IF fault IS NOT NULL THEN
                        RAISE EXCEPTION '%', fault USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book.code} {self.number}"


class EntryEvidence(models.Model):
    """What proves an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "evidence"], name="entry_evidence_once")]
        triggers = append_only("proofs of entries")

    def __str__(self) -> str:
        return f"{self.entry}: {self.evidence}"


class Transfer(models.Model):
    """An amount in whole rupiah from one account of the entry's book (credit) to another (debit).

    The database holds it to its book: entry, debit and credit are referred to together with it (see the migration).
    """

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="transfers", db_constraint=False, db_index=False
    )
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    position = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="debits", verbose_name=_("debit"), db_constraint=False
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="credits", verbose_name=_("credit"), db_constraint=False
    )
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["entry", "position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="transfer_position_once_an_entry"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two_accounts"),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=LARGEST_AMOUNT), name="transfer_amount_is_an_amount"
            ),
        ]
        triggers = append_only("transfers")

    def __str__(self) -> str:
        return f"{self.debit} / {self.credit}: {self.amount}"
