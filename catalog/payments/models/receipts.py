"""Money that arrived for a payment, and pictures by which buyers prove that they sent it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.append_only import append_only
from bumm.people.models import Bumm
from catalog.payments.models.accounts import account
from catalog.payments.models.payments import Payment


class Receipt(models.Model):
    """So many rupiah arrived on a day. `bank_reference` is what the bank or the gateway calls it; one counts once in a
    BUMM, so that nobody shows the same transfer for two orders. Empty for cash. Append-only."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="receipts")
    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="+", verbose_name="BUMM")
    amount = models.BigIntegerField(_("amount"))
    on = models.DateField(_("day"))
    bank_reference = models.CharField(_("the bank’s reference"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = account(_("recorded by"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["payment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bumm", "bank_reference"], condition=~Q(bank_reference=""), name="receipt_counts_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="receipt_is_an_amount"),
        ]
        triggers = append_only("receipts")

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What the rooms above call it by."""
        return f"{self.payment.reference}:receipt:{self.pk}"


class Proof(models.Model):
    """A picture that a buyer sent, drawn anew. Kept in private, and gone once the buyer is forgotten."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="proofs")
    file = models.CharField(_("file"), max_length=120, unique=True)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("proof of payment")
        verbose_name_plural = _("proofs of payment")
        ordering = ["payment", "pk"]
        constraints = [models.UniqueConstraint(fields=["payment", "sha256"], name="proof_sent_once")]

    def __str__(self) -> str:
        return self.file
