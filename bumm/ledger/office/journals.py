"""Journals and the templates they begin with: lists and records."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger import services
from bumm.ledger.models import Account, Journal, JournalEvent, JournalLine, JournalTemplate
from bumm.ledger.office import filters, policies
from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.office.journal_pages import PrepareJournal, ReviseJournal
from bumm.ledger.office.journal_steps import STEPS
from bumm.ledger.office.proofs import proofs_for
from bumm.ledger.office.records import AddToBookView, BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.ledger.selectors import total_of
from bumm.people.columns import RupiahColumn
from bumm.people.forms import WholeRowForm
from bumm.people.office import ScopedEditView


class JournalIndexView(RecordIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().annotate(amount=total_of(JournalLine.objects.all(), "journal"))


def last_return(events: list[JournalEvent]) -> JournalEvent:
    """It may have been revised since."""
    return next(event for event in reversed(events) if event.kind == JournalEvent.Kind.RETURNED)


class JournalInspectView(RecordInspectView):
    """A journal with what it says, what proves it, what was done with it, and what may be done now."""

    template_name = "bumm/ledger/office/journal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        journal, user = self.object, self.request.user
        address, events = [journal.pk], list(journal.events.select_related("by"))
        open_steps = [step for step in STEPS if step.is_open(journal, user)]
        may_revise = journal.state in Journal.OPEN and journal.prepared_by_id == user.pk
        may_add = policies.journals.user_has_permission_for_instance(user, "add", journal)
        return super().get_context_data(**kwargs) | {
            "journal": journal,
            "lines": journal.lines.select_related("debit", "credit"),
            "proofs": proofs_for(user, journal.evidence.all()),
            "events": events,
            "returned": last_return(events) if journal.state == Journal.State.RETURNED else None,
            "awaits_another": journal.state == Journal.State.SUBMITTED and journal.prepared_by_id == user.pk,
            "steps": [(step, reverse(f"journal:{step.name}", args=address)) for step in open_steps],
            "revise_url": reverse("journal:edit", args=address) if may_revise and may_add else "",
            "copy_url": f"{reverse('journal:add')}?copy={journal.pk}" if may_add and not journal.reverses_id else "",
        }


class JournalViewSet(BookRecordViewSet):
    model = Journal
    icon = "edit"
    index_view_class = JournalIndexView
    inspect_view_class = JournalInspectView
    inspect_template_name = JournalInspectView.template_name
    related = ["book", "prepared_by", "approved_by"]
    list_display = [
        Column("effective_on", label=_("Date"), sort_key="effective_on"),
        leading_to("journal:inspect", "description", _("What for"), sort_key="description"),
        RupiahColumn("amount", label=_("Amount"), sort_key="amount"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("prepared_by", label=_("Prepared by"), sort_key="prepared_by__first_name"),
        Column("approved_by", label=_("Approved by")),
        Column("book", label=_("Book"), sort_key="book__name"),
    ]
    list_export = ["effective_on", "description", "amount", "get_state_display", "prepared_by", "approved_by", "book"]
    export_headings = {"amount": _("Amount"), "get_state_display": _("State")}
    export_filename = "jurnal"
    filterset_class = filters.JournalFilterSet
    search_fields = ["description"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new/", PrepareJournal.as_view(), name="add"),
            path("edit/<int:pk>/", ReviseJournal.as_view(), name="edit"),
            *(path(f"{step.name}/<int:pk>/", step.as_view(), name=step.name) for step in STEPS),
        ]


class TemplateForm(WholeRowForm):
    amount = RupiahField(
        label=_("Usual amount"),
        required=False,
        help_text=_("Leave it empty where it is another one each time."),
    )

    class Meta:
        model = JournalTemplate
        fields = ["name", "description", "debit", "credit", "amount"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("debit", "credit"):
            choice: Any = self.fields[side]
            choice.queryset = Account.objects.filter(book=self.instance.book_id).order_by("code")

    def save(self, commit: bool = True) -> JournalTemplate:
        if self.instance.pk:
            self.instance = services.change_template(template=self.instance, **self.cleaned_data)
        else:
            self.instance = services.add_template(book=self.instance.book, **self.cleaned_data)
        return self.instance


class TemplateInspectView(RecordInspectView):
    template_name = "bumm/ledger/office/template.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        may_change = policies.templates.user_has_permission_for_instance(self.request.user, "change", row)
        return super().get_context_data(**kwargs) | {
            "begin_url": f"{reverse('journal:add')}?template={row.pk}" if may_change else "",
            "edit_url": reverse("journaltemplate:edit", args=[row.pk]) if may_change else "",
        }


class TemplateEditView(ScopedEditView):
    def get_history_url(self) -> None:
        return None

    def get_usage_url(self) -> None:
        return None


class TemplateViewSet(BookRecordViewSet):
    model = JournalTemplate
    icon = "copy"
    form = TemplateForm
    add_view_class = AddToBookView
    edit_view_class = TemplateEditView
    inspect_view_class = TemplateInspectView
    inspect_template_name = TemplateInspectView.template_name
    inspect_view_fields = ["book", "name", "description", "debit", "credit"]
    related = ["book", "debit", "credit"]
    list_display = [
        leading_to("journaltemplate:inspect", "name", _("Name"), sort_key="name"),
        Column("description", label=_("What for")),
        Column("debit", label=_("Debit"), sort_key="debit__code"),
        Column("credit", label=_("Credit"), sort_key="credit__code"),
        RupiahColumn("amount", label=_("Usual amount"), sort_key="amount"),
        Column("book", label=_("Book"), sort_key="book__name"),
    ]
    list_export = ["book", "name", "description", "debit", "credit", "amount"]
    export_filename = "pola-jurnal"
    filterset_class = filters.TemplateFilterSet
    search_fields = ["name", "description"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
        ]
