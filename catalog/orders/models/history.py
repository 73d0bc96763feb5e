"""What happened to orders, in the order in which it happened."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import append_only
from catalog.orders.models.orders import Order, Parcel


class OrderEvent(models.Model):
    """One thing that happened; `by` is empty where the buyer did it, or time did. Append-only, nothing personal."""

    class Kind(models.TextChoices):
        PLACED = "placed", pgettext_lazy("of an order", "ordered")
        PAID = "paid", pgettext_lazy("of an order", "paid")
        PAID_LATE = "paid_late", pgettext_lazy("of an order", "paid after its time")
        CONFIRMED = "confirmed", pgettext_lazy("of an order", "confirmed")
        ACCEPTED = "accepted", pgettext_lazy("of an order", "accepted")
        READY = "ready", pgettext_lazy("of an order", "ready")
        SHIPPED = "shipped", pgettext_lazy("of an order", "sent off")
        HANDED_OVER = "handed_over", pgettext_lazy("of an order", "handed over")
        DONE = "done", pgettext_lazy("of an order", "done")
        CANCELLED = "cancelled", pgettext_lazy("of an order", "cancelled")
        EXPIRED = "expired", pgettext_lazy("of an order", "expired")
        COMPLAINED = "complained", pgettext_lazy("of an order", "complained about")
        ANSWERED = "answered", pgettext_lazy("of an order", "complaint answered")
        REFUNDED = "refunded", pgettext_lazy("of an order", "money given back")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, related_name="events")
    kind = models.CharField(_("what"), max_length=11, choices=Kind)
    amount = models.BigIntegerField(_("amount"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("event of an order")
        verbose_name_plural = _("events of orders")
        ordering = ["order", "pk"]
        triggers = append_only("events of orders")

    def __str__(self) -> str:
        return f"{self.order.number}: {self.get_kind_display()}"
