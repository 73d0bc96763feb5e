"""Share classes and their events: numbered without a gap, chained, never changed. Holdings are derived from them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models import Entry, Evidence
from bumm.ledger.models.append_only import append_only
from bumm.ledger.models.entries import LARGEST_AMOUNT, SHA_256
from bumm.people.models import Bumm, Party
from bumm.shares.models import event_guards

LARGEST_QUANTITY = 10**12  # shares in one event


class ShareClass(models.Model):
    """A class of a BUMM's shares. Its terms are those of the same code in the charter of the day.

    Whoever records an event locks its row.
    """

    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="share_classes", verbose_name="BUMM")
    code = models.CharField(_("code"), max_length=10)

    class Meta:
        verbose_name = _("class of a BUMM’s shares")
        verbose_name_plural = _("classes of a BUMM’s shares")
        ordering = ["bumm", "code"]
        constraints = [
            models.UniqueConstraint(fields=["bumm", "code"], name="class_of_shares_once_a_bumm"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z0-9]*$"), name="class_of_shares_code_is_plain"),
        ]
        triggers = append_only("classes of shares")

    def __str__(self) -> str:
        return f"{self.bumm} {self.code}"


class ShareEvent(models.Model):
    """Shares given, taken or both, of one class, as of a day.

    `number` counts from 1 without a gap in the class; `hash` covers the event and the hash before it; `reference` is
    unique in the class, so that the same cause is recorded once. `par` is the nominal value in rupiah at issue, one and
    the same throughout a class. `entry` carries the event's money in the BUMM's book; shares of an opening register
    have none, because their capital came with the opening balances. No personal data stands here: parties are keys.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", pgettext_lazy("shares", "issue")
        TRANSFER = "transfer", pgettext_lazy("shares", "transfer")
        REDEEM = "redeem", _("redemption")
        INHERIT = "inherit", _("inheritance")
        CORRECT = "correct", _("correction")

    # (No index of its own on `share_class`, `giver` and `taker`: others begin with them.)
    share_class = models.ForeignKey(
        ShareClass,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=pgettext_lazy("shares", "class"),
        db_index=False,
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    reference = models.CharField(_("reference"), max_length=80)
    effective_on = models.DateField(_("effective"))
    recorded_at = models.DateTimeField(_("recorded"))
    giver = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        related_name="gave",
        verbose_name=pgettext_lazy("shares", "from"),
        db_index=False,
    )
    taker = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        related_name="took",
        verbose_name=pgettext_lazy("shares", "to"),
        db_index=False,
    )
    quantity = models.BigIntegerField(_("shares"))
    par = models.BigIntegerField(_("nominal value"))
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="corrected_by",
        verbose_name=pgettext_lazy("shares", "corrects"),
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, related_name="share_events", verbose_name=_("evidence")
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="share_event", verbose_name=_("entry")
    )
    hash = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("share event")
        verbose_name_plural = _("share events")
        ordering = ["share_class", "number"]
        constraints = [
            models.UniqueConstraint(fields=["share_class", "number"], name="share_event_number_once_a_class"),
            models.UniqueConstraint(fields=["share_class", "reference"], name="share_event_reference_once_a_class"),
            models.CheckConstraint(condition=Q(number__gte=1), name="share_event_number_counts_from_one"),
            models.CheckConstraint(condition=~Q(reference=""), name="share_event_has_a_reference"),
            models.CheckConstraint(condition=Q(hash__regex=SHA_256), name="share_event_has_a_hash"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_QUANTITY, par__gte=1),
                name="share_event_quantity_is_a_quantity",
            ),
            models.CheckConstraint(
                condition=Q(quantity__lte=Value(LARGEST_AMOUNT) / F("par")), name="share_event_nominal_is_an_amount"
            ),
            models.CheckConstraint(
                condition=Q(kind="issue", giver=None, taker__isnull=False, corrects=None)
                | Q(kind="redeem", giver__isnull=False, taker=None, corrects=None, entry__isnull=False)
                | Q(
                    kind__in=["transfer", "inherit"],
                    giver__isnull=False,
                    taker__isnull=False,
                    corrects=None,
                    entry=None,
                )
                | Q(kind="correct", corrects__isnull=False) & (Q(giver__isnull=False) | Q(taker__isnull=False)),
                name="share_event_has_the_parties_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(giver=None) | Q(taker=None) | ~Q(giver=F("taker")), name="share_event_between_two_parties"
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "share_class"], name="share_event_by_giver"),
            models.Index(fields=["taker", "share_class"], name="share_event_by_taker"),
            models.Index(
                fields=["share_class", "effective_on"],
                include=["quantity", "taker"],
                condition=Q(giver=None) | Q(taker=None),
                name="share_event_of_the_total",
            ),
        ]
        triggers = [
            *append_only("share events"),
            pgtrigger.Trigger(
                name="in_order",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                declare=[("fault", "text")],
                func=event_guards.IN_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_class} {self.number}"
