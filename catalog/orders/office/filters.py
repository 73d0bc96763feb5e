"""How the lists of orders are narrowed. What is on offer is of the reader's scope."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.ledger.office.filters import choice_of
from bumm.people.models import Bumm, Group
from catalog.orders import permissions
from catalog.orders.models import Complaint, Order, Parcel


def own_bumm(request: Any) -> QuerySet[Bumm]:
    seen = permissions.orders.instances_user_has_permission_for(request.user, "view")
    return Bumm.objects.filter(pk__in=seen.order_by().values("bumm")).order_by("name")


def own_groups(request: Any) -> QuerySet[Group]:
    seen = permissions.parcels.instances_user_has_permission_for(request.user, "view")
    return Group.objects.filter(pk__in=seen.order_by().values("group")).order_by("name")


class OrderFilterSet(WagtailFilterSet):
    state = choice_of(_("State"), Order.State.choices)
    gateway = choice_of(_("Paid by"), Order.Gateway.choices)
    bumm = django_filters.ModelMultipleChoiceFilter(
        label="BUMM", queryset=own_bumm, widget=forms.CheckboxSelectMultiple
    )
    placed_at = django_filters.DateFromToRangeFilter(label=_("Ordered"), widget=DateRangePickerWidget)

    class Meta:
        model = Order
        fields: list[str] = []


class ParcelFilterSet(WagtailFilterSet):
    state = choice_of(_("State"), Parcel.State.choices)
    group = django_filters.ModelMultipleChoiceFilter(
        label=pgettext_lazy("of makers", "Group"), queryset=own_groups, widget=forms.CheckboxSelectMultiple
    )
    order__placed_at = django_filters.DateFromToRangeFilter(label=_("Ordered"), widget=DateRangePickerWidget)

    class Meta:
        model = Parcel
        fields: list[str] = []


class ComplaintFilterSet(WagtailFilterSet):
    state = choice_of(_("State"), Complaint.State.choices)
    kind = choice_of(_("What is wrong"), Complaint.Kind.choices)

    class Meta:
        model = Complaint
        fields: list[str] = []
