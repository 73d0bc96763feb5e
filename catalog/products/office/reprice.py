"""Change prices of many goods: a rule, its preview, and what the preview showed is stored, or nothing."""

import secrets
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from bumm.people.models import User
from catalog.products import repricing
from catalog.products.exceptions import PricesMoved
from catalog.products.models import ProductPage, Variant
from catalog.products.office import scope
from catalog.products.office.actions import GoodsAction
from catalog.products.office.prices import Line, RuleForm, pack, preview, unpack

BEFORE = "prices_before"  # in the session: the change that takes the last one back


def variants_open_to(user: Any) -> QuerySet[Variant]:
    """The variants whose price the user may change, as a preview reads them."""
    pages = scope.goods_open_to(user, scope.EDIT).order_by().values("pk")
    variants = Variant.objects.filter(product__page__in=pages).select_related("product__page")
    return variants.order_by("product__page__draft_title", "product", "position", "pk")


def show_preview(request: HttpRequest, lines: list[Line], *, rule: dict[str, Any], back: str) -> HttpResponse:
    """The preview, with a form that stores just what it shows. `rule`: as typed; empty where prices are restored."""
    title = _("Change prices")
    changing = [line for line in lines if line.difference]
    context = {
        "lines": lines,
        "n_changing": len(changing),
        "n_suspicious": sum(line.is_suspicious for line in changing),
        "packed": pack(changing),
        "rule": rule,
        "back": back,
        "breadcrumbs_items": [{"url": reverse("goods"), "label": _("Goods")}, {"url": "", "label": title}],
        "header_title": title,
        "header_icon": "tag",
    }
    return render(request, "catalog/products/office/prices_preview.html", context)


class ChangePrices(GoodsAction):
    """GET asks for the rule, POST shows what would come of it."""

    display_name = gettext_lazy("Change prices")
    action_type = "prices"
    aria_label = gettext_lazy("Change the prices of the selected goods")
    action_priority = 10
    right = scope.EDIT
    most = 500
    template_name = "catalog/products/office/prices.html"
    form_class = RuleForm

    def form_valid(self, form: RuleForm) -> HttpResponse:
        lines = preview(self._variants(), form.rule())
        rule = {name: form.data[name] for name in form.fields}
        return show_preview(self.request, lines, rule=rule, back=self.next_url)

    def _variants(self) -> QuerySet[Variant]:
        return variants_open_to(self.request.user).filter(product__page__in=[page.pk for page in self.chosen])

    def get_actionable_objects(self) -> tuple[list[ProductPage], dict[str, Any]]:
        return self.chosen, {"items_with_no_access": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        variants = self._variants()
        priced = {variant.product_id for variant in variants}
        return super().get_context_data(**kwargs) | {
            "n_variants": len(variants),
            "without_price": [page for page in self.chosen if page.product_id not in priced],
        }


class StorePrices(View):
    """Stores what a preview showed but for the lines that were left out, and offers to take it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            shown = unpack(request.POST.get("packed", ""))
        except ValueError as error:
            raise BadRequest from error
        self.back = get_valid_next_url_from_request(request) or reverse("goods")
        left_out = set(request.POST.getlist("leave_out"))
        changes = {key: change for key, change in shown.items() if str(key) not in left_out}
        if not changes:
            messages.error(request, _("Every line was left out: no price has changed."))
            return redirect(self.back)
        return self._store(request, changes)

    def _store(self, request: HttpRequest, changes: dict[int, tuple[int, int]]) -> HttpResponse:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        own = variants_open_to(request.user).filter(pk__in=changes)
        variants = list(own)
        if not variants:
            raise PermissionDenied
        try:
            if gone := changes.keys() - {variant.pk for variant in variants}:
                raise PricesMoved(gone)
            repricing.change_prices(changes=changes, by=request.user)
        except PricesMoved as refusal:
            messages.error(request, str(refusal))
            return self._show_again(request, list(own.all()), changes, refusal.variants)
        _offer_to_restore(request, changes, self.back)
        return redirect(self.back)

    def _show_again(
        self,
        request: HttpRequest,
        variants: list[Variant],
        changes: dict[int, tuple[int, int]],
        moved: frozenset[int],
    ) -> HttpResponse:
        """The preview anew, from the prices of now; where prices were to be restored, to the same ones as before."""
        form = RuleForm(request.POST)
        if form.is_valid():
            new = {variant.pk: form.rule().new_price(variant.price) for variant in variants}
        else:
            new = {key: change[1] for key, change in changes.items()}
        lines = [Line(variant, new[variant.pk], moved=variant.pk in moved) for variant in variants]
        rule = {name: form.data[name] for name in form.fields} if form.is_valid() else {}
        return show_preview(request, lines, rule=rule, back=self.back)


def _offer_to_restore(request: HttpRequest, changes: dict[int, tuple[int, int]], back: str) -> None:
    """Keep the change that takes this one back, and say how to get there."""
    mark = secrets.token_urlsafe(6)
    reverse_changes = [[key, old] for key, (old, _new) in changes.items()]
    request.session[BEFORE] = {"mark": mark, "prices": reverse_changes}
    address = f"{reverse('goods_prices_restore')}?{urlencode({'mark': mark, 'next': back})}"
    said = ngettext("{n} price is changed.", "{n} prices are changed.", len(changes)).format(n=len(changes))
    messages.success(request, said, buttons=[messages.button(address, _("Restore the old prices"))])


class RestorePrices(View):
    """The preview of a change that gives goods back the prices that they had before the last change of many."""

    def get(self, request: HttpRequest) -> HttpResponse:
        back = get_valid_next_url_from_request(request) or reverse("goods")
        before = request.session.get(BEFORE)
        if before is None or before["mark"] != request.GET.get("mark"):
            messages.error(
                request, _("Only the last change of many prices can be taken back. The history has them all.")
            )
            return redirect("goods")
        old_prices = dict(before["prices"])
        variants = variants_open_to(request.user).filter(pk__in=old_prices)
        lines = [Line(variant, old_prices[variant.pk]) for variant in variants]
        return show_preview(request, lines, rule={}, back=back)
