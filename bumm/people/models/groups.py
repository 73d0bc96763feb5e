"""The joint business groups and who belongs to them, from a day to a day."""

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from bumm.constraints import CheckedAtOnce
from bumm.people.models.persons import Person, three_digits
from bumm.people.models.places import Bumm, Kelurahan


class Trade(models.Model):
    """What a group makes. A KUBE has one."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("trade")
        verbose_name_plural = _("trades")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Group(CheckedAtOnce):
    """A joint business group (kelompok, KUBE): one trade, in one neighbourhood, owned together."""

    class Kind(models.TextChoices):
        CONVEYOR = "conveyor", _("conveyor belt (ban berjalan)")
        KUBE = "kube", _("joint business group (KUBE)")
        POLICY_HIT = "policy_hit", _("hit by a policy")

    class Status(models.TextChoices):
        AT_RISK = "at_risk", _("at risk of collapse")
        RECOVERING = "recovering", _("recovering")
        GROWING = "growing", _("growing")
        INDEPENDENT = "independent", _("standing alone")

    class Grade(models.TextChoices):
        NONE = "", _("not graded")
        GROWING = "growing", _("tumbuh")
        DEVELOPING = "developing", _("berkembang")
        ADVANCED = "advanced", _("maju")
        MODEL = "model", _("percontohan")

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(unique=True)
    kelurahan = models.ForeignKey(
        Kelurahan, on_delete=models.PROTECT, related_name="groups", verbose_name=_("kelurahan")
    )
    rt = models.CharField("RT", max_length=3, validators=[three_digits])
    rw = models.CharField("RW", max_length=3, validators=[three_digits])
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="groups", verbose_name=_("trade"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.AT_RISK)
    grade = models.CharField(_("grade"), max_length=10, choices=Grade, default=Grade.NONE, blank=True)
    selling_bumm = models.ForeignKey(
        Bumm,
        on_delete=models.PROTECT,
        related_name="selling_groups",
        verbose_name=_("selling BUMM"),
        help_text=_("The BUMM that sells for this group; another kelurahan's where its own has none."),
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    phone = PhoneNumberField(_("WhatsApp"), blank=True)
    auth_group = models.OneToOneField(AuthGroup, on_delete=models.PROTECT, editable=False, related_name="people_group")

    class Meta:
        verbose_name = pgettext_lazy("of makers", "group")
        verbose_name_plural = pgettext_lazy("of makers", "groups")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rt__regex="^[0-9]{3}$", rw__regex="^[0-9]{3}$"), name="group_rt_rw_three_digits"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["conveyor", "kube", "policy_hit"]), name="group_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["at_risk", "recovering", "growing", "independent"]),
                name="group_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=["", "growing", "developing", "advanced", "model"]), name="group_grade_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Days(Func):
    """The days of a membership as a range: from `since` up to, not including, `until`."""

    function = "DATERANGE"
    output_field = DateRangeField()


_days = Days("since", "until", RangeBoundary(inclusive_lower=True, inclusive_upper=False))


class Membership(CheckedAtOnce):
    """A person in a group from a day up to (not including) another, with an office and the trade he or she plies."""

    class Office(models.TextChoices):
        CHAIR = "chair", _("chair")
        SECRETARY = "secretary", _("secretary")
        TREASURER = "treasurer", _("treasurer")
        MEMBER = "member", _("member")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("resident"))
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="memberships", verbose_name=pgettext_lazy("of makers", "group")
    )
    office = models.CharField(_("office"), max_length=10, choices=Office, default=Office.MEMBER)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="+", verbose_name=_("trade"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["group", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="membership_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(office__in=["chair", "secretary", "treasurer", "member"]),
                name="membership_office_is_known",
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    (_days, RangeOperators.OVERLAPS),
                    ("person", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                ],
                violation_error_message=_("This resident is already a member of the group in these days."),
            ),
            ExclusionConstraint(
                name="membership_one_officer_at_a_time",
                expressions=[
                    (_days, RangeOperators.OVERLAPS),
                    ("group", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                ],
                condition=~Q(office="member"),
                violation_error_message=_("Another member holds this office in these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.group}"

    def clean(self) -> None:
        """Before the constraints are asked: to PostgreSQL, days that end before they begin are no range at all."""
        if self.since and self.until and self.until <= self.since:
            raise ValidationError({"until": _("A membership ends after the day on which it begins.")})
