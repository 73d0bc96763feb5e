"""Pieces that are promised to a buyer until they are handed over or let go."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.ledger.models.append_only import never_truncated
from catalog.products.models import Variant
from catalog.stock.models import guards
from catalog.stock.models.levels import Location


class Reservation(models.Model):
    """Pieces of a variant set aside in a place for what `reference` names. With `to_make` none are there yet: the group
    makes them, and they never count as stock."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("of pieces", "set aside")
        USED = "used", pgettext_lazy("of pieces", "handed over")
        RELEASED = "released", pgettext_lazy("of pieces", "let go")

    reference = models.CharField(_("reference"), max_length=100)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="reservations", db_index=False)
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="reservations",
        verbose_name=pgettext_lazy("of pieces", "place"),
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    to_make = models.BooleanField(_("made to order"), default=False)
    expires_at = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    made_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "variant"], condition=~Q(state="released"), name="reservation_once_a_reference"
            ),
            models.CheckConstraint(
                condition=~Q(reference="") & Q(quantity__gte=1), name="reservation_is_of_pieces_for_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "used", "released"]), name="reservation_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["variant", "location"], condition=Q(state="active"), name="reservation_of_a_level")
        ]
        triggers = [
            guards.reservations_hold,
            guards.reservations_let_go,
            pgtrigger.ReadOnly(
                name="as_promised", fields=["reference", "variant", "location", "quantity", "to_make", "made_at"]
            ),
            pgtrigger.Protect(
                name="begins_active", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="active")
            ),
            pgtrigger.FSM(name="step_by_step", field="state", transitions=[("active", "used"), ("active", "released")]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated("reservations"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.variant}"
