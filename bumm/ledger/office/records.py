"""What the screens of the books share: rows that are listed and looked at, and rows to be added to one book."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic

from bumm.ledger.models import Book
from bumm.ledger.office.policies import BookPolicy
from bumm.people.models import User
from bumm.people.office import RecordViewSet, ScopedIndexView, ScopedObject


class RecordIndexView(ScopedIndexView):
    table_classname = "listing office-figures"


class RecordInspectView(ScopedObject, generic.InspectView):
    """One row, looked at; what is done to it stands on the page itself."""

    def get_edit_url(self) -> None:
        return None


class BookRecordViewSet(RecordViewSet):
    """Lists and records of the books. Rows are never deleted, and what happened to them they say themselves."""

    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    add_to_reference_index = False
    search_backend_name = None
    list_per_page = 50

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = super().get_inspect_view_kwargs(**kwargs)
        return {name: value for name, value in kwargs.items() if name != "history_url_name"}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """No row has an address of Wagtail's kind where it is edited."""


def leading_to(view: str, name: str, label: Any, **more: Any) -> TitleColumn:
    """A column that leads to the row's page."""
    return TitleColumn(name, label=label, get_url=lambda row: reverse(view, args=[row.pk]), **more)


def asked_for(request: HttpRequest, name: str, rows: QuerySet[Any]) -> Any:
    """The row whose key stands under this name after the question mark; None without one. Raises Http404."""
    key = request.GET.get(name)
    if not key:
        return None
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(rows, pk=key)


def book_for(request: HttpRequest, policy: BookPolicy) -> Book | HttpResponse:
    """The book to which a row is to be added: the one asked for, or the only one there is; else a page that asks."""
    assert isinstance(request.user, User)  # noqa: S101  the office lets nobody else in
    books = policy.books(request.user, ["add"]).order_by("name")
    if book := asked_for(request, "book", books):
        found: Book = book
        return found
    few = list(books)
    if not few:
        raise PermissionDenied
    if len(few) == 1:
        return few[0]
    label = capfirst(_name_of(policy.model))
    way = [{"url": "", "label": label}]
    context = {"books": few, "header_title": label, "header_icon": "folder-open-1", "breadcrumbs_items": way}
    return render(request, "bumm/ledger/office/choose_book.html", context)


def _name_of(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


class AddToBookView(generic.CreateView):
    """Adds a row to one book, which is settled before its form is shown: the accounts on offer hang on it."""

    book: Book

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = book_for(request, self.permission_policy)
        if isinstance(found, HttpResponse):
            return found
        self.book = found
        return super().dispatch(request, *args, **kwargs)

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?book={self.book.pk}"

    def get_edit_url(self) -> str:
        return reverse(f"{self.index_url_name.partition(':')[0]}:inspect", args=[self.object.pk])

    def get_initial_form_instance(self) -> Model:
        row: Model = self.model(book=self.book)
        return row

    def get_page_subtitle(self) -> str:
        return f"{super().get_page_subtitle()} – {self.book}"
