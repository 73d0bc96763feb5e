"""A meeting (musyawarah): the assembly that decides, and the roll of those who may vote in it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bumm.charter.models import meeting_guards as guards
from bumm.charter.models.charters import WHOLE, Majority, VotingRule
from bumm.constraints import CheckedAtOnce
from bumm.ledger.models import Evidence
from bumm.people.models import Bumm, Party

LARGEST_WEIGHT = 10**15  # votes of one voter


def account(name: Any) -> models.ForeignKey:
    """Who did it; none where the pilot's data did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


class Meeting(CheckedAtOnce):
    """It is called; its roll is frozen, and with it the rule that it decides by; its minutes close it.

    Its agenda, roll and rule change no more once the roll is frozen, and nothing does once it is closed. A BUMM has one
    frozen meeting at a time that is not closed yet, so that what one decides is not overtaken by another.
    """

    class Kind(models.TextChoices):
        FOUNDING = "founding", _("founding meeting")
        ANNUAL = "annual", _("annual meeting")
        EXTRAORDINARY = "extraordinary", _("extraordinary meeting")

    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="meetings", verbose_name="BUMM")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("time"))
    place = models.CharField(_("place"), max_length=150)
    invited_on = models.DateField(_("invited on"))
    notice = models.TextField(_("invitation"), help_text=_("What the invitation says beside day, place and agenda."))
    called_by = account(_("called by"))

    roll_frozen_at = models.DateTimeField(_("roll frozen"), null=True, editable=False)
    quorum_bp = models.PositiveIntegerField(_("quorum"), null=True, editable=False)
    voting_rule = models.CharField(_("votes are counted"), max_length=5, choices=VotingRule, null=True, editable=False)
    majority = models.CharField(_("majority"), max_length=14, choices=Majority, null=True, editable=False)
    charter_majority = models.CharField(
        _("majority for a new charter"), max_length=14, choices=Majority, null=True, editable=False
    )

    minutes = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("minutes")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = account(_("closed by"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["founding", "annual", "extraordinary"]), name="meeting_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(invited_on__lte=F("held_on")),
                name="meeting_after_its_invitation",
                violation_error_message=_("A meeting is not held before people are invited to it."),
            ),
            models.CheckConstraint(
                condition=Q(roll_frozen_at=None, quorum_bp=None, voting_rule=None, majority=None, charter_majority=None)
                | Q(
                    roll_frozen_at__isnull=False,
                    quorum_bp__gte=1,
                    quorum_bp__lte=WHOLE,
                    voting_rule__in=VotingRule.values,
                    majority__in=Majority.values,
                    charter_majority__in=Majority.values,
                ),
                name="meeting_rule_is_frozen_with_the_roll",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, minutes=None, closed_by=None)
                | Q(closed_at__isnull=False, minutes__isnull=False, roll_frozen_at__isnull=False),
                name="meeting_closes_with_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(kind="founding", voting_rule="share"), name="meeting_that_founds_counts_heads"
            ),
            models.UniqueConstraint(
                fields=["bumm"],
                condition=Q(roll_frozen_at__isnull=False, closed_at=None),
                name="meeting_one_at_a_time",
            ),
        ]
        triggers = guards.of_meetings

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())}, {self.bumm}"

    @property
    def is_frozen(self) -> bool:
        return self.roll_frozen_at is not None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Voter(models.Model):
    """Who may vote in a meeting, with how many votes: one a head, or by the share register."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="voters")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("voter"))
    weight = models.BigIntegerField(_("votes"), default=1)
    attended = models.BooleanField(_("present"), default=False)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "party"], name="voter_once_a_meeting"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=LARGEST_WEIGHT), name="voter_has_votes"),
        ]
        triggers = guards.of_voters

    def __str__(self) -> str:
        return str(self.party)
