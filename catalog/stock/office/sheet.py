"""Counting a whole workshop: a sheet to type on, its differences, and what the differences showed is stored, or
nothing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from bumm.people.models import Group
from catalog.stock import services
from catalog.stock.exceptions import LevelsMoved, StockRefusal
from catalog.stock.office.sheet_form import SheetForm
from catalog.stock.permissions import levels
from catalog.stock.selectors import workshop_levels


def frame(title: Any, **context: Any) -> dict[str, Any]:
    first = {"url": reverse("stocklevel:index"), "label": _("Stock of goods")}
    way = [first, {"url": "", "label": title}]
    return context | {"header_title": title, "header_icon": "list-ol", "breadcrumbs_items": way}


class ChooseGroup(View):
    """Whose goods are to be counted? Asked of those who keep the stock of several groups."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        groups = list(levels.groups_for(user, "change"))
        if not groups:
            raise PermissionDenied
        if len(groups) == 1:
            return redirect("stock_sheet:sheet", groups[0].pk)
        context = frame(_("Count goods"), groups=groups)
        return render(request, "catalog/stock/office/choose_group.html", context)


class CountSheet(View):
    """GET shows the sheet; POST its differences, and with `store` stores just those."""

    def dispatch(self, request: HttpRequest, *args: Any, group_id: int, **kwargs: Any) -> Any:
        user: Any = request.user
        self.group = get_object_or_404(Group, pk=group_id)
        if not levels.groups_for(user, "change").filter(pk=group_id).exists():
            raise PermissionDenied
        self.levels = list(workshop_levels(self.group))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._sheet(SheetForm(levels=self.levels))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SheetForm(request.POST, levels=self.levels)
        if not form.is_valid():
            return self._sheet(form, status=422)
        if not form.counted():
            messages.error(request, _("Nothing is counted yet: type how many there are."))
            return self._sheet(form, status=422)
        if "back" in request.POST:
            return self._sheet(form)
        return self._store(form) if "store" in request.POST else self._differences(form)

    def _store(self, form: SheetForm) -> HttpResponse:
        user: Any = self.request.user
        place = services.workshop_of(group=self.group)
        counted = {key: (form.shown(key), n) for key, n in form.counted().items()}
        try:
            services.count_many(location=place, counted=counted, by=user, note=form.cleaned_data["note"])
        except LevelsMoved as refusal:
            messages.error(self.request, str(refusal))
            return self._differences(form, refusal.variants)
        except StockRefusal as refusal:
            messages.error(self.request, str(refusal))
            return self._sheet(form, status=422)
        log(instance=self.group, action="stock.count", user=user)
        said = ngettext("{n} good is counted.", "{n} goods are counted.", len(counted))
        messages.success(self.request, said.format(n=len(counted)))
        return redirect(f"{reverse('stocklevel:index')}?group={self.group.pk}")

    def _sheet(self, form: SheetForm, status: int = 200) -> HttpResponse:
        title = _("Count goods: {group}").format(group=self.group)
        context = frame(title, form=form, lines=form.lines())
        return render(self.request, "catalog/stock/office/sheet.html", context, status=status)

    def _differences(self, form: SheetForm, moved: frozenset[int] = frozenset()) -> HttpResponse:
        lines = [line for line in form.lines(moved) if line.counted is not None]
        title = _("Differences: {group}").format(group=self.group)
        context = frame(title, form=form, lines=lines, n_different=sum(bool(line.difference) for line in lines))
        return render(self.request, "catalog/stock/office/differences.html", context)


class SheetMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return levels.user_has_permission(user, "change")


class SheetViewSet(ViewSet):
    name = "stock_sheet"
    url_prefix = "persediaan/hitung"
    icon = "list-ol"
    menu_label = gettext_lazy("Count goods")
    menu_item_class = SheetMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ChooseGroup.as_view(), name="index"),
            path("<int:group_id>/", CountSheet.as_view(), name="sheet"),
        ]
