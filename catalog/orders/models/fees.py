"""What a BUMM takes for bringing an order."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumm.people.models import Bumm, Kecamatan

HIGHEST_FEE = 10_000_000  # rupiah


class DeliveryFee(models.Model):
    """The fee, in rupiah, for one kecamatan, or (without one) beyond Surakarta. Where there is none, it is not brought
    there. Orders keep the fee that they were placed with."""

    bumm = models.ForeignKey(Bumm, on_delete=models.PROTECT, related_name="delivery_fees", verbose_name="BUMM")
    kecamatan = models.ForeignKey(
        Kecamatan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kecamatan"),
        help_text=_("Empty: beyond Surakarta, by courier."),
    )
    fee = models.PositiveIntegerField(_("fee"), validators=[MaxValueValidator(HIGHEST_FEE)])

    class Meta:
        verbose_name = _("delivery fee")
        verbose_name_plural = _("delivery fees")
        ordering = ["bumm", "kecamatan"]
        constraints = [
            models.UniqueConstraint(
                fields=["bumm", "kecamatan"],
                nulls_distinct=False,
                name="delivery_fee_once_a_place",
                violation_error_message=_("There is a fee for this place already."),
            ),
            models.CheckConstraint(condition=Q(fee__lte=HIGHEST_FEE), name="delivery_fee_is_bounded"),
        ]

    def __str__(self) -> str:
        return f"{self.bumm}: {self.kecamatan or _('beyond Surakarta')}"
