"""A group's statement between two days: on screen, as a sheet, and on paper."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.distribution.printed import as_pdf
from bumm.ledger.models import Account
from bumm.ledger.statements.forms import DaysForm
from bumm.ledger.statements.sheets import sheet
from bumm.people.acts import OfficePage
from bumm.sheets import WRITERS
from catalog.settlement.office.pages import books_for
from catalog.settlement.permissions import statements
from catalog.settlement.statements import Statement, last_months, statement_of

MOST_DAYS = 366  # at once: a statement is read, and printed, whole


class MonthsForm(DaysForm):
    """Without a choice: the last three months."""

    def default_days(self) -> dict[str, str]:
        days = last_months()
        return {"first": days.first.isoformat(), "last": days.last.isoformat()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"first", "last"} <= cleaned.keys() and (cleaned["last"] - cleaned["first"]).days >= MOST_DAYS:
            raise ValidationError({"first": _("At most a year at once.")})
        return cleaned


class StatementPage(OfficePage):
    model = Account
    page_title = gettext_lazy("Statement of a group")
    header_icon = "doc-full"
    template_name = "catalog/settlement/office/statement.html"
    form: MonthsForm

    def get_record(self, **kwargs: Any) -> Any:
        accounts = Account.objects.select_related("group", "book__bumm__kelurahan")
        return get_object_or_404(accounts, book=kwargs["book_id"], group=kwargs["group_id"])

    def refuse_others(self) -> None:
        if not statements.user_has_permission_for_instance(self.user, "view", self.object):
            raise PermissionDenied

    def inspect_url(self) -> str:
        return reverse("groupmoney:statement", args=[self.object.book_id, self.object.group_id])

    def get_page_subtitle(self) -> str:
        return str(self.object.group)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        ways = [{"url": reverse("groupmoney:index"), "label": _("Groups’ money")}]
        if self.reads_book():
            ways.append(
                {"url": reverse("groupmoney:groups", args=[self.object.book_id]), "label": str(self.object.book)}
            )
        return [*self.breadcrumbs_items, *ways, {"url": "", "label": str(self.object.group)}]

    def reads_book(self) -> bool:
        """Whether the reader may look at the book's other groups, and at its entries."""
        return books_for(self.user).filter(pk=self.object.book_id).exists()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = MonthsForm(request.GET)
        context = {"form": self.form, "back": self.inspect_url()}
        if not self.form.is_valid():
            return render(request, self.template_name, self.get_context_data() | context)
        statement = statement_of(self.object, self.form.days)
        if (kind := request.GET.get("export", "")) in WRITERS:
            header = [_("What"), _("Date"), _("Description"), _("Amount"), _("Balance")]
            return sheet(self.file_name(), kind, header, rows_of(statement))
        return self.tell(context | {"statement": statement, "query": self.query()})

    def tell(self, context: dict[str, Any]) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data() | context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"account": self.object, "reads_book": self.reads_book()}

    def query(self) -> str:
        days = self.form.days
        return f"first={days.first.isoformat()}&last={days.last.isoformat()}"

    def file_name(self) -> str:
        days = self.form.days
        return f"rincian-{self.object.group.slug}-{self.object.book.code}-{days.first}-{days.last}"


class StatementPdf(StatementPage):
    """Where this machine cannot draw it, the page to print takes its place."""

    def tell(self, context: dict[str, Any]) -> HttpResponse:
        paper = "catalog/settlement/print/statement.html"
        return as_pdf(paper, context, self.file_name()) or render(self.request, paper, context)


def rows_of(statement: Statement) -> Iterator[list[object]]:
    for part in statement.parts:
        yield [part.title, statement.days.first, _("Opening balance"), None, part.opening]
        for movement in part.movements:
            yield [part.title, movement.on, movement.what, movement.amount, movement.balance]
        yield [part.title, statement.days.last, _("Closing balance"), None, part.closing]
