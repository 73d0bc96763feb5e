"""Price and stock of a listed product: a screen of its own, because a price changes at once, outside the drafts."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from bumm.people.models import User
from catalog.products import services
from catalog.products.exceptions import SkuTaken
from catalog.products.models import PriceChange, ProductPage, Variant
from catalog.products.office.offer_rows import (
    Values,
    VariantFormSet,
    as_row,
    changes,
    opened_rows,
    refuse_overwriting,
)


class OfferView(View):
    """GET shows the variants and the history of their prices; POST stores all rows or none, and says what changed."""

    page: ProductPage
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, page_id: int, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        self.user = request.user
        self.page = get_object_or_404(ProductPage.objects.select_related("product__group"), pk=page_id)
        if not self.page.permissions_for_user(self.user).can_edit():
            raise PermissionDenied
        self.removable = self.page.product.first_offered_at is None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [row | {"opened": json.dumps(row)} for row in map(as_row, self._variants())]
        return self._show(request, VariantFormSet(initial=rows, removable=self.removable))

    def post(self, request: HttpRequest) -> HttpResponse:
        opened = opened_rows(request.POST, [as_row(variant) for variant in self._variants()])
        formset = VariantFormSet(request.POST, initial=opened, removable=self.removable)
        if not (formset.is_valid() and self._store(formset)):
            return self._show(request, formset, status=422)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _store(self, formset: Any) -> bool:
        with transaction.atomic():
            before = {variant.pk: as_row(variant) for variant in self._variants(lock=True)}
            for form in formset.forms:
                if form.has_changed():
                    self._store_form(form, before)
            if any(form.errors for form in formset.forms):
                transaction.set_rollback(True)
                return False
        after = {variant.pk: as_row(variant) for variant in self._variants()}
        self._say(changes(before, after))
        return True

    def _store_form(self, form: Any, now: dict[int, Values]) -> None:
        """Store one row, or let its form say why not."""
        try:
            with transaction.atomic():
                if form.cleaned_data.get("pk"):
                    refuse_overwriting(form, now)
                self._store_row(form.cleaned_data)
        except SkuTaken as refusal:
            form.add_error("sku", str(refusal))
        except ProtectedError:
            form.add_error(None, _("The public has seen this variant meanwhile, so it stays."))
        except ValidationError as refusal:
            form.add_error(None, refusal)

    def _store_row(self, row: Values) -> None:
        variant = Variant.objects.get(pk=row["pk"]) if row["pk"] else None
        if variant and row.get("DELETE"):
            services.remove_variant(variant=variant)
            return
        words: Values = {"name": row["name"], "name_en": row["name_en"], "weight_g": row["weight_g"] or 0}
        had: Values = {"in_stock": row["in_stock"] or 0, "made_to_order_days": row["made_to_order_days"] or 0}
        if variant is None:
            services.add_variant(
                product=self.page.product, price=row["price"], sku=row["sku"], by=self.user, **words, **had
            )
            return
        sku = row["sku"] or variant.sku
        services.change_variant(variant=variant, price=row["price"], sku=sku, by=self.user, **words)
        services.report_availability(variant=variant, **had)

    def _variants(self, *, lock: bool = False) -> list[Variant]:
        own = self.page.product.variants.order_by("position", "pk")
        if lock:
            # On its own and first, so that the rows are read as they are once the lock is held.
            list(own.select_for_update().order_by("pk").values_list("pk"))
        return list(own.select_related("availability"))

    def _say(self, changed: list[str]) -> None:
        if changed:
            said = _("Stored, and visible at once: {changes}.") if not self.removable else _("Stored: {changes}.")
            messages.success(self.request, said.format(changes="; ".join(changed)))
        else:
            messages.info(self.request, _("Nothing was changed."))

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
