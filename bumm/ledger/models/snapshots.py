"""What stood on the accounts when a period was closed, so that nobody need add up the years before it again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.books import Account, Book


class BalanceSnapshot(models.Model):
    """All that was ever debited and credited to one account up to the end of a closed day, in rupiah.

    Derived from the entries: it is dropped when the period is opened again, and `verify_ledger` counts it anew.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="snapshots", db_index=False)
    on = models.DateField(_("on"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    debited = models.DecimalField(max_digits=30, decimal_places=0)
    credited = models.DecimalField(max_digits=30, decimal_places=0)

    class Meta:
        verbose_name = _("kept balance")
        verbose_name_plural = _("kept balances")
        constraints = [
            models.UniqueConstraint(fields=["book", "on", "account"], name="snapshot_once_an_account_and_day"),
            models.CheckConstraint(
                condition=models.Q(debited__gte=0, credited__gte=0), name="snapshot_sums_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.on}"
