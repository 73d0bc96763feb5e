"""How the office's lists of goods are narrowed. All conditions are the database's; choices are those of the scope."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.people.models import Kelurahan, User
from catalog.products.models import Category, PriceChange, ProductPage
from catalog.products.office import goods, scope

STATES = {
    "live": (_("Visible"), lambda: Q(live=True)),
    "hidden": (_("Hidden"), lambda: Q(live=False, first_published_at__isnull=False)),
    "draft": (_("Draft"), lambda: Q(live=False, first_published_at__isnull=True)),
    "waiting": (_("Waits for approval"), lambda: Q(goods.waiting())),
    "returned": (_("Returned"), lambda: Q(goods.returned())),
}
SUPPLY = {
    "stock": (_("In stock"), lambda: Q(goods.in_stock())),
    "order": (_("Made to order only"), lambda: Q(goods.to_order()) & ~Q(goods.in_stock())),
    "none": (_("Cannot be had"), lambda: ~Q(goods.in_stock()) & ~Q(goods.to_order())),
}
GAPS = {
    "photo": (_("Without photo"), lambda: Q(goods.PHOTO_GAPS["photo"].condition)),
    "english": (_("Without English"), lambda: goods.with_any(goods.ENGLISH_GAPS)),
    "price": (_("Without price"), lambda: Q(goods.PRICE_GAP.condition)),
}
Conditions = dict[str, tuple[Any, Any]]


def _labels(conditions: Conditions) -> list[tuple[str, Any]]:
    return [(name, label) for name, (label, _condition) in conditions.items()]


class ConditionFilter(django_filters.MultipleChoiceFilter):
    """Ticks that stand for conditions: any of them is enough, or with `conjoined` all must hold."""

    def __init__(self, *args: Any, conditions: Conditions, **kwargs: Any) -> None:
        self.conditions = conditions
        kwargs["widget"] = forms.CheckboxSelectMultiple
        super().__init__(*args, choices=_labels(conditions), **kwargs)

    def filter(self, rows: QuerySet[Any], chosen: list[str]) -> QuerySet[Any]:
        together = Q()
        for name in chosen or []:
            condition = self.conditions[name][1]()
            together = together & condition if self.conjoined else together | condition
        return rows.filter(together)


def groups(request: Any) -> QuerySet[Any]:
    return scope.groups_shown_to(request.user)


def kelurahan(request: Any) -> QuerySet[Any]:
    return Kelurahan.objects.filter(pk__in=groups(request).order_by().values("kelurahan")).order_by("name")


class ReportFilterSet(WagtailFilterSet):
    """For the reports on gaps: whose goods, of which kind, and where they stand."""

    group = django_filters.ModelMultipleChoiceFilter(
        label=pgettext_lazy("of makers", "Group"),
        field_name="product__group",
        queryset=groups,
        widget=forms.CheckboxSelectMultiple,
    )
    kelurahan = django_filters.ModelMultipleChoiceFilter(
        label=_("Kelurahan"),
        field_name="product__group__kelurahan",
        queryset=kelurahan,
        widget=forms.CheckboxSelectMultiple,
    )
    category = django_filters.ModelMultipleChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    state = ConditionFilter(label=_("State"), conditions=STATES)

    class Meta:
        model = ProductPage
        fields: list[str] = []


class GoodsFilterSet(ReportFilterSet):
    """For the list of all goods: also what can be had, and what is missing."""

    supply = ConditionFilter(label=_("Supply"), conditions=SUPPLY)
    missing = ConditionFilter(label=_("Missing"), conditions=GAPS, conjoined=True)


def who_changed_prices(request: Any) -> QuerySet[Any]:
    seen = PriceChange.objects.filter(scope.history_shown_to(request.user)).order_by()
    return User.objects.filter(pk__in=seen.values("changed_by")).order_by("first_name", "username")


class PriceHistoryFilterSet(WagtailFilterSet):
    group = django_filters.ModelMultipleChoiceFilter(
        label=pgettext_lazy("of makers", "Group"),
        field_name="variant__product__group",
        queryset=groups,
        widget=forms.CheckboxSelectMultiple,
    )
    changed_at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)
    changed_by = django_filters.ModelMultipleChoiceFilter(
        label=_("Changed by"), queryset=who_changed_prices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PriceChange
        fields: list[str] = []
