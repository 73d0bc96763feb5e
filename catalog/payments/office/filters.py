"""How the lists are narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.ledger.office.filters import choice_of
from bumm.people.models import Bumm
from catalog.payments import permissions
from catalog.payments.models import GatewayEvent, Payment, Refund
from catalog.payments.selectors import stranded


def own_bumm(request: Any) -> QuerySet[Bumm]:
    return permissions.payments.bumm_for(request.user, ["view"])


def of_bumm(way: str = "bumm") -> django_filters.ModelMultipleChoiceFilter:
    return django_filters.ModelMultipleChoiceFilter(
        label="BUMM", field_name=way, queryset=own_bumm, widget=forms.CheckboxSelectMultiple
    )


class PaymentFilterSet(WagtailFilterSet):
    state = choice_of(_("State"), Payment.State.choices)
    gateway = choice_of(_("Paid by"), Payment.Gateway.choices)
    money = choice_of(_("Money"), [("stranded", _("belongs to the buyer"))], method="only_stranded")
    paid_on = django_filters.DateFromToRangeFilter(label=_("Paid on"), widget=DateRangePickerWidget)
    bumm = of_bumm()

    class Meta:
        model = Payment
        fields: list[str] = []

    def only_stranded(self, rows: QuerySet[Payment], name: str, value: list[str]) -> QuerySet[Payment]:
        return stranded(rows) if value else rows


class RefundFilterSet(WagtailFilterSet):
    state = choice_of(_("State"), Refund.State.choices)
    bumm = of_bumm("payment__bumm")

    class Meta:
        model = Refund
        fields: list[str] = []


class MessageFilterSet(WagtailFilterSet):
    outcome = choice_of(_("What came of it"), [("refused", _("refused"))], method="only_refused")

    class Meta:
        model = GatewayEvent
        fields: list[str] = []

    def only_refused(self, rows: QuerySet[GatewayEvent], name: str, value: list[str]) -> QuerySet[GatewayEvent]:
        return rows.exclude(refused="") if value else rows
