"""How the lists of the register are narrowed. The classes on offer are those that the reader may see."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.ledger.office.filters import choice_of
from bumm.people.models import Bumm
from bumm.shares.models import Certificate, ShareClass, ShareEvent, Subscription


class OfClassFilterSet(WagtailFilterSet):
    bumm = django_filters.ModelMultipleChoiceFilter(
        field_name="share_class__bumm", label="BUMM", queryset=Bumm.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    share_class = django_filters.ModelMultipleChoiceFilter(
        label=pgettext_lazy("shares", "class"), queryset=ShareClass.objects.all(), widget=forms.CheckboxSelectMultiple
    )


class EventFilterSet(OfClassFilterSet):
    kind = choice_of(_("Kind"), ShareEvent.Kind.choices)
    effective_on = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ShareEvent
        fields: list[str] = []


class SubscriptionFilterSet(OfClassFilterSet):
    state = choice_of(_("State"), Subscription.State.choices)
    requested_on = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = Subscription
        fields: list[str] = []


class CertificateFilterSet(OfClassFilterSet):
    void_on = django_filters.BooleanFilter(label=_("Void"), lookup_expr="isnull", exclude=True)
    is_consented = django_filters.BooleanFilter(label=_("May be verified"))
    issued_on = django_filters.DateFromToRangeFilter(
        label=pgettext_lazy("certificate", "Written"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Certificate
        fields: list[str] = []


class ClassFilterSet(WagtailFilterSet):
    bumm = django_filters.ModelMultipleChoiceFilter(
        label="BUMM", queryset=Bumm.objects.all(), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ShareClass
        fields: list[str] = []
