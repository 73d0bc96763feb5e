"""What a meeting votes on, who voted how, and the resolutions that come of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.charter.models import meeting_guards as guards
from bumm.charter.models.charters import Charter
from bumm.charter.models.meetings import Meeting, Voter
from bumm.constraints import CheckedAtOnce
from bumm.ledger.models.append_only import append_only
from bumm.people.models import Bumm


class Motion(CheckedAtOnce):
    """A point of the agenda. Voted on once; what it brings about happens when the meeting is closed."""

    class Effect(models.TextChoices):
        NONE = "none", _("no effect in the books")
        ADOPT_CHARTER = "adopt_charter", _("adopts a charter")
        REOPEN_PERIOD = "reopen_period", _("opens a closed period again")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="motions", editable=False)
    position = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what is to be decided"))
    effect = models.CharField(_("effect"), max_length=13, choices=Effect, default=Effect.NONE)
    charter = models.ForeignKey(
        Charter, on_delete=models.PROTECT, null=True, blank=True, related_name="motions", verbose_name=_("charter")
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    reopen_back_to = models.DateField(
        _("stays closed through"),
        null=True,
        blank=True,
        help_text=_("The last day that stays closed. Empty: all periods are opened again."),
    )
    votes_for = models.BigIntegerField(pgettext_lazy("vote", "for"), null=True, editable=False)
    votes_against = models.BigIntegerField(pgettext_lazy("vote", "against"), null=True, editable=False)
    abstained = models.BigIntegerField(pgettext_lazy("vote", "abstained"), null=True, editable=False)
    carried = models.BooleanField(_("carried"), null=True, editable=False)

    class Meta:
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="motion_position_once_a_meeting"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(effect="adopt_charter"), name="motion_one_charter_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(effect="none", charter=None, in_force_from=None, reopen_back_to=None)
                | Q(effect="adopt_charter", charter__isnull=False, in_force_from__isnull=False, reopen_back_to=None)
                | Q(effect="reopen_period", charter=None, in_force_from=None),
                name="motion_says_what_its_effect_needs",
            ),
            models.CheckConstraint(
                condition=Q(votes_for=None, votes_against=None, abstained=None, carried=None)
                | Q(votes_for__gte=0, votes_against__gte=0, abstained__gte=0, carried__isnull=False),
                name="motion_is_counted_in_full",
            ),
        ]
        triggers = guards.of_motions

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class Vote(models.Model):
    """How one voter voted on one motion. Append-only."""

    class Choice(models.TextChoices):
        FOR = "for", pgettext_lazy("vote", "for")
        AGAINST = "against", pgettext_lazy("vote", "against")
        ABSTAIN = "abstain", pgettext_lazy("vote", "abstains")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=7, choices=Choice)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["motion", "voter"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "voter"], name="vote_once_a_motion"),
            models.CheckConstraint(condition=Q(choice__in=["for", "against", "abstain"]), name="vote_choice_is_known"),
        ]
        triggers = [*append_only("votes"), *guards.of_votes]

    def __str__(self) -> str:
        return f"{self.voter}: {self.get_choice_display()}"


class Resolution(CheckedAtOnce):
    """A carried motion of a closed meeting, numbered without a gap in its BUMM and year. Append-only.

    `reference` is what the books and other rooms name it by, such as RES-TIPES-2013-3.
    """

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="resolution", verbose_name=_("motion"))
    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="resolutions", verbose_name="BUMM")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    adopted_on = models.DateField(_("adopted on"))
    reference = models.CharField(_("reference"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["-adopted_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["bumm", "year", "number"], name="resolution_number_once_a_year"),
            models.CheckConstraint(condition=Q(number__gte=1), name="resolution_number_counts_from_one"),
            models.CheckConstraint(condition=Q(adopted_on__year=F("year")), name="resolution_is_of_its_year"),
            models.CheckConstraint(condition=~Q(reference=""), name="resolution_has_a_reference"),
        ]
        triggers = [*append_only("resolutions"), *guards.of_resolutions]

    def __str__(self) -> str:
        return self.reference
