"""How the lists of stock are narrowed. The groups on offer are those of the reader."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.ledger.office.filters import choice_of
from bumm.people.models import Group
from catalog.products.office.filters import ConditionFilter
from catalog.stock import selectors
from catalog.stock.models import Location, StockLevel, StockMovement
from catalog.stock.permissions import levels

SUPPLY = {
    "low": (_("Runs low"), lambda: selectors.LOW),
    "empty": (_("Nothing left"), lambda: selectors.EMPTY),
}


def own_groups(request: Any) -> Any:
    return levels.groups_for(request.user, "view")


class OfGroupFilterSet(WagtailFilterSet):
    group = django_filters.ModelMultipleChoiceFilter(
        label=pgettext_lazy("of makers", "Group"),
        field_name="variant__product__group",
        queryset=own_groups,
        widget=forms.CheckboxSelectMultiple,
    )
    place = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("of pieces", "Place"),
        field_name="location__kind",
        choices=Location.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Group
        fields: list[str] = []


class LevelFilterSet(OfGroupFilterSet):
    supply = ConditionFilter(label=_("Supply"), conditions=SUPPLY)

    class Meta:
        model = StockLevel
        fields: list[str] = []


class MovementFilterSet(OfGroupFilterSet):
    reason = choice_of(_("Reason"), StockMovement.Reason.choices)
    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = StockMovement
        fields: list[str] = []
