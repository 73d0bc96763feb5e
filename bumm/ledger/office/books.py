"""Books, their accounts, and the closings of their periods."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger import services
from bumm.ledger.models import Account, Book, Entry, PeriodEvent
from bumm.ledger.office import filters, policies
from bumm.ledger.office.closing import CloseBook
from bumm.ledger.office.records import AddToBookView, BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.people.columns import MomentColumn
from bumm.people.forms import WholeRowForm


def with_heads(books: QuerySet[Book]) -> QuerySet[Book]:
    """Each book with how many entries it has, and the hash of the last."""
    last = Entry.objects.filter(book=OuterRef("pk")).order_by("-number")
    return books.annotate(n_entries=Subquery(last.values("number")[:1]), head=Subquery(last.values("hash")[:1]))


class BookIndexView(RecordIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return with_heads(super().get_base_queryset())


class BookInspectView(RecordInspectView):
    """A book, its head, and how far it is closed."""

    template_name = "bumm/ledger/office/book.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_close = policies.books.user_has_permission_for_instance(self.request.user, "close", self.object)
        return super().get_context_data(**kwargs) | {
            "book": with_heads(Book.objects.filter(pk=self.object.pk)).get(),
            "closings": self.object.period_events.select_related("by"),
            "close_url": reverse("book:close", args=[self.object.pk]) if may_close else "",
        }


class BookViewSet(BookRecordViewSet):
    model = Book
    icon = "folder-open-1"
    index_view_class = BookIndexView
    inspect_view_class = BookInspectView
    inspect_template_name = BookInspectView.template_name
    list_display = [
        leading_to("book:inspect", "name", _("Name"), sort_key="name"),
        Column("code", label=_("Code"), sort_key="code"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("closed_through", label=_("Closed through"), sort_key="closed_through"),
        Column("n_entries", label=_("Entries"), classname="number"),
        Column("head", label=_("Hash of the last entry"), accessor=lambda book: (book.head or "–")[:12]),
    ]
    list_export = ["code", "name", "get_kind_display", "closed_through", "n_entries", "head"]
    export_headings = {
        "get_kind_display": _("Kind"),
        "n_entries": _("Entries"),
        "head": _("Hash of the last entry"),
    }
    export_filename = "buku"
    filterset_class = filters.BookFilterSet
    search_fields = ["name", "code"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("close/<int:pk>/", CloseBook.as_view(), name="close")]


class AccountForm(WholeRowForm):
    class Meta:
        model = Account
        fields = ["code", "name", "name_en", "kind", "side", "activity"]

    def save(self, commit: bool = True) -> Account:
        self.instance = services.add_account(book=self.instance.book, **self.cleaned_data)
        return self.instance


class AccountViewSet(BookRecordViewSet):
    model = Account
    name = "ledger_account"
    icon = "list-ul"
    form = AccountForm
    add_view_class = AddToBookView
    related = ["book"]
    list_display = [
        leading_to("ledger_account:inspect", "name", _("Name"), sort_key="name"),
        Column("code", label=_("Code"), sort_key="code"),
        Column("book", label=_("Book"), sort_key="book__name"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("side", label=_("Usual side"), accessor="get_side_display"),
        Column("activity", label=_("Activity"), accessor="get_activity_display", sort_key="activity"),
    ]
    ordering = ["book", "code"]
    list_export = ["book", "code", "name", "name_en", "get_kind_display", "get_side_display", "get_activity_display"]
    export_headings = {
        "get_kind_display": _("Kind"),
        "get_side_display": _("Usual side"),
        "get_activity_display": _("Activity"),
    }
    export_filename = "akun"
    filterset_class = filters.AccountFilterSet
    search_fields = ["name", "name_en", "code"]
    inspect_view_fields = ["book", "code", "name", "name_en", "kind", "side", "activity"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("new/", self.add_view, name="add")]


class PeriodEventViewSet(BookRecordViewSet):
    model = PeriodEvent
    icon = "lock"
    related = ["book", "by"]
    list_display = [
        leading_to("periodevent:inspect", "book", _("Book"), sort_key="book__name"),
        Column("kind", label=_("What"), accessor="get_kind_display"),
        Column("after", label=_("Closed through"), sort_key="after"),
        Column("before", label=_("Before")),
        Column("resolution", label=_("Resolution")),
        Column("by", label=_("By")),
        MomentColumn("at", label=_("When"), sort_key="at"),
    ]
    ordering = "-at"
    list_export = ["book", "get_kind_display", "before", "after", "resolution", "by", "at"]
    export_headings = {"get_kind_display": _("What")}
    export_filename = "penutupan"
    filterset_class = filters.PeriodEventFilterSet
    search_fields = ["resolution"]
    inspect_view_fields = ["book", "kind", "before", "after", "resolution", "by", "at"]
