"""Transfers that recur."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumm.constraints import CheckedAtOnce
from bumm.ledger.models.books import Account, Book
from bumm.ledger.models.entries import LARGEST_AMOUNT


class JournalTemplate(CheckedAtOnce):
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
