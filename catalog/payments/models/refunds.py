"""What is given back to a buyer."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models import Evidence
from bumm.ledger.models.append_only import never_truncated
from catalog.payments.models.accounts import account
from catalog.payments.models.payments import Payment

# Of cash the rooms above know what was handed over; a payment in cash is paid only once all of it was. Whoever left out
# the unique code gets the order's price back all the same: the code is the seller's to bear.
WITHIN = """
    SELECT CASE
        WHEN gateway = 'cash' AND state <> 'paid' THEN amount
        WHEN gateway = 'transfer' AND state = 'paid' THEN greatest(amount, paid_amount)
        ELSE paid_amount
    END INTO most FROM payments_payment WHERE id = NEW.payment_id FOR UPDATE;
    IF NEW.amount + coalesce((
        SELECT sum(amount) FROM payments_refund WHERE payment_id = NEW.payment_id AND state <> 'failed'
    ), 0) > most THEN
        RAISE EXCEPTION 'more is given back than was paid' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class RefundQuerySet(models.QuerySet["Refund"]):
    def standing(self) -> "RefundQuerySet":
        return self.exclude(state=Refund.State.FAILED)


class Refund(models.Model):
    """So many rupiah of a payment, to be given back: asked by one, made by another. Through a gateway it is sent
    there, and done once the gateway says so; by hand it is done with the bank's reference, or what proves that cash
    was given."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("of a refund", "to be given back")
        SENT = "sent", pgettext_lazy("of a refund", "on its way")
        DONE = "done", pgettext_lazy("of a refund", "given back")
        FAILED = "failed", pgettext_lazy("of a refund", "failed")

    reference = models.CharField(_("reference"), max_length=120, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    amount = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    asked_by = account(_("asked by"))
    made_by = account(_("given back by"))
    made_on = models.DateField(_("given back on"), null=True)
    bank_reference = models.CharField(_("the bank’s reference"), max_length=120, blank=True)
    external_id = models.CharField(_("the gateway’s number"), max_length=255, null=True, unique=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="refund_is_an_amount"),
            models.CheckConstraint(
                condition=Q(asked_by=None) | Q(made_by=None) | ~Q(asked_by=F("made_by")),
                name="refund_is_made_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", made_on=None, external_id=None)
                | Q(state="sent", made_on=None)
                | Q(state="done", made_on__isnull=False)
                & (Q(external_id__isnull=False) | ~Q(bank_reference="") | Q(evidence__isnull=False))
                | Q(state="failed", made_on=None),
                name="refund_has_what_its_state_needs",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("refunds"),
            pgtrigger.ReadOnly(name="as_asked", fields=["reference", "payment", "amount", "asked_at", "asked_by"]),
            pgtrigger.Trigger(
                name="within_what_was_paid",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=WITHIN,
                declare=[("most", "bigint")],
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[
                    ("asked", "sent"),
                    ("asked", "done"),
                    ("asked", "failed"),
                    ("sent", "done"),
                    ("sent", "failed"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.payment)
