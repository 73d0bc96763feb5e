"""The menu of the books, and their addresses. `wagtail_hooks.py` registers them."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from bumm.ledger.office.books import AccountViewSet, BookViewSet, PeriodEventViewSet
from bumm.ledger.office.entries import EntryViewSet
from bumm.ledger.office.journals import JournalViewSet, TemplateViewSet
from bumm.ledger.office.proofs import download
from bumm.ledger.statements.office import StatementViewSet


class BooksViewSetGroup(ViewSetGroup):
    menu_label = _("Books")
    menu_icon = "folder-open-1"
    menu_name = "books"
    menu_order = 200
    items = (
        JournalViewSet,
        StatementViewSet,
        EntryViewSet,
        AccountViewSet,
        TemplateViewSet,
        BookViewSet,
        PeriodEventViewSet,
    )


def addresses() -> list[URLPattern]:
    return [path("bukti/<str:sha256>/", download, name="evidence")]
