"""How the office's lists of the books are narrowed. The books on offer are those of the reader's scope."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from bumm.ledger.models import Account, Book, Entry, Journal, JournalTemplate, PeriodEvent
from bumm.ledger.office import policies
from bumm.people.models import User


def who_prepared(request: Any) -> QuerySet[User]:
    seen = policies.journals.instances_user_has_permission_for(request.user, "view")
    return User.objects.filter(pk__in=seen.order_by().values("prepared_by")).order_by("first_name", "username")


def choice_of(label: Any, choices: Any, **more: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more
    )


class OfBookFilterSet(WagtailFilterSet):
    book = django_filters.ModelMultipleChoiceFilter(
        label=_("Book"), queryset=Book.objects.all(), widget=forms.CheckboxSelectMultiple
    )


class JournalFilterSet(OfBookFilterSet):
    state = choice_of(_("State"), Journal.State.choices)
    effective_on = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    prepared_by = django_filters.ModelMultipleChoiceFilter(
        label=_("Prepared by"), queryset=who_prepared, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Journal
        fields: list[str] = []


class EntryFilterSet(OfBookFilterSet):
    kind = choice_of(_("Kind"), Entry.Kind.choices)
    effective_on = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = Entry
        fields: list[str] = []


class AccountFilterSet(OfBookFilterSet):
    kind = choice_of(_("Kind"), Account.Kind.choices)
    activity = choice_of(_("Activity"), Account.Activity.choices)

    class Meta:
        model = Account
        fields: list[str] = []


class TemplateFilterSet(OfBookFilterSet):
    class Meta:
        model = JournalTemplate
        fields: list[str] = []


class PeriodEventFilterSet(OfBookFilterSet):
    kind = choice_of(_("Kind"), PeriodEvent.Kind.choices)
    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = PeriodEvent
        fields: list[str] = []


class BookFilterSet(WagtailFilterSet):
    kind = choice_of(_("Kind"), Book.Kind.choices)
    closed_through = django_filters.DateFromToRangeFilter(label=_("Closed through"), widget=DateRangePickerWidget)

    class Meta:
        model = Book
        fields: list[str] = []
