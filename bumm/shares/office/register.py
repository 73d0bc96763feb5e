"""The register of a BUMM on a day: its classes, its holders, what is over a cap; on screen, on paper and as a sheet."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bumm.ledger.models import Book
from bumm.ledger.statements.sheets import sheet
from bumm.money import format_rupiah
from bumm.shares import selectors
from bumm.shares.holders import days_of, holders_of
from bumm.shares.models import ShareClass
from bumm.shares.office.forms import KINDS, RegisterForm
from bumm.shares.office.lines import HolderLine, Slider, class_lines, holder_lines, last_numbers
from bumm.shares.office.pages import OfRegisters
from bumm.shares.permissions import share_classes
from bumm.sheets import WRITERS

HOLDERS_A_PAGE = 100


class ChooseRegister(OfRegisters):
    """The BUMM with classes of shares; where there is one only, straight to its register."""

    needs = "view"
    template_name = "bumm/shares/office/choose_register.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        with_classes = ShareClass.objects.values("bumm")
        few = list(self.own_bumm().filter(pk__in=with_classes).order_by("name"))
        sees_holders = share_classes.user_has_permission(self.user, "holders")
        if len(few) == 1 and sees_holders:
            return redirect("register:of_bumm", few[0].pk)
        return self.show(_("Registers of shares"), few=few, sees_holders=sees_holders)


class OfPoint(OfRegisters):
    """A register as of the day that was chosen. What cannot be read is said on the form, with all that was typed."""

    def get(self, request: HttpRequest, bumm_id: int) -> HttpResponse:
        form = RegisterForm(request.GET, bumm=self.bumm, numbers=last_numbers(self.bumm))
        if not form.is_valid():
            self.template_name = RegisterOfBumm.template_name
            return self.show(_("Register of {bumm}").format(bumm=self.bumm), form=form, bumm=self.bumm)
        return self.tell(form)

    def tell(self, form: RegisterForm) -> HttpResponse:
        raise NotImplementedError

    def told(self, form: RegisterForm, **page: Any) -> dict[str, Any]:
        """What is told of it. Caps are looked at where all is known: on what was known then, nobody can act now."""
        point = form.point
        lines = class_lines(point)
        over = [] if point.known_at else selectors.breaches(self.bumm, point.as_of)
        capital, book = sum(line.total.nominal for line in lines), Book.objects.filter(bumm=self.bumm).first()
        in_book = selectors.paid_in(book, as_of=point.as_of) if book and not point.known_at else None
        return {
            "bumm": self.bumm,
            "form": form,
            "point": point,
            "classes": lines,
            "breaches": over,
            "capital": format_rupiah(capital),
            "in_book": None if in_book is None else format_rupiah(in_book),
            "agrees": in_book == capital,
            "lines": holder_lines(holders_of(point, **form.wanted, **page), point.as_of, over),
        }


class RegisterOfBumm(OfPoint):
    template_name = "bumm/shares/office/register.html"

    def get(self, request: HttpRequest, bumm_id: int) -> HttpResponse:
        if "step" in request.GET:
            return self.lead_to_day(request.GET["step"])
        return super().get(request, bumm_id)

    def lead_to_day(self, step: str) -> HttpResponse:
        """From a place on the slider to its day, whose address stays the same when earlier days join."""
        days, query = days_of(self.bumm), self.here("on")
        if days and step.isdecimal():
            query += f"&on={days[min(int(step), len(days) - 1)]}"
        return redirect(f"{reverse('register:of_bumm', args=[self.bumm.pk])}{query}")

    def tell(self, form: RegisterForm) -> HttpResponse:
        if (kind := self.request.GET.get("export", "")) in WRITERS:
            return self.take_along(form, kind)
        asked = self.request.GET.get("p", "1")
        number = int(asked[:9]) if asked.isdecimal() else 1
        told = self.told(form, first=max(number - 1, 0) * HOLDERS_A_PAGE, most=HOLDERS_A_PAGE)
        if number > 1 and not told["lines"]:  # beyond the last page
            number, told = 1, self.told(form, first=0, most=HOLDERS_A_PAGE)
        return self.show(
            _("Register of {bumm}").format(bumm=self.bumm),
            slider=Slider(days_of(self.bumm), form.point.as_of),
            page=self.page(told["lines"], number),
            here=self.here(),
            before_day=self.here("on"),
            **told,
        )

    def page(self, lines: list[HolderLine], number: int) -> Page[Any]:
        found = lines[0].row.found if lines else 0
        return Paginator(range(found), HOLDERS_A_PAGE).get_page(number)

    def take_along(self, form: RegisterForm, kind: str) -> HttpResponse:
        header = [_("Class"), _("Holder"), _("Kind"), _("Shares"), _("Part in %"), _("Nominal value")]
        rows = (
            [row.code, row.name, str(KINDS[row.kind]), row.units, row.part / 100, row.nominal]
            for row in holders_of(form.point, **form.wanted)
        )
        return sheet(f"daftar-saham-{self.bumm.kelurahan.slug}-{form.point.as_of}", kind, header, rows)


class PrintRegister(OfPoint):
    template_name = "bumm/shares/print/register.html"

    def tell(self, form: RegisterForm) -> HttpResponse:
        back = f"{reverse('register:of_bumm', args=[self.bumm.pk])}{self.here()}"
        return render(self.request, self.template_name, self.told(form) | {"back": back})
