"""The form a listing is written in: page fields and, until it is first published, its price and stock together."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import policy_registry

from bumm.money import format_rupiah, parse_rupiah
from bumm.people.models import Group, Kelurahan
from catalog.products import services
from catalog.products.exceptions import SkuTaken
from catalog.products.models.goods import HIGHEST_PRICE, Product, Variant
from catalog.products.models.photos import Photo

OFFER_FIELDS = ["price", "unit", "unit_en", "in_stock", "made_to_order_days", "sku", "weight_g"]


class RupiahField(forms.CharField):
    """An amount as people type it (`125.000`, `Rp125.000`); cleans to whole rupiah."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            amount = parse_rupiah(text)
        except ValueError as error:
            raise ValidationError(gettext("Write the price in whole rupiah, such as 125.000.")) from error
        if not 1 <= amount <= HIGHEST_PRICE:
            raise ValidationError(
                gettext("A price is between Rp1 and {highest}.").format(highest=format_rupiah(HIGHEST_PRICE))
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        return format_rupiah(value).removeprefix("Rp") if isinstance(value, int) else value


class OfferFields(forms.Form):
    """What one variant is sold for."""

    price = RupiahField(
        label=_("Price"), widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text=_("Rupiah, such as 125.000")
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("slop, set, piece"))
    unit_en = forms.CharField(label=_("Unit (English)"), max_length=20, required=False)
    in_stock = forms.IntegerField(label=_("In stock"), min_value=0, max_value=1_000_000, required=False)
    made_to_order_days = forms.IntegerField(
        label=_("Days to make"),
        min_value=0,
        max_value=90,
        required=False,
        help_text=_("Leave empty if it is sold from stock only."),
    )
    sku = forms.CharField(
        label="SKU", max_length=40, required=False, help_text=_("Leave empty for the group's next number.")
    )
    weight_g = forms.IntegerField(label=_("Weight (grams)"), min_value=0, max_value=1_000_000, required=False)


class BranchPageForm(WagtailAdminPageForm):
    """A page in a branch of the catalogue. It takes new pictures only from collections that its user may choose from.

    The choosers offer no others; a form sent without them could name any picture by its number, and show it.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        rows = [row for formset in self.formsets.values() for row in formset.forms if row.is_valid()]
        for form in [self, *rows]:
            for name in form.changed_data:
                if isinstance(picture := form.cleaned_data.get(name), Photo):
                    self._refuse_foreign(picture)
        return cleaned

    def _refuse_foreign(self, picture: Photo) -> None:
        policy = policy_registry.get_by_type(Photo)
        if self.for_user and not policy.user_has_permission_for_instance(self.for_user, "choose", picture):
            raise PermissionDenied


class ListingForm(BranchPageForm, OfferFields):
    """One form for a new product: words, pictures and the first variant.

    Once the public has seen the product its price has a history, so it changes on its own screen, at once and outside
    the drafts; the offer fields are then gone from here.
    """

    class Meta(WagtailAdminPageForm.Meta):
        defer_required_on_fields = ["category"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product = self._product()
        if product and product.first_offered_at:
            for name in OFFER_FIELDS:
                del self.fields[name]
        elif product and (variant := product.variants.select_related("availability").first()):
            self.initial = {
                **self.initial,
                "price": variant.price,
                "unit": product.unit,
                "unit_en": product.unit_en,
                "in_stock": variant.availability.in_stock,
                "made_to_order_days": variant.availability.made_to_order_days or None,
                "sku": variant.sku,
                "weight_g": variant.weight_g,
            }

    def clean_sku(self) -> str:
        sku = str(self.cleaned_data["sku"]).strip()
        product = self._product()
        if sku:
            Variant._meta.get_field("sku").run_validators(sku)
            try:
                services.refuse_taken_sku(sku, of=product.variants.first() if product else None)
            except SkuTaken as refusal:
                raise ValidationError(str(refusal)) from refusal
        return sku

    def save(self, commit: bool = True) -> Any:
        page = self.instance
        product = self._product() or services.open_product(group=self.parent_page.specific.group)
        page.product = product
        if "price" in self.fields:
            self._save_offer(product)
        return super().save(commit=commit)

    def _save_offer(self, product: Product) -> None:
        """A draft may wait for its price; until then it has no variant."""
        offered = self.cleaned_data
        product.unit, product.unit_en = offered["unit"], offered["unit_en"]
        product.save(update_fields=["unit", "unit_en"])
        stock, days = offered["in_stock"] or 0, offered["made_to_order_days"] or 0
        weight_g = offered["weight_g"] or 0
        if variant := product.variants.first():
            services.change_variant(
                variant=variant,
                price=offered["price"] or variant.price,
                sku=offered["sku"] or variant.sku,
                name=variant.name,
                name_en=variant.name_en,
                weight_g=weight_g,
                by=self.for_user,
            )
            services.report_availability(variant=variant, in_stock=stock, made_to_order_days=days)
        elif offered["price"]:
            services.add_variant(
                product=product,
                price=offered["price"],
                sku=offered["sku"],
                weight_g=weight_g,
                in_stock=stock,
                made_to_order_days=days,
                by=self.for_user,
            )

    def _product(self) -> Product | None:
        return self.instance.product if self.instance.product_id else None


class RecordPageForm(BranchPageForm):
    """A page that stands for one record: the record is chosen when the page is made, and stays."""

    record: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields[self.record]
        else:
            self.fields[self.record].queryset = self.choices()

    def choices(self) -> QuerySet[Any]:
        """The records without a page yet that may have one here."""
        raise NotImplementedError


class KelurahanPageForm(RecordPageForm):
    record = "kelurahan"

    def choices(self) -> QuerySet[Kelurahan]:
        return Kelurahan.objects.filter(page=None)


class GroupPageForm(RecordPageForm):
    record = "group"

    def choices(self) -> QuerySet[Group]:
        return Group.objects.filter(page=None, kelurahan=self.parent_page.specific.kelurahan_id)
