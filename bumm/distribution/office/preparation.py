"""Preparing a run: which year, how much, by which register; looked at before it is done."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from bumm.charter.models import Charter
from bumm.charter.selectors import charter_in_force
from bumm.distribution.distributable import Distributable, distributable, without_run
from bumm.distribution.exceptions import DistributionRefusal
from bumm.distribution.models import Distribution
from bumm.distribution.office.comparison import compare
from bumm.distribution.office.pages import OfDistributions
from bumm.distribution.office.steps import REFUSALS
from bumm.distribution.pictures import waterfall_of
from bumm.distribution.preparing import prepare
from bumm.distribution.services.drafts import refuse_amount
from bumm.distribution.simulation import Scenario, rows_of, simulate
from bumm.ledger.models import Book
from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.statements.forms import DayField
from bumm.money import format_rupiah
from bumm.people.models import Bumm


@dataclass(frozen=True)
class Year:
    """A closed year of a BUMM of which there is no live run."""

    book: Book
    end: dt.date

    @property
    def key(self) -> str:
        return f"{self.book.pk}-{self.end.year}"

    @property
    def bumm(self) -> Bumm:
        assert self.book.bumm is not None  # noqa: S101 (only books of BUMM are asked for)
        return self.book.bumm

    def __str__(self) -> str:
        return f"{self.bumm}, {self.end.year}"


def amount_as_typed(amount: int) -> str:
    return format_rupiah(amount).removeprefix("Rp")


class AmountForm(forms.Form):
    """To begin with: all that can be distributed, by the register of the year's last day."""

    amount = RupiahField(
        label=gettext_lazy("Amount"),
        error_messages={"required": gettext_lazy("Write how much is to be distributed.")},
    )
    record_date = DayField(
        label=gettext_lazy("Record date"),
        help_text=gettext_lazy("Who is a member of a group that holds shares, and by record date who holds shares."),
    )

    def __init__(self, data: Any, *, year: Year, there_is: Distributable) -> None:
        super().__init__(data)
        self.year, self.there_is = year, there_is

    def clean_amount(self) -> int:
        amount = int(self.cleaned_data["amount"])
        try:
            refuse_amount(amount, self.there_is.net_income, self.there_is.retained)
        except DistributionRefusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return amount

    def clean_record_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["record_date"]
        if day.year != self.year.end.year:
            raise ValidationError(_("The record date lies in the year."))
        return day


class Prepare(OfDistributions):
    """GET asks and shows what it would give; POST does it."""

    needs = "add"
    template_name = "bumm/distribution/office/prepare.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        year = self.year(request.GET.get("year"))
        if year is None:
            return self.show(_("Prepare a distribution"), years=self.years())
        there_is = distributable(year.book, year.end)
        begin = {"amount": amount_as_typed(there_is.amount), "record_date": year.end.isoformat()}
        return self.ask(AmountForm(begin | request.GET.dict(), year=year, there_is=there_is))

    def post(self, request: HttpRequest) -> HttpResponse:
        year = self.year(request.POST.get("year"))
        if year is None:
            messages.error(request, _("Choose a closed year of which there is no distribution yet."))
            return redirect("distribution:add")
        form = AmountForm(request.POST, year=year, there_is=distributable(year.book, year.end))
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            run = prepare(bumm=year.bumm, period_end=year.end, by=self.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form, status=422)
        log(instance=run, action="distribution.prepare", user=self.user)
        messages.success(request, self.said_of(run))
        return redirect("distribution:inspect", run.pk)

    def said_of(self, run: Distribution) -> str:
        if run.is_sealed:
            return _("The distribution is prepared. Look at it, and have it announced.")
        return _("The distribution is being prepared. You may leave this page.")

    def years(self) -> list[Year]:
        return [Year(*each) for each in without_run(self.own_bumm())]

    def year(self, asked: str | None) -> Year | None:
        """The one asked for, or the only one there is."""
        years = self.years()
        if asked is None and len(years) == 1:
            return years[0]
        return next((year for year in years if year.key == asked), None)

    def ask(self, form: AmountForm, *, status: int = 200) -> HttpResponse:
        charter = charter_in_force(form.year.bumm, form.year.end)
        return self.show(
            _("Prepare a distribution"),
            status=status,
            year=form.year,
            others=self.years(),
            there_is=form.there_is,
            charter=charter,
            form=form if form.there_is.amount and charter else None,
            **(self.preview(form, charter) if form.is_valid() and charter else {}),
        )

    def preview(self, form: AmountForm, charter: Charter) -> dict[str, Any]:
        year, chosen = form.year, form.cleaned_data
        day, amount = chosen["record_date"], chosen["amount"]
        figures = simulate(Scenario(year.bumm, year.end, day, charter.weighting, amount, rows_of(charter)))
        shown = {"comparison": compare(figures), "picture": waterfall_of(amount, figures.parts)}
        return shown | {"headings": [_("It would give")]}
