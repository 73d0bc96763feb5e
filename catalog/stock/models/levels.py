"""Where pieces are, how many of them, and from how few on their group wants to be told."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import never_truncated
from bumm.people.models import Group
from catalog.products.models import Variant
from catalog.stock.models import guards

MOST_PIECES = 2_000_000_000  # of a variant in one place


class Location(models.Model):
    """A place where pieces are: a group's workshop, which is called as the group is, or a kiosk."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("workshop")
        KIOSK = "kiosk", _("kiosk")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    group = models.OneToOneField(
        Group,
        on_delete=models.PROTECT,
        null=True,
        related_name="workshop",
        verbose_name=pgettext_lazy("of makers", "group"),
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    code = models.SlugField(_("code"))

    class Meta:
        verbose_name = pgettext_lazy("of pieces", "place")
        verbose_name_plural = pgettext_lazy("of pieces", "places")
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="location_code_once_a_kind"),
            models.CheckConstraint(
                condition=Q(kind="workshop", group__isnull=False, name="") | Q(kind="kiosk", group=None) & ~Q(name=""),
                name="location_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.group.name if self.group else self.name

    @property
    def place(self) -> str:
        """What it is called beside the name of a group: its workshop needs no name of its own."""
        return self.name or self.get_kind_display()


class StockLevel(models.Model):
    """How many pieces of a variant are in a place, and how many of them are set aside for buyers.

    Nobody writes these numbers: triggers keep them the sums of movements and of active reservations.
    """

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="levels", db_index=False)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="levels", verbose_name=pgettext_lazy("of pieces", "place")
    )
    on_hand = models.BigIntegerField(_("on hand"), default=0, editable=False)
    reserved = models.BigIntegerField(_("set aside"), default=0, editable=False)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        ordering = ["variant", "location"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "location"], name="level_once_a_variant_and_place"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand"), on_hand__lte=MOST_PIECES),
                name="level_is_never_negative",
            ),
        ]
        triggers = [
            guards.levels_only_follow,
            pgtrigger.ReadOnly(name="stays_where_it_is", fields=["variant", "location"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("stock levels"),
        ]

    def __str__(self) -> str:
        return f"{self.variant}, {self.location}"

    @property
    def free(self) -> int:
        """Pieces that can be promised to the next buyer."""
        return self.on_hand - self.reserved


class LowStockMark(models.Model):
    """From how few free pieces on the group wants to be told that a variant runs low."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="low_mark")
    pieces = models.PositiveIntegerField(_("tell from so few on"), validators=[MaxValueValidator(1_000_000)])
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("low-stock mark")
        verbose_name_plural = _("low-stock marks")

    def __str__(self) -> str:
        return f"{self.variant}: {self.pieces}"
