"""Closing a month or a year: what it would close is shown first."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from bumm.ledger import services
from bumm.ledger.closing import closable_days, closing_of, is_end_of_year
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.models import Book
from bumm.ledger.office import policies
from bumm.people.models import User


class CloseForm(forms.Form):
    """Up to which of the days on offer."""

    through = forms.TypedChoiceField(label=gettext_lazy("Close through"), coerce=dt.date.fromisoformat)

    def __init__(self, *args: Any, days: list[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["through"]
        choice.choices = [(day.isoformat(), date_format(day)) for day in days]


class CloseBook(View):
    """GET asks up to which day, and with a day shows what would be closed; POST closes it."""

    user: User
    book: Book

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        self.user = request.user
        self.book = get_object_or_404(Book, pk=pk)
        if not policies.books.user_has_permission_for_instance(self.user, "close", self.book):
            raise PermissionDenied
        self.days = closable_days(self.book, timezone.localdate())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CloseForm(request.GET if "through" in request.GET else None, days=self.days)
        return self._show(request, form, status=422 if form.errors else 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CloseForm(request.POST, days=self.days)
        if form.is_valid():
            day = form.cleaned_data["through"]
            close = services.close_year if is_end_of_year(day) else services.close_period
            try:
                close(book=self.book, through=day, by=self.user)
            except LedgerRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The book is closed through {day}.").format(day=date_format(day)))
                return redirect("book:inspect", self.book.pk)
        return self._show(request, form, status=422)

    def _show(self, request: HttpRequest, form: CloseForm, status: int) -> HttpResponse:
        day = form.cleaned_data.get("through") if form.is_bound and hasattr(form, "cleaned_data") else None
        title = _("Close the book")
        way = [
            {"url": reverse("book:index"), "label": _("Books")},
            {"url": reverse("book:inspect", args=[self.book.pk]), "label": self.book.name},
            {"url": "", "label": title},
        ]
        context = {
            "book": self.book,
            "form": form,
            "days": self.days,
            "closing": closing_of(self.book, day) if day else None,
            "breadcrumbs_items": way,
            "header_title": f"{title}: {self.book}",
            "header_icon": "lock",
        }
        return render(request, "bumm/ledger/office/close_book.html", context, status=status)
