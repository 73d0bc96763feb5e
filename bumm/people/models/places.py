"""The city's districts, the enterprise of each kelurahan, and the agencies around it."""

from django.contrib.auth.models import Group as AuthGroup
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


class Kecamatan(models.Model):
    """A district of Surakarta. Codes and names: the ministry's list of administrative areas."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("kecamatan")
        verbose_name_plural = _("kecamatan")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^33\.72\.[0-9]{2}$"), name="kecamatan_code_is_of_surakarta"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Kelurahan(models.Model):
    """An urban village: one of the 54 of Surakarta."""

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(unique=True)
    kecamatan = models.ForeignKey(Kecamatan, on_delete=models.PROTECT, related_name="kelurahan")

    class Meta:
        verbose_name = _("kelurahan")
        verbose_name_plural = _("kelurahan")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^33\.72\.[0-9]{2}\.10[0-9]{2}$"),
                name="kelurahan_code_is_of_surakarta",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Bumm(models.Model):
    """The enterprise owned by a kelurahan's people (Badan Usaha Milik Masyarakat). Its rules are its charter."""

    kelurahan = models.OneToOneField(Kelurahan, on_delete=models.PROTECT, related_name="bumm")
    name = models.CharField(_("name"), max_length=100, unique=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(
        _("post code"), max_length=5, blank=True, validators=[RegexValidator(r"^\d{5}$", _("Five digits."))]
    )
    phone = PhoneNumberField(_("phone"), blank=True)
    auth_group = models.OneToOneField(AuthGroup, on_delete=models.PROTECT, editable=False, related_name="bumm")

    class Meta:
        verbose_name = "BUMM"
        verbose_name_plural = "BUMM"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """One of the three divisions that every BUMM has."""

    class Kind(models.TextChoices):
        MARKET = "market", _("market")
        PRODUCTION = "production", _("production")
        FINANCE = "finance", _("finance")

    bumm = models.ForeignKey(Bumm, on_delete=models.CASCADE, related_name="divisions")
    kind = models.CharField(_("division"), max_length=10, choices=Kind)
    head = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("head"), related_name="+"
    )

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["bumm", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["bumm", "kind"], name="division_once_a_bumm"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["market", "production", "finance"]), name="division_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bumm}: {self.get_kind_display()}"


class Institution(models.Model):
    """A partner of the programme. Agencies are renamed and merged, so each is a record and never a constant."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    duty = models.TextField(_("duty"))
    duty_en = models.TextField(_("duty (English)"), blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("merged into"), related_name="merged"
    )

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
                name="institution_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        return self.name
