"""A basket that was sent off: who wants it where. All that is personal about an order stands here and nowhere else."""

import secrets

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from bumm.people.models import Kecamatan


class Way(models.TextChoices):
    PICKUP = "pickup", _("picked up")
    DELIVERY = "delivery", _("delivered")


def new_token() -> str:
    """128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


class Checkout(models.Model):
    """One basket, which becomes an order for each BUMM that sells something of it.

    `key` is the form's: sent twice, it is the same checkout. `token` opens the page of its orders without a log-in.
    `kecamatan` is empty beyond Surakarta. Erased, the personal fields are blank.
    """

    key = models.UUIDField(unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    language = models.CharField(max_length=2, editable=False)
    placed_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    way = models.CharField(_("way"), max_length=8, choices=Way)
    name = models.CharField(_("name"), max_length=100, blank=True)
    phone = PhoneNumberField(_("WhatsApp number"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    kecamatan = models.ForeignKey(
        Kecamatan, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kecamatan")
    )
    postcode = models.CharField(
        _("post code"), max_length=5, blank=True, validators=[RegexValidator(r"^\d{5}\Z", _("Five digits."))]
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    consented_at = models.DateTimeField(_("agreed to the use of these data"), editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        indexes = [models.Index(fields=["phone"], name="checkout_by_phone")]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="checkout_way_is_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False, name="", phone="", email="", address="", postcode="", note="")
                | Q(erased_at__isnull=True) & ~Q(name="") & ~Q(phone=""),
                name="checkout_is_of_somebody_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | Q(way="pickup", address="") | Q(way="delivery") & ~Q(address=""),
                name="checkout_has_an_address_where_delivered",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_placed", fields=["key", "token", "language", "placed_at", "way", "kecamatan", "consented_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or _('erased')}, {self.placed_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("order_page", args=[self.token])
