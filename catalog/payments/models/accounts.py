"""Where a BUMM is paid."""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.append_only import append_only
from bumm.people.models import Bumm


def account(name: Any) -> models.ForeignKey:
    """The user who did something; empty where the machine or the buyer did it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


class MerchantAccount(models.Model):
    """The bank account and the static QRIS code of a BUMM: its latest row counts, and what it leaves empty is not
    offered.

    Append-only, because each payment says to which of them it was to go.
    """

    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="merchant_accounts", verbose_name="BUMM")
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    number = models.CharField(
        _("account number"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5,20}\Z", _("Digits only."))],
    )
    holder = models.CharField(_("account holder"), max_length=100, blank=True)
    qris = models.CharField(_("QRIS code"), max_length=512, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = account(_("recorded by"))

    class Meta:
        verbose_name = _("account for payments")
        verbose_name_plural = _("accounts for payments")
        ordering = ["bumm", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bank="", number="", holder="")
                | ~Q(bank="") & ~Q(holder="") & Q(number__regex=r"^[0-9]{5,20}$"),
                name="merchant_account_is_whole_or_empty",
            ),
            models.CheckConstraint(
                condition=Q(qris="") | Q(qris__regex=r"^000201.*6304[0-9A-F]{4}$"), name="merchant_account_holds_a_qris"
            ),
        ]
        triggers = append_only("accounts for payments")

    def __str__(self) -> str:
        return str(self.bumm)
