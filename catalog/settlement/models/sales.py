"""A sale with its split, frozen when it is made, and what became of it: paid, handed over, refunded. Append-only."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.charter.models import Charter
from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.models.append_only import append_only
from bumm.people.models import Group
from catalog.settlement.models import guards

DELIVERY = 0  # the number of the "parcel" that the delivery fee's line is in


class Sale(models.Model):
    """What one BUMM sells at once, under the charter of that day. `reference` is how the rooms above call it."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="sales", verbose_name=_("book"))
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="+", verbose_name=_("charter"))
    reference = models.CharField(_("reference"), max_length=80, unique=True)
    sold_on = models.DateField(_("sold"))

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        ordering = ["-pk"]
        triggers = append_only("sales")

    def __str__(self) -> str:
        return self.reference


class SaleLine(models.Model):
    """One good of a sale, or its delivery. Amounts in rupiah: `gross` before, `net` after the discount."""

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    parcel = models.PositiveSmallIntegerField(_("parcel"))
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("of makers", "group"),
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    gross = models.BigIntegerField(_("price"))
    discount = models.BigIntegerField(_("discount"), default=0)
    net = models.BigIntegerField(_("to be paid"))

    class Meta:
        verbose_name = _("line of a sale")
        verbose_name_plural = _("lines of sales")
        ordering = ["sale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "position"], name="sale_line_once"),
            models.CheckConstraint(
                condition=Q(gross__gte=1, discount__gte=0, quantity__gte=1, net=F("gross") - F("discount"), net__gte=0),
                name="sale_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(parcel=DELIVERY, group=None) | Q(parcel__gte=1, group__isnull=False),
                name="sale_line_is_of_a_group_or_delivery",
            ),
        ]
        triggers = [*append_only("lines of sales"), guards.split_adds_up("settlement_saleline", "NEW.id")]

    def __str__(self) -> str:
        return f"{self.sale} / {self.position}"


class SplitRow(models.Model):
    """What of a line goes to whom: credited to the account at the hand-over or, a discount, debited to its bearer's.

    Of a line, what is credited less what is debited is its net: the database says so at the end of the transaction.
    """

    class Kind(models.TextChoices):
        MAKER = "maker", pgettext_lazy("of a split", "maker")
        REST = "rest", pgettext_lazy("of a split", "selling group")
        COMMISSION = "commission", pgettext_lazy("of a split", "commission")
        DELIVERY = "delivery", pgettext_lazy("of a split", "delivery")
        DISCOUNT = "discount", pgettext_lazy("of a split", "discount")

    line = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="rows", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("row of a split")
        verbose_name_plural = _("rows of splits")
        ordering = ["line", "position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="split_row_once"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="split_row_is_an_amount"),
            models.CheckConstraint(
                condition=Q(kind__in=["maker", "rest", "commission", "delivery", "discount"]),
                name="split_row_kind_is_known",
            ),
        ]
        triggers = [*append_only("rows of splits"), guards.split_adds_up("settlement_splitrow", "NEW.line_id")]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_kind_display()} {self.amount}"

    @property
    def is_debit(self) -> bool:
        return self.kind == self.Kind.DISCOUNT


class SaleEvent(models.Model):
    """What happened to a sale's money, with its entry. `cause` makes it happen once; `deposit` is by how many rupiah it
    changed what the book holds for the buyer (customer deposits)."""

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("of a sale", "paid")
        HANDED_OVER = "handed_over", pgettext_lazy("of a sale", "handed over")
        REFUNDED = "refunded", pgettext_lazy("of a sale", "refunded")
        FEE = "fee", pgettext_lazy("of a sale", "gateway fee")

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=11, choices=Kind)
    cause = models.CharField(_("cause"), max_length=100, unique=True)
    parcel = models.PositiveSmallIntegerField(_("parcel"), null=True)
    amount = models.BigIntegerField(_("amount"))
    deposit = models.BigIntegerField(_("change of the deposit"))
    on = models.DateField(_("on"))
    due_on = models.DateField(_("due to the groups"), null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entry"))

    class Meta:
        verbose_name = _("event of a sale")
        verbose_name_plural = _("events of sales")
        ordering = ["sale", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sale", "parcel"], condition=Q(kind="handed_over"), name="sale_parcel_handed_over_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="handed_over", parcel__isnull=False, due_on__isnull=False)
                | Q(kind__in=["received", "refunded", "fee"], due_on=None),
                name="sale_event_has_what_it_needs",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="sale_event_is_an_amount"),
        ]
        triggers = [*append_only("events of sales"), guards.deposit_never_negative]

    def __str__(self) -> str:
        return f"{self.sale}: {self.get_kind_display()} {self.amount}"


class RowReversal(models.Model):
    """By how much a refund took back a row of a split. The database lets nothing be taken back twice."""

    event = models.ForeignKey(SaleEvent, on_delete=models.PROTECT, related_name="reversals", db_index=False)
    row = models.ForeignKey(SplitRow, on_delete=models.PROTECT, related_name="reversals")
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("reversal of a row")
        verbose_name_plural = _("reversals of rows")
        constraints = [
            models.UniqueConstraint(fields=["event", "row"], name="row_reversal_once_an_event"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="row_reversal_is_an_amount"),
        ]
        triggers = [*append_only("reversals of rows"), guards.never_more_than_there_was]

    def __str__(self) -> str:
        return f"{self.row}: -{self.amount}"
