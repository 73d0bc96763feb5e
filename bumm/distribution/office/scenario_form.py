"""What someone imagines of a distribution: how much of which year, by which percentages, weighed how."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.charter.exceptions import DistributionNotWhole
from bumm.charter.models import Charter
from bumm.charter.percent import WHOLE, PercentField, format_percent
from bumm.charter.selectors import charter_in_force
from bumm.distribution.distributable import (
    Distributable,
    closed_years,
    distributable,
    foreseeable,
    running_year,
)
from bumm.distribution.exceptions import DistributionRefusal
from bumm.distribution.office.candidates import MOST, holders_named
from bumm.distribution.services.drafts import refuse_amount
from bumm.distribution.simulation import Row, Scenario, rows_of
from bumm.ledger.models import Book
from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.statements.forms import DayField
from bumm.money import format_rupiah
from bumm.people.models import Bumm, Party


class Question:
    """A BUMM and a year of its book, by the charter in force today. All of it is None where there is no such thing."""

    def __init__(self, own: QuerySet[Bumm], data: Any) -> None:
        with_books = own.filter(book__isnull=False, charters__resolution__isnull=False).distinct()
        self.choices = list(with_books.select_related("kelurahan", "book"))
        wanted = data.get("bumm", "")
        self.bumm = next((bumm for bumm in self.choices if str(bumm.pk) == wanted), None if wanted else self._first())
        self.charter = charter_in_force(self.bumm) if self.bumm else None
        self.closed = closed_years(self.book) if self.book else []
        self.years = sorted({*self.closed, running_year(self.book)}, reverse=True) if self.book else []
        asked = data.get("year", "")
        begin = next(iter(self.closed or self.years), None)
        self.year_end = next((end for end in self.years if str(end.year) == asked), begin)

    def _first(self) -> Bumm | None:
        return next(iter(self.choices), None)

    @property
    def book(self) -> Book | None:
        return self.bumm.book if self.bumm else None

    @property
    def key(self) -> str:
        """What it is about, in a form."""
        return f"{self.bumm.pk}-{self.year_end.year}" if self.bumm and self.year_end else ""

    @property
    def is_closed(self) -> bool:
        return self.year_end in self.closed

    @cached_property
    def there_is(self) -> Distributable:
        assert self.book and self.year_end  # noqa: S101 (asked for where there is a charter, and so a book with a year)
        return (distributable if self.is_closed else foreseeable)(self.book, self.year_end)

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.charter) if self.charter else []


class ScenarioForm(forms.Form):
    """Sent by GET; what is not in the address yet is as in the charter, with all that can be distributed."""

    bumm = forms.ChoiceField(label="BUMM")
    year = forms.ChoiceField(label=gettext_lazy("Year"))
    amount = RupiahField(
        label=gettext_lazy("Amount"), error_messages={"required": gettext_lazy("Write how much is to be distributed.")}
    )
    weighting = forms.ChoiceField(label=gettext_lazy("Owners’ part goes by"), choices=Charter.Weighting.choices)
    record_date = DayField(label=gettext_lazy("Record date"))
    holder = forms.CharField(
        label=gettext_lazy("Also what this one would get"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("A part of the name of a holder or a group."),
    )

    def __init__(self, data: Any, *, question: Question) -> None:
        self.question = question
        super().__init__(self._as_in_charter() | self._typed(data))
        for name, choices in self._choices().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for row in question.rows:
            self.fields[self.name_of(row)] = PercentField(label=row.name, min_value=0)

    def _typed(self, data: Any) -> dict[str, str]:
        """Amount and record date were typed for the BUMM and the year `of`: for another they begin anew."""
        typed: dict[str, str] = data.dict()
        if typed.get("of", self.question.key) != self.question.key:
            typed = {name: value for name, value in typed.items() if name not in ("amount", "record_date")}
        return typed

    def name_of(self, row: Row) -> str:
        """Of the row's field. Another charter has others, so that its own percentages are shown first."""
        assert self.question.charter  # noqa: S101 (it has the row)
        return f"part_{self.question.charter.pk}_{row.position}"

    def _as_in_charter(self) -> dict[str, str]:
        charter, end = self.question.charter, self.question.year_end
        if not (charter and end and self.question.bumm):
            return {}
        parts = {self.name_of(row): format_percent(row.basis_points) for row in self.question.rows}
        return parts | {
            "bumm": str(self.question.bumm.pk),
            "year": str(end.year),
            "amount": format_rupiah(self.question.there_is.amount).removeprefix("Rp"),
            "weighting": charter.weighting,
            "record_date": end.isoformat(),
        }

    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        running = _("{year}, not closed yet")
        years = [
            (str(end.year), str(end.year) if end in self.question.closed else running.format(year=end.year))
            for end in self.question.years
        ]
        return {"bumm": [(str(bumm.pk), str(bumm)) for bumm in self.question.choices], "year": years}

    def first_fields(self) -> list[Any]:
        return [self[name] for name in ("bumm", "year", "amount", "weighting", "record_date", "holder")]

    def part_fields(self) -> Iterator[Any]:
        return (self[self.name_of(row)] for row in self.question.rows)

    def clean_amount(self) -> int:
        amount = int(self.cleaned_data["amount"])
        if self.question.is_closed:
            there_is = self.question.there_is
            try:
                refuse_amount(amount, there_is.net_income, there_is.retained)
            except DistributionRefusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        return amount

    def clean_record_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["record_date"]
        if self.question.year_end and day.year != self.question.year_end.year:
            raise ValidationError(_("The record date lies in the year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        names = [self.name_of(row) for row in self.question.rows]
        if not any(name in self.errors for name in names):
            total = sum(cleaned[name] for name in names)
            if total != WHOLE:
                self.add_error(None, str(DistributionNotWhole(total)))
        return cleaned

    def scenario(self) -> Scenario:
        """Of a valid form."""
        chosen, question = self.cleaned_data, self.question
        assert question.bumm and question.year_end  # noqa: S101 (the form is valid)
        rows = [row._replace(basis_points=chosen[self.name_of(row)]) for row in question.rows]
        return Scenario(
            question.bumm, question.year_end, chosen["record_date"], chosen["weighting"], chosen["amount"], rows
        )

    def in_force(self) -> Scenario | None:
        """By the charter as it is, with everything that can be distributed; None where that is nothing."""
        question = self.question
        if not (question.bumm and question.year_end and question.charter and question.there_is.amount):
            return None
        day, weighting, amount = question.year_end, question.charter.weighting, question.there_is.amount
        return Scenario(question.bumm, day, day, weighting, amount, question.rows)

    def holders(self) -> list[Party]:
        """Of a valid form, those whose name was asked for; without a name nobody."""
        name = self.cleaned_data["holder"].strip()
        return list(holders_named(self.scenario().bumm, name)[:MOST]) if name else []
