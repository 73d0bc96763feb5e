"""A charter (AD/ART): what the people of a BUMM agreed on, in force from a day until the next one is."""

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.charter.models import charter_guards as guards
from bumm.charter.percent import WHOLE
from bumm.constraints import CheckedAtOnce
from bumm.people.models import Bumm


def part(name: Any, help_text: Any, *, least: int = 0, most: int = WHOLE) -> models.PositiveIntegerField:
    """A bounded whole number; the CHECKs below bound it once more."""
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveIntegerField(name, validators=bounds, help_text=help_text)


class Bearer(models.TextChoices):
    BUMM = "bumm", "BUMM"
    GROUP = "group", _("the selling group")


class Majority(models.TextChoices):
    MORE_THAN_HALF = "half", _("more than half")
    TWO_THIRDS = "two_thirds", _("two thirds")
    THREE_QUARTERS = "three_quarters", _("three quarters")

    def is_reached(self, votes_for: int, votes_against: int) -> bool:
        """Whether so many votes carry a motion. Abstentions count for neither side; nobody in favour carries none."""
        cast = votes_for + votes_against
        match self:
            case Majority.MORE_THAN_HALF:
                enough = 2 * votes_for > cast
            case Majority.TWO_THIRDS:
                enough = 3 * votes_for >= 2 * cast
            case Majority.THREE_QUARTERS:
                enough = 4 * votes_for >= 3 * cast
        return votes_for > 0 and enough


class VotingRule(models.TextChoices):
    HEAD = "head", _("one head, one vote")
    SHARE = "share", _("by shares")


class CharterQuerySet(models.QuerySet["Charter"]):
    def adopted(self) -> "CharterQuerySet":
        return self.filter(resolution__isnull=False)

    def drafts(self) -> "CharterQuerySet":
        return self.filter(resolution__isnull=True)

    def in_force(self, on: dt.date) -> "CharterQuerySet":
        """Of each BUMM the one in force on a day: its latest that had come into force by then."""
        begun = self.adopted().filter(in_force_from__lte=on)
        latest = begun.order_by("bumm_id", "-in_force_from").distinct("bumm_id")
        return self.filter(pk__in=latest.values("pk"))


class Charter(CheckedAtOnce):
    """A version of the charter. A draft while it has no resolution; adopted by one, it never changes again.

    Percentages are basis points. A charter that has stood before a meeting with a frozen roll does not change either:
    people vote on what they have read.
    """

    class Weighting(models.TextChoices):
        RECORD_DATE = "record_date", _("shares on the record date")
        SHARE_DAYS = "share_days", _("share-days of the period")

    class RedemptionPrice(models.TextChoices):
        NOMINAL = "nominal", _("nominal value")
        BOOK_VALUE = "book_value", _("book value")
        LOWER_OF_BOTH = "lower_of_both", _("the lower of both")

    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="charters", verbose_name="BUMM")
    version = models.PositiveIntegerField(_("version"), editable=False)
    title = models.CharField(_("title"), max_length=150)
    articles = models.TextField(_("articles"), help_text=_("The whole text, article by article."))
    in_force_from = models.DateField(_("in force from"), null=True, editable=False)
    resolution = models.OneToOneField(
        "charter.Resolution",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="charter",
        verbose_name=_("resolution"),
    )

    commission_bp = part(_("commission"), _("The BUMM's part of a sale."))
    fee_bearer = models.CharField(_("payment fees are borne by"), max_length=5, choices=Bearer)
    discount_bearer = models.CharField(_("discounts are borne by"), max_length=5, choices=Bearer)
    complaint_days = part(_("days to complain"), _("After a sale is handed over, before its makers are paid."), most=90)

    weighting = models.CharField(_("owners' part goes by"), max_length=11, choices=Weighting)
    objection_days = part(_("days to object"), _("To a drafted distribution, before a meeting approves it."), most=90)
    lapse_months = part(_("months until unclaimed money lapses"), _("It goes to the reserve then."), least=1, most=240)
    redemption_price = models.CharField(_("shares are redeemed at"), max_length=13, choices=RedemptionPrice)
    redemption_liquidity_bp = part(
        _("part of cash for redemptions"), _("Of cash and banks, what redemptions of one year may take.")
    )

    notice_days = part(_("days of notice"), _("From the invitation to the meeting."), most=60)
    quorum_bp = part(_("quorum"), _("Of the votes on the roll, how many must be present."), least=1)
    voting_rule = models.CharField(_("votes are counted"), max_length=5, choices=VotingRule)
    majority = models.CharField(
        _("majority"), max_length=14, choices=Majority, help_text=_("Of the votes for and against.")
    )
    charter_majority = models.CharField(
        _("majority for a new charter"), max_length=14, choices=Majority, help_text=_("Of the votes for and against.")
    )

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["bumm", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["bumm", "version"], name="charter_version_once_a_bumm"),
            models.CheckConstraint(condition=Q(version__gte=1), name="charter_version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True, resolution__isnull=True)
                | Q(in_force_from__isnull=False, resolution__isnull=False),
                name="charter_in_force_by_resolution",
            ),
            models.CheckConstraint(
                condition=Q(commission_bp__lte=WHOLE, redemption_liquidity_bp__lte=WHOLE)
                & Q(quorum_bp__gte=1, quorum_bp__lte=WHOLE),
                name="charter_parts_of_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(complaint_days__lte=90, objection_days__lte=90, notice_days__lte=60)
                & Q(lapse_months__gte=1, lapse_months__lte=240),
                name="charter_terms_are_bounded",
            ),
            models.CheckConstraint(
                condition=Q(fee_bearer__in=Bearer.values, discount_bearer__in=Bearer.values)
                & Q(weighting__in=["record_date", "share_days"])
                & Q(redemption_price__in=["nominal", "book_value", "lower_of_both"])
                & Q(voting_rule__in=VotingRule.values)
                & Q(majority__in=Majority.values, charter_majority__in=Majority.values),
                name="charter_choices_are_known",
            ),
        ]
        triggers = guards.of_charters

    def __str__(self) -> str:
        return f"{self.title} ({self.bumm}, {self.version})"

    @property
    def is_draft(self) -> bool:
        return self.resolution_id is None
