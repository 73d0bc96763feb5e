"""How the list of runs is narrowed. The BUMM on offer are those of the reader."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.distribution.models import Distribution
from bumm.distribution.permissions import distributions
from bumm.ledger.office.filters import choice_of


def own_bumm(request: Any) -> Any:
    return distributions.bumm_for(request.user, ["view"]).order_by("name")


class RunFilterSet(WagtailFilterSet):
    state = choice_of(_("State"), Distribution.State.choices)
    bumm = django_filters.ModelMultipleChoiceFilter(
        label="BUMM", queryset=own_bumm, widget=forms.CheckboxSelectMultiple
    )
    period_end = django_filters.DateFromToRangeFilter(label=_("End of the year"), widget=DateRangePickerWidget)

    class Meta:
        model = Distribution
        fields: list[str] = []
