"""How a BUMM stands with each of its groups; and the way in, which leads a group's admin to the group's statement."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views import View

from bumm.ledger.models import Account, Book
from bumm.ledger.statements.sheets import sheet
from bumm.sheets import WRITERS
from catalog.settlement.office.pages import OfBook, books_for
from catalog.settlement.permissions import batches, claims, statements
from catalog.settlement.selectors import Standing, held_by_attendants, standings


class Way(View):
    """To the groups of each book that the user reads, or to the statement of each group of his own; where there is only
    one way, at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not statements.user_has_permission(user, "view"):
            raise PermissionDenied
        books = books_for(user)
        ways = [(str(book), reverse("groupmoney:groups", args=[book.pk])) for book in books]
        ways += [(f"{each.group} – {each.book}", statement_address(each)) for each in _own_accounts(user, books)]
        if len(ways) == 1:
            return redirect(ways[0][1])
        title = _("Groups’ money")
        here = [{"url": "", "label": title}]
        context = {"ways": ways, "header_title": title, "header_icon": "group", "breadcrumbs_items": here}
        return render(request, "catalog/settlement/office/ways.html", context)


def _own_accounts(user: Any, read: Any) -> Any:
    """Of the user's own groups in books that he does not read."""
    own = statements.instances_user_has_permission_for(user, "view").filter(group__isnull=False)
    rows = own.exclude(book__in=read.order_by())
    return rows.select_related("group", "book").order_by("group__name", "book__name")


def statement_address(account: Account) -> str:
    return reverse("groupmoney:statement", args=[account.book_id, account.group_id])


COLUMNS = ("owed", "not_due", "listed", "pays", "custody", "due")


class Groups(OfBook):
    """As of today, on screen or as a sheet."""

    page_title = gettext_lazy("Groups’ money")
    template_name = "catalog/settlement/office/groups.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        first = {"url": reverse("groupmoney:index"), "label": str(self.page_title)}
        return [*self.breadcrumbs_items, first, {"url": "", "label": str(self.object)}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        today = timezone.localdate()
        rows = standings(self.object, today)
        if (kind := request.GET.get("export", "")) in WRITERS:
            header = [pgettext("of makers", "Group"), _("Owed to it"), _("Not due yet"), _("Due from")]
            header += [_("Listed for payment"), _("Can be paid"), _("Cash that it holds"), _("Owed by it")]
            return sheet(f"uang-kelompok-{self.object.code}-{today}", kind, header, map(_cells, rows))
        return render(request, self.template_name, self.get_context_data() | self.told(rows))

    def told(self, rows: list[Standing]) -> dict[str, Any]:
        book: Book = self.object
        key = {"pk": book.bumm_id}
        attendants = held_by_attendants(book)
        holds = bool(attendants) or any(row.custody > 0 for row in rows)
        return {
            "book": book,
            "rows": rows,
            "sums": {name: sum(getattr(row, name) for row in rows) for name in COLUMNS},
            "attendants": attendants,
            "may_prepare": batches.bumm_for(self.user, ["add"]).filter(**key).exists(),
            "may_hand_in": holds and claims.bumm_for(self.user, ["add"]).filter(**key).exists(),
        }


def _cells(row: Standing) -> list[object]:
    day = row.next_due if row.not_due else None
    return [str(row.group), row.owed, row.not_due, day, row.listed, row.pays, row.custody, row.due]
