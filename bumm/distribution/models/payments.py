"""How what was allocated reaches people: in batches through a bank or in cash, or to the reserve once it has lapsed."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.constraints import CheckedAtOnce
from bumm.distribution.models import guards
from bumm.distribution.models.runs import Distribution, account
from bumm.ledger.models import Entry
from bumm.ledger.models.append_only import append_only, never_truncated
from bumm.people.models import Party


class BankAccount(CheckedAtOnce):
    """Where a party wants to be paid: its latest row counts. Append-only."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bank_accounts", verbose_name=_("party"))
    bank = models.CharField(_("bank"), max_length=60)
    number = models.CharField(
        _("account number"), max_length=20, validators=[RegexValidator(r"^[0-9]{5,20}\Z", _("Digits only."))]
    )
    name = models.CharField(_("account holder"), max_length=100)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = account(_("recorded by"))

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["party", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{5,20}$"), name="bank_account_number_is_digits"),
            models.CheckConstraint(condition=~Q(bank="") & ~Q(name=""), name="bank_account_is_complete"),
        ]
        triggers = append_only("bank accounts")

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class PaymentBatch(CheckedAtOnce):
    """Payments of a run that go out together. Prepared by one, approved by another."""

    class Method(models.TextChoices):
        BANK = "bank", _("bank transfer")
        CASH = "cash", _("cash")
        LAPSE = "lapse", _("lapsed, to the reserve")

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("of payments", "prepared")
        APPROVED = "approved", pgettext_lazy("of payments", "approved")
        CANCELLED = "cancelled", pgettext_lazy("of payments", "cancelled")

    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="batches", verbose_name=_("distribution")
    )
    number = models.PositiveIntegerField(_("number"))
    method = models.CharField(_("method"), max_length=5, choices=Method)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PREPARED, editable=False)
    prepared_by = account(_("prepared by"), null=False)
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)
    approved_by = account(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    class Meta:
        verbose_name = _("batch of payments")
        verbose_name_plural = _("batches of payments")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["distribution", "number"], name="batch_number_once_a_run"),
            models.CheckConstraint(condition=Q(method__in=["bank", "cash", "lapse"]), name="batch_method_is_known"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="batch_is_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                | Q(state="prepared", approved_by=None, approved_at=None)
                | Q(state="cancelled"),
                name="batch_has_what_its_state_needs",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("batches of payments"),
            pgtrigger.ReadOnly(
                name="as_prepared", fields=["distribution", "number", "method", "prepared_by", "prepared_at"]
            ),
            pgtrigger.Protect(
                name="begins_prepared", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="prepared")
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[("prepared", "approved"), ("prepared", "cancelled"), ("approved", "cancelled")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.distribution} / {self.number}"


class Payment(models.Model):
    """All that a run allocated to a party, in a batch. Returned or struck, it is due again and goes into another.

    `entry` is that of its payment, which it shares with others; `back` that of its return or recovery.
    """

    class State(models.TextChoices):
        LISTED = "listed", pgettext_lazy("of a payment", "to be paid")
        PAID = "paid", pgettext_lazy("of a payment", "paid")
        STRUCK = "struck", pgettext_lazy("of a payment", "struck off")
        RETURNED = "returned", pgettext_lazy("of a payment", "returned")
        OWED = "owed", pgettext_lazy("of a payment", "to be given back")
        RECOVERED = "recovered", pgettext_lazy("of a payment", "given back")

    OVER = (State.STRUCK, State.RETURNED)

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="payments", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payments", verbose_name=_("party"))
    amount = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.LISTED)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, related_name="payments", verbose_name=_("entry")
    )
    back = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entry of its return")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["batch", "party"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "party"],
                condition=~Q(state__in=["struck", "returned"]),
                name="payment_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="payment_is_an_amount"),
            models.CheckConstraint(
                condition=Q(state="listed", entry=None, back=None)
                | Q(state="struck", entry=None, back=None) & ~Q(reason="")
                | Q(state__in=["paid", "owed"], entry__isnull=False, back=None)
                | Q(state="returned", entry__isnull=False) & ~Q(reason="")
                | Q(state="recovered", entry__isnull=False, back__isnull=False),
                name="payment_has_what_its_state_needs",
            ),
        ]
        triggers = guards.of_payments

    def __str__(self) -> str:
        return f"{self.party}: {self.amount}"
