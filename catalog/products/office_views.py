"""Price and stock of a listed product: a screen of its own, because a price changes at once, outside the drafts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from bumm.people.models import User
from catalog.products import services
from catalog.products.exceptions import SkuTaken
from catalog.products.forms import OfferFields
from catalog.products.models import PriceChange, ProductPage, Variant


class VariantForm(OfferFields):
    """One row of the screen: a variant with its price and what can be had of it."""

    unit = unit_en = None  # type: ignore[assignment]
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Variant"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("Variant (English)"), max_length=60, required=False)

    field_order = ["name", "name_en", "price", "in_stock", "made_to_order_days", "sku", "weight_g"]

    def clean_sku(self) -> str:
        sku = str(self.cleaned_data["sku"]).strip()
        if sku:
            Variant._meta.get_field("sku").run_validators(sku)
        return sku


VariantFormSet = forms.formset_factory(VariantForm, extra=1, max_num=20, validate_max=True)


class OfferView(View):
    """GET shows the variants and the history of their prices; POST stores all rows or none."""

    page: ProductPage
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, page_id: int, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        self.user = request.user
        self.page = get_object_or_404(ProductPage.objects.select_related("product__group"), pk=page_id)
        if not self.page.permissions_for_user(self.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, VariantFormSet(initial=[_as_row(variant) for variant in self._variants()]))

    def post(self, request: HttpRequest) -> HttpResponse:
        formset = VariantFormSet(request.POST, initial=[_as_row(variant) for variant in self._variants()])
        if not (formset.is_valid() and self._store(formset)):
            return self._show(request, formset, status=422)
        messages.success(request, _("Price and stock are changed, and visible at once."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _store(self, formset: Any) -> bool:
        known = {variant.pk: variant for variant in self._variants()}
        with transaction.atomic():
            for form in formset.forms:
                if not form.has_changed():
                    continue
                try:
                    with transaction.atomic():
                        self._store_row(form.cleaned_data, known.get(form.cleaned_data.get("pk")))
                except SkuTaken as refusal:
                    form.add_error("sku", str(refusal))
                except ValidationError as refusal:
                    form.add_error(None, refusal)
            if any(form.errors for form in formset.forms):
                transaction.set_rollback(True)
                return False
        return True

    def _store_row(self, row: dict[str, Any], variant: Variant | None) -> None:
        words: dict[str, Any] = {"name": row["name"], "name_en": row["name_en"], "weight_g": row["weight_g"] or 0}
        had: dict[str, Any] = {"in_stock": row["in_stock"] or 0, "made_to_order_days": row["made_to_order_days"] or 0}
        if variant is None:
            services.add_variant(
                product=self.page.product, price=row["price"], sku=row["sku"], by=self.user, **words, **had
            )
            return
        sku = row["sku"] or variant.sku
        services.change_variant(variant=variant, price=row["price"], sku=sku, by=self.user, **words)
        services.report_availability(variant=variant, **had)

    def _variants(self) -> list[Variant]:
        return list(self.page.product.variants.select_related("availability"))

    def _show(self, request: HttpRequest, formset: Any, status: int = 200) -> HttpResponse:
        history = PriceChange.objects.filter(variant__product=self.page.product).select_related("variant", "changed_by")
        title = _("Price and stock")
        way = [
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.page.title},
            {"url": "", "label": title},
        ]
        context = {"page": self.page, "formset": formset, "history": history[:50], "breadcrumbs_items": way}
        context |= {"header_title": f"{title}: {self.page.title}", "header_icon": "tag"}
        return render(request, "catalog/products/office/offer.html", context, status=status)


def _as_row(variant: Variant) -> dict[str, Any]:
    return {
        "pk": variant.pk,
        "name": variant.name,
        "name_en": variant.name_en,
        "price": variant.price,
        "in_stock": variant.availability.in_stock,
        "made_to_order_days": variant.availability.made_to_order_days or None,
        "sku": variant.sku,
        "weight_g": variant.weight_g,
    }
