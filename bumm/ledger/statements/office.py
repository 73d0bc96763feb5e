"""The office's screens of the statements: choose a book, a statement and a day; each can be printed and taken along."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from bumm.ledger.models import Book
from bumm.ledger.statements import sheets
from bumm.ledger.statements.account_ledger import account_ledger
from bumm.ledger.statements.days import year_to
from bumm.ledger.statements.forms import LedgerForm, StatementForm, books_shown_to, day_to_begin_with
from bumm.ledger.statements.kinds import LEDGER, NOTES, STATEMENTS, TITLES
from bumm.ledger.statements.notes import notes, policies
from bumm.ledger.statements.written import amount, written
from bumm.sheets import WRITERS

LINES_A_PAGE = 200


def may_look(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Book).user_has_permission(user, "view"))


class OfBooks(View):
    """For those who may look at books; where the address names one, at that one."""

    template_name = ""
    book: Book

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_look(request.user):
            raise PermissionDenied
        if "book_id" in kwargs:
            self.book = get_object_or_404(Book.objects.select_related("bumm"), pk=kwargs["book_id"])
            if not books_shown_to(request.user).filter(pk=self.book.pk).exists():
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def show(self, title: Any, **context: Any) -> HttpResponse:
        first = {"url": reverse("statement:index"), "label": _("Statements")}
        context |= {
            "header_title": title,
            "header_icon": "table",
            "breadcrumbs_items": [first, {"url": "", "label": title}] if title != first["label"] else [first],
        }
        return render(self.request, self.template_name, context)

    def wanted_sheet(self) -> str:
        """In which form the statement is to be taken along, "" for the screen."""
        return self.request.GET["export"] if self.request.GET.get("export") in WRITERS else ""

    def here(self) -> str:
        """The query with what was chosen, which links to pages and sheets add to."""
        chosen = self.request.GET.copy()
        for added in ("export", "p"):
            chosen.pop(added, None)
        return f"?{chosen.urlencode()}"


class Choose(OfBooks):
    """The choice, which leads to the address of what was chosen."""

    template_name = "bumm/ledger/statements/choose.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        data = request.GET if "book" in request.GET else None
        form = StatementForm(data, user=request.user, initial={"on": day_to_begin_with(request.user)})
        if not form.is_valid():
            return self.show(_("Statements"), form=form)
        book, name, on = (form.cleaned_data[field] for field in ("book", "statement", "on"))
        if name == LEDGER:
            days = year_to(on)
            query = urlencode({"first": str(days.first), "last": str(days.last)})
            return redirect(f"{reverse('statement:ledger', args=[book.pk])}?{query}")
        address = reverse("statement:notes", args=[book.pk]) if name == NOTES else None
        address = address or reverse("statement:statement", args=[book.pk, name])
        return redirect(f"{address}?{urlencode({'on': str(on)})}")


class AsOf(OfBooks):
    """What is told of a book as of a day, by default today."""

    def get(self, request: HttpRequest, book_id: int, name: str = NOTES) -> HttpResponse:
        if name not in TITLES:
            raise Http404
        chosen = {"book": book_id, "statement": name, "on": request.GET.get("on", timezone.localdate())}
        form = StatementForm(chosen, user=request.user)
        if not form.is_valid():
            self.template_name = Choose.template_name
            return self.show(_("Statements"), form=form)
        return self.tell(name, form)

    def tell(self, name: str, form: StatementForm) -> HttpResponse:
        raise NotImplementedError

    def take_along(self, name: str, form: StatementForm, header: list[str], rows: Any) -> HttpResponse:
        file_name = f"{name}-{self.book.code}-{form.cleaned_data['on']}"
        return sheets.sheet(file_name, self.wanted_sheet(), header, rows)


class StatementView(AsOf):
    template_name = "bumm/ledger/statements/statement.html"

    def tell(self, name: str, form: StatementForm) -> HttpResponse:
        on, statement = form.cleaned_data["on"], STATEMENTS[name]
        tables = statement.tables(self.book, on)
        if self.wanted_sheet():
            return self.take_along(name, form, *sheets.of_tables(tables))
        return self.show(
            statement.title,
            form=form,
            book=self.book,
            said_of=str(year_to(on)) if statement.of_period else _("As of {day}").format(day=date_format(on)),
            tables=[written(self.book, table) for table in tables],
            here=self.here(),
        )


class NotesView(AsOf):
    template_name = "bumm/ledger/statements/notes.html"

    def tell(self, name: str, form: StatementForm) -> HttpResponse:
        on = form.cleaned_data["on"]
        facts = list(notes(self.book, on).facts())
        if self.wanted_sheet():
            return self.take_along(name, form, [_("What"), _("How it is")], facts)
        return self.show(
            TITLES[NOTES],
            form=form,
            book=self.book,
            said_of=_("As of {day}").format(day=date_format(on)),
            facts=facts,
            policies=policies(),
            here=self.here(),
        )


class LedgerView(OfBooks):
    template_name = "bumm/ledger/statements/account_ledger.html"

    def get(self, request: HttpRequest, book_id: int) -> HttpResponse:
        form = LedgerForm(request.GET, book=self.book)
        if not form.is_valid():
            return self.show(TITLES[LEDGER], form=form, book=self.book)
        ledger = account_ledger(self.book, form.cleaned_data["account"], form.days)
        if kind := self.wanted_sheet():
            name = f"{LEDGER}-{self.book.code}-{ledger.account.code}-{ledger.days.first}-{ledger.days.last}"
            return sheets.sheet(name, kind, *sheets.of_ledger(ledger))
        page = Paginator(ledger.transfers, LINES_A_PAGE).get_page(request.GET.get("p"))
        return self.show(
            TITLES[LEDGER],
            form=form,
            book=self.book,
            account=ledger.account,
            said_of=str(ledger.days),
            opening=amount(ledger.opening),
            closing=amount(ledger.closing),
            lines=[(line, *map(amount, (line.debited, line.credited, line.balance))) for line in ledger.lines(page)],
            page=page,
            here=self.here(),
        )


class StatementsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


class StatementViewSet(ViewSet):
    name = "statement"
    url_prefix = "laporan-keuangan"
    icon = "table"
    menu_label = gettext_lazy("Statements")
    menu_item_class = StatementsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", Choose.as_view(), name="index"),
            path(f"<int:book_id>/{LEDGER}/", LedgerView.as_view(), name="ledger"),
            path(f"<int:book_id>/{NOTES}/", NotesView.as_view(), name="notes"),
            path("<int:book_id>/<slug:name>/", StatementView.as_view(), name="statement"),
        ]
