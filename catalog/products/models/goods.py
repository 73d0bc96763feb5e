"""Goods as rows. A good is a row, its page is its face: prices and stock change at once, words go through drafts."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumm.people.models import Group
from catalog.products.bilingual import in_language

HIGHEST_PRICE = 1_000_000_000  # rupiah


class Category(models.Model):
    """A kind of goods to browse by."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    photo = models.ForeignKey(
        "products.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return in_language(self, "name").text


class Product(models.Model):
    """One good of a group. Never deleted once it was offered; `withdrawn_at` says when it left the shelves for good."""

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="products", verbose_name=pgettext_lazy("of makers", "group")
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True, help_text=_("What one piece is called: slop, set."))
    unit_en = models.CharField(_("unit (English)"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    first_offered_at = models.DateTimeField(_("first offered"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(first_offered_at__isnull=False),
                name="product_withdrawn_only_after_offered",
            )
        ]

    def __str__(self) -> str:
        return f"{_('product')} {self.pk}"


class Variant(models.Model):
    """What is bought: one size or colour of a product, with its own SKU and price in whole rupiah."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants", verbose_name=_("product"))
    sku = models.CharField(
        "SKU",
        max_length=40,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._/-]*\Z", _("Letters, digits, and . _ / - only."))],
    )
    name = models.CharField(_("variant"), max_length=60, blank=True)
    name_en = models.CharField(_("variant (English)"), max_length=60, blank=True)
    price = models.BigIntegerField(
        _("price"), validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_PRICE)], help_text=_("Whole rupiah.")
    )
    weight_g = models.PositiveIntegerField(_("weight (grams)"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["product", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("sku"), name="variant_sku_once", violation_error_message=_("This SKU is already used.")
            ),
            models.CheckConstraint(
                condition=Q(price__gte=1, price__lte=HIGHEST_PRICE), name="variant_price_is_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.sku


class PriceChange(models.Model):
    """The history of a price that the public saw: append-only. `old_price` is empty for the first."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="price_changes")
    old_price = models.BigIntegerField(_("before"), null=True)
    new_price = models.BigIntegerField(_("after"))
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old_price__isnull=True) | ~Q(old_price=F("new_price")), name="price_change_changes"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keep_all",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'price history is append-only';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant}: {self.old_price} → {self.new_price}"


class Availability(models.Model):
    """What can be had now, as the rooms above report it: pieces in stock, days to make one to order (0: not), and the
    kiosks where it can be touched."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="availability")
    in_stock = models.PositiveIntegerField(_("in stock"), default=0)
    made_to_order_days = models.PositiveSmallIntegerField(
        _("days to make"),
        default=0,
        validators=[MaxValueValidator(90)],
        help_text=_("0 where it is sold from stock only."),
    )
    kiosks = ArrayField(models.SlugField(), verbose_name=_("kiosks"), default=list, blank=True)

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availability")

    def __str__(self) -> str:
        return f"{self.variant}: {self.in_stock}"

    @property
    def can_be_had(self) -> bool:
        """In stock, or made to order."""
        return self.in_stock > 0 or self.made_to_order_days > 0
