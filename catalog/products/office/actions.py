"""What all actions on many goods have in common: whom they are for, and which goods were chosen."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from catalog.products.models import ProductPage
from catalog.products.office import goods, scope
from catalog.products.office.listings import GoodsList


class GoodsAction(BulkAction):
    """An action on the goods that were ticked in the list, or on all that its filters let through.

    It needs `right` on each of them: goods of others are left out, and where nothing else was chosen it is refused.
    """

    models = [ProductPage]
    right = scope.EDIT
    most = 0  # at once

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not scope.may_with_any(request.user, self.right) or not self.chosen:
            raise PermissionDenied
        if len(self.chosen) > self.most:
            said = _("That is too much at once: choose {most} goods at most. The filters help to narrow the list.")
            messages.error(request, said.format(most=self.most))
            return redirect(self.next_url)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def chosen(self) -> list[ProductPage]:
        """In the order of the list; one more than `most` where there are more."""
        ids = self.request.GET.getlist("id")
        rows = self._whole_list() if "all" in ids else self._ticked(ids)
        keys = list(rows.values_list("pk", flat=True)[: self.most + 1])
        pages = self.read(ProductPage.objects.filter(pk__in=keys))
        return sorted(pages, key=lambda page: keys.index(page.pk))

    def read(self, pages: QuerySet[ProductPage]) -> QuerySet[ProductPage]:
        """With what the action asks of each."""
        return pages.select_related("product__group").annotate(is_waiting=goods.waiting())

    def _whole_list(self) -> QuerySet[ProductPage]:
        view = GoodsList()
        view.setup(self.request)
        open_to_user = scope.goods_open_to(self.request.user, self.right)
        listed: QuerySet[ProductPage] = view.get_queryset()
        return listed.filter(pk__in=open_to_user.order_by().values("pk"))

    def _ticked(self, ids: list[str]) -> QuerySet[ProductPage]:
        keys = [key for key in ids if key.isdecimal() and len(key) < 10]
        return scope.goods_open_to(self.request.user, self.right).filter(pk__in=keys).order_by("draft_title", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        way = [{"url": reverse("goods"), "label": _("Goods")}, {"url": "", "label": self.display_name}]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"breadcrumbs_items": way, "header_title": self.display_name, "header_icon": "tag"}
