"""Entries: listed and looked at, never added or changed here."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger.hashing import genesis
from bumm.ledger.models import Entry, Transfer
from bumm.ledger.office import filters, policies
from bumm.ledger.office.proofs import proofs_for
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.ledger.pairs import counterpart_of
from bumm.ledger.selectors import total_of
from bumm.ledger.services.journals import REVERSED_BY_HAND
from bumm.people.columns import MomentColumn, RupiahColumn


class EntryIndexView(RecordIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().annotate(amount=total_of(Transfer.objects.all(), "entry"))


class EntryInspectView(RecordInspectView):
    """An entry with all that its hash covers, and what it hangs together with."""

    template_name = "bumm/ledger/office/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry: Entry = self.object
        before = Entry.objects.filter(book=entry.book_id, number=entry.number - 1).values_list("hash", flat=True)
        return super().get_context_data(**kwargs) | {
            "entry": entry,
            "lines": entry.transfers.select_related("debit", "credit"),
            "proofs": proofs_for(self.request.user, entry.evidence.all()),
            "previous": before.first() or genesis(entry.book.code),
            "reversed_by": Entry.objects.filter(reverses=entry).first(),
            "journal": self._journal(entry),
            **self._counterpart(entry),
            "reverse_url": self._reverse_url(entry),
        }

    def _journal(self, entry: Entry) -> Any:
        """The journal that it was, for those who may look at journals."""
        seen = policies.journals.instances_user_has_permission_for(self.request.user, "view")
        return seen.filter(entry=entry).first()

    def _counterpart(self, entry: Entry) -> dict[str, Any]:
        if entry.kind != Entry.Kind.BETWEEN:
            return {}
        other = counterpart_of(entry)
        may_open = policies.entries.user_has_permission_for_instance(self.request.user, "view", other)
        return {"counterpart": other, "may_open_counterpart": may_open}

    def _reverse_url(self, entry: Entry) -> str:
        """Where to propose to take it back, for who may."""
        books = policies.journals.books(self.request.user, ["add"])
        stands = entry.kind in REVERSED_BY_HAND and not Entry.objects.filter(reverses=entry).exists()
        may = stands and books.filter(pk=entry.book_id).exists()
        return f"{reverse('journal:add')}?reverse={entry.pk}" if may else ""


class EntryViewSet(BookRecordViewSet):
    model = Entry
    icon = "list-ol"
    index_view_class = EntryIndexView
    inspect_view_class = EntryInspectView
    inspect_template_name = EntryInspectView.template_name
    related = ["book", "journal"]
    list_display = [
        leading_to("entry:inspect", "number", _("Number"), sort_key="number"),
        Column("effective_on", label=_("Date"), sort_key="effective_on"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("reference", label=_("Reference"), sort_key="reference"),
        Column("description", label=_("What for"), accessor=lambda entry: description_of(entry)),
        RupiahColumn("amount", label=_("Amount"), sort_key="amount"),
        MomentColumn("recorded_at", label=_("Recorded"), sort_key="recorded_at"),
        Column("book", label=_("Book"), sort_key="book__name"),
    ]
    ordering = ["book", "-number"]
    list_export = ["book", "number", "effective_on", "get_kind_display", "reference", "amount", "recorded_at", "hash"]
    export_headings = {"get_kind_display": _("Kind"), "amount": _("Amount"), "hash": "SHA-256"}
    export_filename = "ayat-jurnal"
    filterset_class = filters.EntryFilterSet
    search_fields = ["reference", "journal__description"]


def description_of(entry: Entry) -> str:
    """What the journal that it was says it is for; empty for what other rooms post."""
    journal = getattr(entry, "journal", None)
    return journal.description if journal else ""
