"""An order: what one BUMM sells of a basket, as it stood when it was ordered, in a parcel for each group."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import append_only, never_truncated
from bumm.people.models import Bumm, Group
from catalog.orders.models.checkouts import Checkout
from catalog.products.models import Variant

MOST_PIECES = 999  # of one good in one order
PREFIX = "JL-"


class OrderQuerySet(models.QuerySet["Order"]):
    def running(self) -> "OrderQuerySet":
        """Those that still ask something of somebody."""
        return self.filter(state__in=[Order.State.WAITING, Order.State.CONFIRMED])

    def overdue(self) -> "OrderQuerySet":
        """Not paid in time."""
        return self.filter(state=Order.State.WAITING, expires_at__lte=models.functions.Now())


class Order(models.Model):
    """What one BUMM sells of a checkout. Amounts are in rupiah, fixed when it is placed.

    waiting (for its payment) -> confirmed (paid, or in cash at the hand-over) -> done; or expired, or cancelled. One
    that is paid after it expired is confirmed once more where the goods are still there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of an order", "waiting for payment")
        CONFIRMED = "confirmed", pgettext_lazy("of an order", "being prepared")
        DONE = "done", pgettext_lazy("of an order", "done")
        CANCELLED = "cancelled", pgettext_lazy("of an order", "cancelled")
        EXPIRED = "expired", pgettext_lazy("of an order", "expired")

    class Gateway(models.TextChoices):
        """How it is to be paid; the words are those of the payments' own gateways."""

        QRIS = "qris", "QRIS"
        TRANSFER = "transfer", _("bank transfer")
        CASH = "cash", _("cash")
        STRIPE = "stripe", _("card")

    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="orders")
    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="orders", verbose_name="BUMM")
    state = models.CharField(_("state"), max_length=9, choices=State, editable=False)
    gateway = models.CharField(_("paid by"), max_length=8, choices=Gateway)
    goods = models.BigIntegerField(_("goods"))
    delivery = models.BigIntegerField(_("delivery"), default=0)
    total = models.BigIntegerField(_("total"))
    placed_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    expires_at = models.DateTimeField(_("to be paid until"), null=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["bumm", "state"], name="order_by_state"),
            models.Index(fields=["expires_at"], condition=Q(state="waiting"), name="order_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["checkout", "bumm"], name="order_once_a_bumm"),
            models.CheckConstraint(
                condition=Q(goods__gte=1, delivery__gte=0, total=F("goods") + F("delivery")), name="order_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "confirmed", "done", "cancelled", "expired"]),
                name="order_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(expires_at__isnull=False), name="order_waits_until_a_time"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("orders"),
            pgtrigger.ReadOnly(
                name="as_placed",
                fields=["checkout", "bumm", "gateway", "goods", "delivery", "total", "placed_at"],
            ),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[
                    ("waiting", "confirmed"),
                    ("waiting", "cancelled"),
                    ("waiting", "expired"),
                    ("expired", "confirmed"),
                    ("confirmed", "done"),
                    ("confirmed", "cancelled"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it by."""
        return f"{PREFIX}{self.pk:06}"

    @property
    def reference(self) -> str:
        """What the rooms below call it by."""
        return f"order:{self.pk}"


class Parcel(models.Model):
    """What one group packs of an order. `number` counts from 1 in its order."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("of a parcel", "new")
        ACCEPTED = "accepted", pgettext_lazy("of a parcel", "accepted")
        READY = "ready", pgettext_lazy("of a parcel", "ready")
        SHIPPED = "shipped", pgettext_lazy("of a parcel", "on its way")
        HANDED_OVER = "handed_over", pgettext_lazy("of a parcel", "handed over")
        CANCELLED = "cancelled", pgettext_lazy("of a parcel", "cancelled")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels", verbose_name=_("order"))
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="parcels", verbose_name=pgettext_lazy("of makers", "group")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.NEW, editable=False)
    courier = models.CharField(_("courier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    handed_over_on = models.DateField(_("handed over"), null=True, editable=False)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="parcel_number_once_an_order"),
            models.UniqueConstraint(fields=["order", "group"], name="parcel_once_a_group"),
            models.CheckConstraint(
                condition=Q(state="handed_over", handed_over_on__isnull=False)
                | Q(state__in=["new", "accepted", "ready", "shipped", "cancelled"], handed_over_on__isnull=True),
                name="parcel_has_its_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_placed", fields=["order", "group", "number"]),
            pgtrigger.FSM(
                name="step_by_step",
                field="state",
                transitions=[
                    ("new", "accepted"),
                    ("new", "cancelled"),
                    ("accepted", "ready"),
                    ("accepted", "cancelled"),
                    ("ready", "shipped"),
                    ("ready", "handed_over"),
                    ("ready", "cancelled"),
                    ("shipped", "handed_over"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order.number}/{self.number}"

    @property
    def reference(self) -> str:
        return f"{self.order.reference}:parcel:{self.number}"


class OrderLine(models.Model):
    """A good as it was when it was ordered. Append-only: no later change of the good alters it.

    `days` are those to make it, where it is made to order and not taken from stock; 0 otherwise.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="lines", verbose_name=_("parcel"))
    position = models.PositiveSmallIntegerField(_("position"))  # from 1 in its order
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    sku = models.CharField("SKU", max_length=40)
    title = models.CharField(_("product"), max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    kind = models.CharField(_("variant"), max_length=60, blank=True)
    kind_en = models.CharField(max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_en = models.CharField(max_length=20, blank=True)
    price = models.BigIntegerField(_("price"))
    quantity = models.PositiveSmallIntegerField(
        _("pieces"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    days = models.PositiveSmallIntegerField(_("days to make"), default=0)

    class Meta:
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        ordering = ["parcel", "position"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "position"], name="order_line_once"),
            models.CheckConstraint(
                condition=Q(price__gte=1, quantity__gte=1, quantity__lte=MOST_PIECES), name="order_line_is_bounded"
            ),
        ]
        triggers = append_only("lines of orders")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def amount(self) -> int:
        return self.price * self.quantity
