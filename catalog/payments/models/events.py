"""What happened to payments, and what gateways say has happened."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models.append_only import append_only
from catalog.payments.models.accounts import account
from catalog.payments.models.payments import Payment


class PaymentEvent(models.Model):
    """One step of a payment's history. Append-only, and without a word about the buyer."""

    class Kind(models.TextChoices):
        BEGUN = "begun", pgettext_lazy("what happened to a payment", "begun")
        CLAIMED = "claimed", pgettext_lazy("what happened to a payment", "said to be paid")
        REFUSED = "refused", pgettext_lazy("what happened to a payment", "not found at the bank")
        RECEIVED = "received", pgettext_lazy("what happened to a payment", "part arrived")
        PAID = "paid", pgettext_lazy("what happened to a payment", "paid")
        FAILED = "failed", pgettext_lazy("what happened to a payment", "failed")
        EXPIRED = "expired", pgettext_lazy("what happened to a payment", "expired")
        CANCELLED = "cancelled", pgettext_lazy("what happened to a payment", "cancelled")
        REFUND_ASKED = "asked", pgettext_lazy("what happened to a payment", "to be given back")
        REFUND_SENT = "sent", pgettext_lazy("what happened to a payment", "on its way back")
        REFUND_DONE = "refunded", pgettext_lazy("what happened to a payment", "given back")
        REFUND_FAILED = "unrefunded", pgettext_lazy("what happened to a payment", "could not be given back")
        FORGOTTEN = "forgotten", pgettext_lazy("what happened to a payment", "proofs erased")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    amount = models.BigIntegerField(_("amount"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = account(_("by"))

    class Meta:
        verbose_name = _("step of a payment")
        verbose_name_plural = _("steps of payments")
        ordering = ["payment", "pk"]
        triggers = append_only("steps of payments")

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.kind}"


class GatewayEvent(models.Model):
    """A message of a gateway, kept once by its number. It is a hint: what it is about is asked for at the gateway, so
    that of the message only that is kept, and nothing that it tells of the buyer.

    `digested_at` is empty until it has had its effect; `refused` says why it may not have any.
    """

    event_id = models.CharField(_("number"), max_length=255, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    object_id = models.CharField(_("about"), max_length=255)
    live = models.BooleanField(_("live"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    digested_at = models.DateTimeField(_("digested"), null=True)
    refused = models.CharField(_("refused because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message of a gateway")
        verbose_name_plural = _("messages of gateways")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["received_at"], condition=Q(digested_at=None), name="gateway_event_undigested")]

    def __str__(self) -> str:
        return self.event_id

    @property
    def outcome(self) -> str:
        if self.refused:
            return self.refused
        return gettext("taken in") if self.digested_at else gettext("to be taken in")
