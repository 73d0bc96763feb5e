"""Residents and the households that KUBE rules count."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from bumm.people import identity
from bumm.people.models.places import Kelurahan

three_digits = RegexValidator(r"^\d{3}$", _("Three digits, such as 003."))


class Household(models.Model):
    """People who live and eat together; joint business groups count households, not heads."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kelurahan = models.ForeignKey(
        Kelurahan, on_delete=models.PROTECT, related_name="households", verbose_name=_("kelurahan")
    )
    rt = models.CharField("RT", max_length=3, validators=[three_digits])
    rw = models.CharField("RW", max_length=3, validators=[three_digits])
    address = models.CharField(_("street and number"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rt__regex="^[0-9]{3}$", rw__regex="^[0-9]{3}$"), name="household_rt_rw_three_digits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}, RT {self.rt}/RW {self.rw} {self.kelurahan}"


class Person(models.Model):
    """A resident. The identity number (NIK) is stored encrypted, matched by a keyed hash, and shown masked."""

    class Occupation(models.TextChoices):
        ARTISAN = "artisan", _("artisan")
        PEDICAB_DRIVER = "pedicab_driver", _("pedicab driver")
        TRADER = "trader", _("trader")
        HOUSEWIFE = "housewife", _("housewife")
        LABOURER = "labourer", _("labourer")
        STUDENT = "student", _("student")
        RETIRED = "retired", _("retired")
        CIVIL_SERVANT = "civil_servant", _("civil servant")
        ARMY = "army", _("army")
        POLICE = "police", _("police")
        OTHER = "other", _("other")

    # Permensos 2/2019: these may not be members of a KUBE.
    EXCLUDED_FROM_KUBE = frozenset({Occupation.CIVIL_SERVANT, Occupation.ARMY, Occupation.POLICE})

    name = models.CharField(_("name"), max_length=120)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="persons", verbose_name=_("household")
    )
    occupation = models.CharField(_("occupation"), max_length=20, choices=Occupation, default=Occupation.OTHER)
    phone = PhoneNumberField(_("phone"), blank=True)
    nik_ciphertext = models.BinaryField(editable=False, null=True)
    nik_hash = models.BinaryField(editable=False, null=True, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nik_ciphertext__isnull=True, nik_hash__isnull=True)
                | models.Q(nik_ciphertext__isnull=False, nik_hash__isnull=False),
                name="person_nik_has_cipher_and_hash",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_nik(self) -> str:
        """The identity number with all but its last four digits hidden; empty where none is known."""
        return identity.mask(identity.decrypt(self.nik_ciphertext)) if self.nik_ciphertext else ""
