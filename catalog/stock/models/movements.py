"""What happened to pieces, one row a change, never rewritten; and what people found when they counted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import append_only
from catalog.products.models import Variant
from catalog.stock.models import guards
from catalog.stock.models.levels import Location

COMING = ["opening", "made", "returned"]
GOING = ["sold", "damaged"]


class StockMovement(models.Model):
    """Pieces that came to a place (quantity above 0) or left it (below). Append-only; their sums are the levels.

    A reference, where there is one, names the cause: it counts once for each variant, place and reason.
    """

    class Reason(models.TextChoices):
        OPENING = "opening", pgettext_lazy("of stock", "there at the beginning")
        MADE = "made", pgettext_lazy("of stock", "made")
        SOLD = "sold", pgettext_lazy("of stock", "sold")
        RETURNED = "returned", pgettext_lazy("of stock", "came back")
        COUNTED = "counted", pgettext_lazy("of stock", "counted")
        DAMAGED = "damaged", pgettext_lazy("of stock", "damaged or lost")

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="movements", db_index=False)
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="movements",
        verbose_name=pgettext_lazy("of pieces", "place"),
        db_index=False,
    )
    quantity = models.IntegerField(_("pieces"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
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
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "variant", "location", "reason"],
                condition=~Q(reference=""),
                name="movement_once_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=COMING, quantity__gt=0)
                | Q(reason__in=GOING, quantity__lt=0)
                | Q(reason="counted") & ~Q(quantity=0),
                name="movement_goes_the_way_of_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["variant", "location", "-at"], name="movement_of_a_level"),
            models.Index(fields=["location", "-at"], name="movement_of_a_place"),
        ]
        triggers = [*append_only("stock movements"), guards.movements_make_levels]

    def __str__(self) -> str:
        return f"{self.variant}: {self.quantity:+}"


class StockCount(models.Model):
    """Pieces as they were counted in a place, beside those that stood in the list. The difference is a movement; where
    there is none, the count alone is kept. Append-only."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="counts", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="counts")
    expected = models.PositiveIntegerField(_("in the list"))
    counted = models.PositiveIntegerField(_("counted"))
    movement = models.OneToOneField(StockMovement, on_delete=models.PROTECT, null=True, related_name="stock_count")
    note = models.CharField(_("note"), max_length=200, blank=True)
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
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expected=F("counted"), movement=None)
                | ~Q(expected=F("counted")) & Q(movement__isnull=False),
                name="count_moves_its_difference",
            )
        ]
        indexes = [models.Index(fields=["variant", "location", "-at"], name="count_of_a_level")]
        triggers = append_only("counts")

    def __str__(self) -> str:
        return f"{self.variant}: {self.counted}"
