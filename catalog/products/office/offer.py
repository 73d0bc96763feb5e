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
from catalog.products.exceptions import PiecesRefused, SkuTaken
from catalog.products.keeping import count_pieces
from catalog.products.models import Availability, PriceChange, ProductPage, Variant
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
            changed = [form for form in formset.forms if form.has_changed()]
            self._count([form for form in changed if self._is_as_opened(form, before)], before)
            for form in changed:
                if not form.errors:
                    self._store_form(form)
            if any(form.errors for form in formset.forms):
                transaction.set_rollback(True)
                return False
        after = {variant.pk: as_row(variant) for variant in self._variants()}
        self._say(changes(before, after))
        return True

    def _is_as_opened(self, form: Any, now: dict[int, Values]) -> bool:
        """Whether nobody else changed the row of this form meanwhile; else the form says what."""
        try:
            if form.cleaned_data.get("pk"):
                refuse_overwriting(form, now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        return not form.errors

    def _count(self, forms: list[Any], now: dict[int, Values]) -> None:
        """The pieces of all rows at once, and before their prices: whoever sells some of them goes the same way."""
        rows = [form.cleaned_data for form in forms if form.cleaned_data["pk"] and not form.cleaned_data.get("DELETE")]
        said = {row["pk"]: row["in_stock"] or 0 for row in rows}
        try:
            count_pieces(free={pk: n for pk, n in said.items() if n != now[pk]["in_stock"]}, by=self.user)
        except PiecesRefused as refusal:
            form = next(form for form in forms if form.cleaned_data["pk"] == refusal.variant.pk)
            form.add_error("in_stock", str(refusal))

    def _store_form(self, form: Any) -> None:
        """Store one row, or let its form say why not."""
        try:
            with transaction.atomic():
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
        days = row["made_to_order_days"] or 0
        if variant is None:
            words |= {"in_stock": row["in_stock"] or 0, "made_to_order_days": days}
            services.add_variant(product=self.page.product, price=row["price"], sku=row["sku"], by=self.user, **words)
            return
        sku = row["sku"] or variant.sku
        services.change_variant(variant=variant, price=row["price"], sku=sku, by=self.user, **words)
        services.report_days(variant=variant, made_to_order_days=days)

    def _variants(self, *, lock: bool = False) -> list[Variant]:
        own = self.page.product.variants.order_by("position", "pk")
        if lock:
            # On its own and first, so that the rows are read as they are once the lock is held.
            list(own.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            had = Availability.objects.filter(variant__product=self.page.product).order_by("variant")
            list(had.select_for_update(no_key=True).values_list("pk"))
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
