"""A book with its chart of accounts, and the days up to which it is closed."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.constraints import CheckedAtOnce
from bumm.ledger.models.append_only import append_only
from bumm.people.models import Bumm, Group


class Book(CheckedAtOnce):
    """The double-entry book of one BUMM or of one fund. Whoever posts or closes locks its row.

    `closed_through` is the last day of the latest closed period: nothing is posted on it or before.
    """

    class Kind(models.TextChoices):
        BUMM = "bumm", "BUMM"
        FUND = "fund", _("fund")

    code = models.CharField(
        _("code"),
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9-]*\Z", _("Capitals, digits, -."))],
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    bumm = models.OneToOneField(Bumm, on_delete=models.PROTECT, null=True, blank=True, related_name="book")
    closed_through = models.DateField(_("closed through"), null=True, editable=False)

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="bumm", bumm__isnull=False) | Q(kind="fund", bumm__isnull=True),
                name="book_is_of_a_bumm_or_a_fund",
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z0-9-]*$"), name="book_code_is_plain"),
        ]

    def __str__(self) -> str:
        return self.name


class Account(CheckedAtOnce):
    """One account of a book. `side` is where its balance usually stands, `activity` what its cash flow belongs to.

    `group` is whom a payable is owed to, where it is owed to one group alone: what sales bring to it stands there.
    """

    class Kind(models.TextChoices):
        ASSET = "asset", _("asset")
        LIABILITY = "liability", _("liability")
        EQUITY = "equity", _("equity")
        REVENUE = "revenue", _("revenue")
        EXPENSE = "expense", _("expense")

    class Side(models.TextChoices):
        DEBIT = "debit", _("debit")
        CREDIT = "credit", _("credit")

    class Activity(models.TextChoices):
        CASH = "cash", _("cash itself")
        OPERATING = "operating", _("operating")
        INVESTING = "investing", _("investing")
        FINANCING = "financing", _("financing")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("book"))
    code = models.CharField(
        _("code"), max_length=20, validators=[RegexValidator(r"^[1-9][0-9]*(\.[0-9]+)*\Z", _("Such as 1.1.01."))]
    )
    name = models.CharField(_("name"), max_length=120)  # a group's name, and what is said of it
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    side = models.CharField(_("usual side"), max_length=6, choices=Side)
    activity = models.CharField(_("activity"), max_length=9, choices=Activity)
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="accounts",
        verbose_name=pgettext_lazy("of makers", "group"),
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["book", "code"]
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="account_code_once_a_book"),
            models.UniqueConstraint(fields=["id", "book"], name="account_of_its_book"),  # what transfers refer to
            models.UniqueConstraint(fields=["book", "group"], name="account_of_a_group_once_a_book"),
            models.CheckConstraint(
                condition=Q(group=None) | Q(kind="liability"), name="account_of_a_group_is_a_liability"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["asset", "liability", "equity", "revenue", "expense"]),
                name="account_kind_is_known",
            ),
            models.CheckConstraint(condition=Q(side__in=["debit", "credit"]), name="account_side_is_known"),
            models.CheckConstraint(condition=~Q(activity="cash") | Q(kind="asset"), name="account_of_cash_is_an_asset"),
            models.CheckConstraint(
                condition=Q(activity__in=["cash", "operating", "investing", "financing"]),
                name="account_activity_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PeriodEvent(models.Model):
    """A period closed, or opened again by a resolution: what was so, when, and by whom. Append-only."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="period_events", verbose_name=_("book"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    before = models.DateField(_("closed through, before"), null=True, blank=True)
    after = models.DateField(_("closed through, after"), null=True, blank=True)
    resolution = models.CharField(_("resolution"), max_length=100, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("closing of a period")
        verbose_name_plural = _("closings of periods")
        ordering = ["book", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="closed", after__isnull=False)
                & (Q(before__isnull=True) | Q(after__gt=models.F("before")))
                | Q(kind="reopened", before__isnull=False)
                & ~Q(resolution="")
                & (Q(after__isnull=True) | Q(after__lt=models.F("before"))),
                name="period_closes_forward_and_reopens_by_resolution",
            )
        ]
        triggers = append_only("closings of periods")

    def __str__(self) -> str:
        return f"{self.book}: {self.get_kind_display()} {self.after}"
