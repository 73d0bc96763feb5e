"""Preparing a journal, and revising one: one form, kept whole on every error."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from bumm.ledger import services
from bumm.ledger.exceptions import LedgerRefusal, NotItsPreparer, NotOpen
from bumm.ledger.models import Book, Entry, Journal, JournalEvent, JournalTemplate
from bumm.ledger.office import policies
from bumm.ledger.office.journal_form import (
    Beginning,
    JournalSheet,
    as_it_stands,
    from_earlier,
    from_entry,
    from_template,
)
from bumm.ledger.office.records import asked_for, book_for
from bumm.people.models import User


class JournalPage(View):
    """GET shows the form, POST stores all of it or nothing; files that were sent are kept for the next try."""

    user: User
    book: Book
    reverses: Entry | None = None
    reason = ""  # why the journal was returned
    beginning: Beginning
    title: str

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._sheet())

    def post(self, request: HttpRequest) -> HttpResponse:
        sheet = self._sheet(sent=request)
        if "more" in request.POST:
            self.beginning = sheet.as_typed()
            return self._show(self._sheet())
        if sheet.is_valid():
            try:
                with transaction.atomic():
                    journal = self.store(sheet)
                    if "submit" in request.POST:
                        services.submit_journal(journal=journal, by=self.user)
            except LedgerRefusal as refusal:
                sheet.refuse(refusal)
            else:
                self._say("submit" in request.POST)
                return redirect("journal:inspect", journal.pk)
        return self._show(sheet, status=422)

    def store(self, sheet: JournalSheet) -> Journal:
        raise NotImplementedError

    def _sheet(self, sent: HttpRequest | None = None) -> JournalSheet:
        return JournalSheet(book=self.book, by=self.user, beginning=self.beginning, reverses=self.reverses, sent=sent)

    def _say(self, submitted: bool) -> None:
        said = _("The journal waits for approval now.") if submitted else _("The draft is saved.")
        messages.success(self.request, said)

    def _show(self, sheet: JournalSheet, status: int = 200) -> HttpResponse:
        way = [{"url": reverse("journal:index"), "label": _("Journals")}, {"url": "", "label": self.title}]
        context = {
            "sheet": sheet,
            "is_refused": status == 422,
            "beginnings": self.beginnings(),
            "reason": self.reason,
            "breadcrumbs_items": way,
            "header_title": f"{self.title}: {self.book}",
            "header_icon": "edit",
        }
        return render(self.request, "bumm/ledger/office/journal_form.html", context, status=status)

    def beginnings(self) -> Any:
        """The templates on offer to begin with."""
        return ()


class PrepareJournal(JournalPage):
    """A new journal: empty, from a template, as a copy of an earlier one, or to take an entry back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        self.user, self.title = request.user, _("New journal")
        found = self._begin(request) or book_for(request, policies.journals)
        if isinstance(found, HttpResponse):
            return found
        self.book = found
        if not policies.journals.books(self.user, ["add"]).filter(pk=self.book.pk).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _begin(self, request: HttpRequest) -> Book | None:
        """Settle what the form begins with, and where that is something of a book, in which."""
        self.beginning = Beginning()
        earlier = policies.journals.instances_user_has_permission_for(self.user, "view").select_related("book")
        templates = policies.templates.instances_user_has_permission_for(self.user, "view")
        entries = policies.entries.instances_user_has_permission_for(self.user, "view").select_related("book")
        begun: Any = None
        if begun := asked_for(request, "template", templates.select_related("book", "debit", "credit")):
            self.beginning = from_template(begun)
        elif begun := asked_for(request, "copy", earlier):
            self.beginning = from_earlier(begun)
        elif begun := asked_for(request, "reverse", entries):
            self.beginning, self.reverses = from_entry(begun), begun
        return begun.book if begun else None

    def store(self, sheet: JournalSheet) -> Journal:
        if self.reverses:
            return services.prepare_reversal(entry=self.reverses, by=self.user, **sheet.content())
        return services.prepare_journal(book=self.book, by=self.user, lines=sheet.typed_lines(), **sheet.content())

    def beginnings(self) -> Any:
        return () if self.reverses else JournalTemplate.objects.filter(book=self.book).order_by("name")


class ReviseJournal(JournalPage):
    """A draft, or a journal that was returned, by who prepared it."""

    journal: Journal

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> Any:
        assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
        self.user, self.title = request.user, _("Revise the journal")
        self.journal = get_object_or_404(Journal.objects.select_related("book", "reverses"), pk=pk)
        if not policies.journals.user_has_permission_for_instance(self.user, "change", self.journal):
            raise PermissionDenied
        if refusal := self._refusal():
            messages.error(request, str(refusal))
            return redirect("journal:inspect", pk)
        self.book, self.reverses = self.journal.book, self.journal.reverses
        self.beginning = as_it_stands(self.journal)
        if self.journal.state == Journal.State.RETURNED:
            self.reason = self.journal.events.filter(kind=JournalEvent.Kind.RETURNED).latest("pk").reason
        return super().dispatch(request, *args, **kwargs)

    def _refusal(self) -> LedgerRefusal | None:
        if self.journal.prepared_by_id != self.user.pk:
            return NotItsPreparer()
        return None if self.journal.state in Journal.OPEN else NotOpen(self.journal.get_state_display())

    def store(self, sheet: JournalSheet) -> Journal:
        return services.revise_journal(journal=self.journal, by=self.user, lines=sheet.typed_lines(), **sheet.content())
