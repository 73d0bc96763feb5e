"""A payment: what a buyer is to pay for an order of one BUMM, by which way, and how far that has come."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import never_truncated
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.people.models import Bumm
from catalog.payments.models.accounts import MerchantAccount

MOST_CODE = 999  # rupiah that a transfer may be lessened by


class PaymentQuerySet(models.QuerySet["Payment"]):
    def of_order(self, reference: str) -> "PaymentQuerySet":
        """The attempts to pay an order, the latest first."""
        return self.filter(order_reference=reference).order_by("-pk")

    def open(self) -> "PaymentQuerySet":
        """Those that wait for money."""
        return self.filter(state__in=Payment.OPEN)


class Payment(models.Model):
    """An attempt to pay an order. Amounts are in rupiah: `amount` is what the order costs, `unique_code` what is
    deducted so that a transfer tells its order, `paid_amount` the sum of the receipts, `fee` what the gateway keeps,
    once it is known.

    waiting -> claimed (the buyer says so, or the gateway is at it) -> paid; or failed, expired, cancelled. Money that
    arrives after all makes it paid from there too.
    """

    class Gateway(models.TextChoices):
        QRIS = "qris", "QRIS"
        TRANSFER = "transfer", _("bank transfer")
        CASH = "cash", _("cash")
        STRIPE = "stripe", _("card")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a buyer’s payment", "waiting")
        CLAIMED = "claimed", pgettext_lazy("of a buyer’s payment", "to be confirmed")
        PAID = "paid", pgettext_lazy("of a buyer’s payment", "paid")
        FAILED = "failed", pgettext_lazy("of a buyer’s payment", "failed")
        EXPIRED = "expired", pgettext_lazy("of a buyer’s payment", "expired")
        CANCELLED = "cancelled", pgettext_lazy("of a buyer’s payment", "cancelled")

    OPEN = (State.WAITING, State.CLAIMED)

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    order_reference = models.CharField(_("order"), max_length=60, db_index=True)
    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="payments", verbose_name="BUMM")
    gateway = models.CharField(_("paid by"), max_length=8, choices=Gateway)
    account = models.ForeignKey(
        MerchantAccount, on_delete=models.PROTECT, null=True, related_name="payments", verbose_name=_("account")
    )
    amount = models.BigIntegerField(_("amount"))
    unique_code = models.PositiveSmallIntegerField(_("unique code"), default=0)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    paid_amount = models.BigIntegerField(_("arrived"), default=0)
    paid_on = models.DateField(_("paid on"), null=True)
    fee = models.BigIntegerField(_("fee"), null=True)
    external_id = models.CharField(_("the gateway’s number"), max_length=255, null=True, unique=True)
    return_url = models.URLField(max_length=500, blank=True)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    expires_at = models.DateTimeField(_("to be paid until"))

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["bumm", "state"], name="payment_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["order_reference"],
                condition=Q(state__in=["waiting", "claimed"]),
                name="payment_one_open_an_order",
            ),
            models.UniqueConstraint(
                F("bumm"),
                F("amount") - F("unique_code"),
                condition=Q(gateway="transfer", state__in=["waiting", "claimed"]),
                name="payment_transfer_tells_its_order",
            ),
            models.CheckConstraint(condition=Q(amount__range=(1, LARGEST_AMOUNT)), name="payment_amount_in_range"),
            models.CheckConstraint(
                condition=Q(gateway="transfer", unique_code__range=(1, MOST_CODE), amount__gt=F("unique_code"))
                | ~Q(gateway="transfer") & Q(unique_code=0),
                name="payment_code_is_of_a_transfer",
            ),
            models.CheckConstraint(
                condition=Q(gateway__in=["qris", "transfer"], account__isnull=False)
                | Q(gateway__in=["cash", "stripe"], account=None),
                name="payment_goes_to_an_account",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "claimed", "failed", "expired", "cancelled"], paid_on=None)
                | Q(state="paid", paid_on__isnull=False, paid_amount__gte=F("amount") - F("unique_code"))
                | Q(state="paid", gateway="cash", paid_on__isnull=False, paid_amount__gte=1),
                name="order_payment_has_what_its_state_needs",
            ),
            models.CheckConstraint(condition=Q(paid_amount__gte=0), name="payment_arrived_or_not"),
            models.CheckConstraint(
                condition=Q(fee=None) | Q(gateway="stripe", state="paid", fee__gte=0),
                name="payment_fee_is_of_a_gateway",
            ),
            models.CheckConstraint(
                condition=Q(external_id=None) | Q(gateway="stripe") & ~Q(external_id=""),
                name="payment_number_is_of_a_gateway",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("payments"),
            pgtrigger.ReadOnly(
                name="as_begun",
                fields=[
                    *("reference", "order_reference", "bumm", "gateway", "account"),
                    *("amount", "unique_code", "begun_at", "expires_at"),
                ],
            ),
            pgtrigger.Protect(
                name="begins_unpaid",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="waiting") | ~pgtrigger.Q(new__paid_amount=0),
            ),
            pgtrigger.Trigger(
                name="as_received",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__paid_amount__df=pgtrigger.F("new__paid_amount")),
                func="""
                    IF NEW.paid_amount IS DISTINCT FROM (
                        SELECT coalesce(sum(amount), 0) FROM payments_receipt WHERE payment_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'what arrived is the sum of the receipts' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[
                    *(("waiting", to) for to in ("claimed", "paid", "failed", "expired", "cancelled")),
                    *(("claimed", to) for to in ("waiting", "paid", "failed", "expired", "cancelled")),
                    *((late, "paid") for late in ("failed", "expired", "cancelled")),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.order_name

    @property
    def order_name(self) -> str:
        """What people call its order."""
        from catalog.payments.listening import name_of

        return name_of(self.order_reference)

    @property
    def due(self) -> int:
        """What is to be transferred."""
        return self.amount - self.unique_code

    @property
    def missing(self) -> int:
        return max(0, self.due - self.paid_amount)

    @property
    def deducted(self) -> int:
        """So much of the unique code as the buyer really left out."""
        return min(self.unique_code, max(0, self.amount - self.paid_amount))

    @property
    def overpaid(self) -> int:
        return max(0, self.paid_amount - self.amount)

    @property
    def can_be_given_back(self) -> int:
        """The most of it, in all; the database says the same. The unique code was the seller's to bear."""
        if self.gateway == self.Gateway.CASH and self.state != self.State.PAID:
            return self.amount
        return self.paid_amount + (self.deducted if self.state == self.State.PAID else 0)
