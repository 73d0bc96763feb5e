"""How groups get what they are owed: in batches through a bank or in cash, prepared by one and approved by another."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models import Book, Entry
from bumm.ledger.models.append_only import never_truncated
from bumm.people.models import Group


def account(name: Any, *, null: bool = True) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


class PayoutBatch(models.Model):
    """Payouts of one book that are made together. `due_by` is the day up to which sales count."""

    class Method(models.TextChoices):
        BANK = "bank", _("bank transfer")
        CASH = "cash", _("cash")

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("of payments", "prepared")
        APPROVED = "approved", pgettext_lazy("of payments", "approved")
        CANCELLED = "cancelled", pgettext_lazy("of payments", "cancelled")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="payout_batches", verbose_name=_("book"))
    number = models.PositiveIntegerField(_("number"))
    method = models.CharField(_("method"), max_length=4, choices=Method)
    due_by = models.DateField(_("due by"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PREPARED, editable=False)
    prepared_by = account(_("prepared by"), null=False)
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    approved_by = account(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    class Meta:
        verbose_name = _("batch of payouts")
        verbose_name_plural = _("batches of payouts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="payout_batch_number_once_a_book"),
            models.CheckConstraint(condition=Q(method__in=["bank", "cash"]), name="payout_batch_method_is_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="payout_batch_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | Q(state="prepared", approved_by=None, approved_at=None)
                | Q(state="cancelled"),
                name="payout_batch_has_what_its_state_needs",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("batches of payouts"),
            pgtrigger.ReadOnly(
                name="as_prepared", fields=["book", "number", "method", "due_by", "prepared_by", "prepared_at"]
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[("prepared", "approved"), ("prepared", "cancelled"), ("approved", "cancelled")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book.code} / {self.number}"


class Payout(models.Model):
    """What a group gets in a batch, in rupiah: of what it is owed (`payable`) the cash that it holds (`custody`) and
    what it owes (`due`) are taken off; `amount` is the rest, which may be nothing.

    A listed one keeps its sums aside, so that nothing else uses them; struck or returned, it is due again.
    """

    class State(models.TextChoices):
        LISTED = "listed", pgettext_lazy("of a payment", "to be paid")
        PAID = "paid", pgettext_lazy("of a payment", "paid")
        STRUCK = "struck", pgettext_lazy("of a payment", "struck off")
        RETURNED = "returned", pgettext_lazy("of a payment", "returned")

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="payouts")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="payouts", db_index=False)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="payouts", verbose_name=pgettext_lazy("of makers", "group")
    )
    payable = models.BigIntegerField(_("owed to it"))
    custody = models.BigIntegerField(_("cash that it holds"), default=0)
    due = models.BigIntegerField(_("owed by it"), default=0)
    amount = models.BigIntegerField(_("to be paid"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.LISTED)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entry"))
    back = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entry of its return")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["batch", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "group"], condition=Q(state="listed"), name="payout_one_listed_a_group"
            ),
            models.CheckConstraint(
                condition=Q(payable__gte=1, custody__gte=0, due__gte=0, amount__gte=0)
                & Q(amount=F("payable") - F("custody") - F("due")),
                name="payout_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state="listed", entry=None, back=None)
                | Q(state="struck", entry=None, back=None) & ~Q(reason="")
                | Q(state="paid", entry__isnull=False, back=None)
                | Q(state="returned", entry__isnull=False, back__isnull=False) & ~Q(reason=""),
                name="payout_has_what_its_state_needs",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("payouts"),
            pgtrigger.ReadOnly(
                name="as_prepared", fields=["batch", "book", "group", "payable", "custody", "due", "amount"]
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[("listed", "paid"), ("listed", "struck"), ("paid", "returned")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.amount}"
