"""What people choose to look at: a book, a statement of it, and days."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.statements.days import Days, year_to
from bumm.ledger.statements.kinds import TITLES

EARLIEST = dt.date(1900, 1, 1)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # the form in which browsers want it
    default_validators = [MinValueValidator(EARLIEST)]


def books_shown_to(user: Any) -> Any:
    return policy_registry.get_by_type(Book).instances_user_has_permission_for(user, "view").select_related("bumm")


def day_to_begin_with(user: Any) -> dt.date:
    """Today; or where nothing was posted this year, the end of the last year in which something was."""
    today = timezone.localdate()
    last = Entry.objects.filter(book__in=books_shown_to(user)).aggregate(day=Max("effective_on"))["day"]
    return today if last is None or last.year >= today.year else dt.date(last.year, 12, 31)


class StatementForm(forms.Form):
    book = forms.ModelChoiceField(label=gettext_lazy("Book"), queryset=Book.objects.none(), empty_label=None)
    statement = forms.ChoiceField(label=gettext_lazy("Statement"), choices=TITLES.items())
    on = DayField(label=gettext_lazy("As of"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = books_shown_to(user)  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """Without a choice: this year up to today."""

    first = DayField(label=gettext_lazy("From day"))
    last = DayField(label=gettext_lazy("To day"))

    def __init__(self, data: Any, **default: str) -> None:
        super().__init__(self.default_days() | default | data.dict())

    def default_days(self) -> dict[str, str]:
        days = year_to(timezone.localdate())
        return {"first": days.first.isoformat(), "last": days.last.isoformat()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"first", "last"} <= cleaned.keys() and cleaned["first"] > cleaned["last"]:
            raise ValidationError({"last": _("The last day is before the first.")})
        return cleaned

    @property
    def days(self) -> Days:
        """Of a valid form."""
        return Days(self.cleaned_data["first"], self.cleaned_data["last"])


class LedgerForm(DaysForm):
    """Without a choice: also the first account of the book."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("Account"), queryset=Account.objects.none(), to_field_name="code", empty_label=None
    )
    field_order = ["account", "first", "last"]

    def __init__(self, data: Any, *, book: Book) -> None:
        accounts = Account.objects.filter(book=book).order_by("code")
        first = accounts.first() if "account" not in data else None
        super().__init__(data, **({"account": first.code} if first else {}))
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
