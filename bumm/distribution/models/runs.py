"""A run of a distribution: what it froze when it was prepared, and how far it has come."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.charter.models import Charter, Motion
from bumm.constraints import CheckedAtOnce
from bumm.distribution.models import guards
from bumm.ledger.models import Book, Entry
from bumm.ledger.models.entries import LARGEST_AMOUNT
from bumm.people.models import Bumm


def account(name: Any, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


def own_entry(name: Any, related_name: str) -> models.OneToOneField:
    return models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name=related_name,
        verbose_name=name,
    )


class DistributionQuerySet(models.QuerySet["Distribution"]):
    def live(self) -> "DistributionQuerySet":
        return self.exclude(state__in=Distribution.OVER)

    def unposted(self) -> "DistributionQuerySet":
        return self.filter(state__in=Distribution.UNPOSTED)


class Distribution(CheckedAtOnce):
    """A run that shares out `amount` rupiah of a closed period's income, at most one live run a period.

    Prepared, it has frozen the charter, the last event of each share class (in its pools) and the last entry of the
    book, and `digest` covers all that it allocates. A draft is announced, which opens the window for objections; a
    meeting resolves on it; someone other than its preparer approves it, and with that it is posted. An upheld objection
    voids it. A posted run is never edited: it is reversed.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("of a distribution", "being prepared")
        DRAFT = "draft", pgettext_lazy("of a distribution", "draft")
        ANNOUNCED = "announced", pgettext_lazy("of a distribution", "announced")
        POSTED = "posted", pgettext_lazy("of a distribution", "posted")
        VOID = "void", pgettext_lazy("of a distribution", "void")
        REVERSED = "reversed", pgettext_lazy("of a distribution", "reversed")

    UNPOSTED = (State.PREPARING, State.DRAFT, State.ANNOUNCED)
    OVER = (State.VOID, State.REVERSED)
    STEPS = (_("owners by shares"), _("groups by turnover"), _("members of groups that hold shares"))

    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="distributions", verbose_name="BUMM")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", verbose_name=_("book"))
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("through"))
    record_date = models.DateField(_("record date"))
    weighting = models.CharField(_("owners’ part goes by"), max_length=11, choices=Charter.Weighting)
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="+", verbose_name=_("charter"))
    ledger_head = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("last entry of the book")
    )
    net_income = models.BigIntegerField(_("net income of the period"))
    retained = models.BigIntegerField(_("retained earnings that could be distributed"))
    amount = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PREPARING, editable=False)
    step = models.PositiveSmallIntegerField(_("steps done"), default=0, editable=False)
    digest = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    prepared_by = account(_("prepared by"), null=False)
    prepared_at = models.DateTimeField(_("prepared"), auto_now_add=True)

    announced_on = models.DateField(_("announced"), null=True, editable=False)
    objections_until = models.DateField(_("objections until"), null=True, editable=False)
    motion = models.OneToOneField(
        Motion,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="distribution",
        verbose_name=_("motion"),
    )
    approved_by = account(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    entry = own_entry(_("entry"), "distribution")

    ended_by = account(_("ended by"))
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    reversal = own_entry(_("reversal"), "+")
    receivable = own_entry(_("entry of what was paid already"), "+")

    objects = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution")
        verbose_name_plural = _("distributions")
        ordering = ["-period_end", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bumm", "period_end"],
                condition=~Q(state__in=["void", "reversed"]),
                name="distribution_one_live_run_a_period",
            ),
            models.CheckConstraint(
                condition=Q(period_start__lte=F("record_date"), record_date__lte=F("period_end")),
                name="distribution_record_date_in_its_period",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=F("net_income"), net_income__lte=LARGEST_AMOUNT)
                & Q(amount__lte=F("retained")),
                name="distribution_only_of_what_there_is",
            ),
            models.CheckConstraint(
                condition=Q(weighting__in=["record_date", "share_days"]), name="distribution_weighting_is_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="distribution_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="preparing", digest="", announced_on=None, entry=None, ended_at=None)
                | Q(state="draft", announced_on=None, entry=None, ended_at=None) & ~Q(digest="")
                | Q(state="announced", announced_on__isnull=False, entry=None, ended_at=None) & ~Q(digest="")
                | Q(state="posted", approved_by__isnull=False, entry__isnull=False, motion__isnull=False, ended_at=None)
                | Q(state="void", entry=None, ended_at__isnull=False) & ~Q(reason="")
                | Q(state="reversed", reversal__isnull=False, ended_at__isnull=False) & ~Q(reason=""),
                name="distribution_has_what_its_state_needs",
            ),
            models.CheckConstraint(
                condition=Q(announced_on=None, objections_until=None) | Q(objections_until__gte=F("announced_on")),
                name="distribution_window_is_after_its_announcement",
            ),
        ]
        triggers = guards.of_runs

    def __str__(self) -> str:
        return f"{self.bumm}, {self.period_end.year}"

    @property
    def is_sealed(self) -> bool:
        return bool(self.digest)
