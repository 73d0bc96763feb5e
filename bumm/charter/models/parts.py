"""The tables of a charter: who may own shares of which kind, and where a year's income goes."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.charter.models import charter_guards as guards
from bumm.charter.models.charters import WHOLE, Charter
from bumm.constraints import CheckedAtOnce

LARGEST_PAR = 10**9  # rupiah


class CharterShareClass(CheckedAtOnce):
    """A class of shares as one charter has it: its par in rupiah, who may hold it, and how much."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="share_classes", editable=False)
    code = models.CharField(
        _("code"), max_length=10, validators=[RegexValidator(r"^[A-Z][A-Z0-9]*\Z", _("Capitals and digits."))]
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    par = models.BigIntegerField(
        _("nominal value"),
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_PAR)],
        help_text=_("In rupiah, for one share."),
    )
    for_persons = models.BooleanField(_("residents"), default=False)
    for_groups = models.BooleanField(_("groups"), default=False)
    for_kelurahan = models.BooleanField(_("the kelurahan"), default=False)
    for_institutions = models.BooleanField(_("partners"), default=False)
    holder_cap_bp = models.PositiveIntegerField(
        _("most that one may hold"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE)],
        help_text=_("Of the class. Empty: no limit."),
    )
    most_units = models.PositiveBigIntegerField(
        _("most shares"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10**12)],
        help_text=_("Of the class in all. Empty: no limit."),
    )

    class Meta:
        verbose_name = _("share class")
        verbose_name_plural = _("share classes")
        ordering = ["charter", "code"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "code"], name="share_class_once_a_charter"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z0-9]*$"), name="share_class_code_is_plain"),
            models.CheckConstraint(condition=Q(par__gte=1, par__lte=LARGEST_PAR), name="share_class_has_a_par"),
            models.CheckConstraint(
                condition=Q(for_persons=True) | Q(for_groups=True) | Q(for_kelurahan=True) | Q(for_institutions=True),
                name="share_class_has_holders",
                violation_error_message=_("Say who may hold shares of this class."),
            ),
            models.CheckConstraint(
                condition=(Q(holder_cap_bp__isnull=True) | Q(holder_cap_bp__gte=1, holder_cap_bp__lte=WHOLE))
                & (Q(most_units__isnull=True) | Q(most_units__gte=1, most_units__lte=10**12)),
                name="share_class_caps_are_bounded",
            ),
        ]
        triggers = guards.of_parts

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def holders(self) -> str:
        """Who may hold it, in words."""
        kinds = [field for field in self._meta.fields if field.name.startswith("for_")]
        return ", ".join(str(kind.verbose_name) for kind in kinds if getattr(self, kind.name))


class WaterfallRow(CheckedAtOnce):
    """One row of how a distribution is split: a part in basis points and the account that it goes to."""

    class Target(models.TextChoices):
        RESERVE = "reserve", _("reserve")
        OWNERS = "owners", _("owners, by shares")
        SERVICES = "services", _("groups, by turnover")
        SOCIAL = "social", _("social fund")
        EDUCATION = "education", _("education fund")
        OTHER = "other", _("another fund")

    # What the chart of accounts that all books begin with has for each; another fund names its own account.
    ACCOUNTS = {
        Target.RESERVE: "3.3.02",
        Target.OWNERS: "2.1.05",
        Target.SERVICES: "2.1.05",
        Target.SOCIAL: "2.1.06",
        Target.EDUCATION: "2.1.07",
    }

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="waterfall", editable=False)
    position = models.PositiveSmallIntegerField(_("position"), editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    target = models.CharField(_("goes to"), max_length=9, choices=Target)
    account = models.CharField(
        _("account"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[1-9][0-9]*(\.[0-9]+)*\Z", _("Such as 1.1.01."))],
        help_text=_("Only for another fund; the rest have theirs."),
    )
    basis_points = models.PositiveIntegerField(_("part"), validators=[MinValueValidator(1), MaxValueValidator(WHOLE)])

    class Meta:
        verbose_name = _("part of the distribution")
        verbose_name_plural = _("parts of the distribution")
        ordering = ["charter", "position"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "position"], name="waterfall_position_once_a_charter"),
            models.UniqueConstraint(
                fields=["charter", "target"],
                condition=~Q(target="other"),
                name="waterfall_target_once_a_charter",
            ),
            models.CheckConstraint(
                condition=Q(basis_points__gte=1, basis_points__lte=WHOLE), name="waterfall_part_of_a_whole"
            ),
            models.CheckConstraint(
                condition=Q(target="reserve", account="3.3.02")
                | Q(target__in=["owners", "services"], account="2.1.05")
                | Q(target="social", account="2.1.06")
                | Q(target="education", account="2.1.07")
                | Q(target="other") & Q(account__regex=r"^[1-9][0-9]*(\.[0-9]+)*$"),
                name="waterfall_account_fits_target",
            ),
        ]
        triggers = guards.of_parts

    def __str__(self) -> str:
        return self.name
