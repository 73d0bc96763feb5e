"""The menu of the groups' money, its tasks, and what the office's history calls its steps. `wagtail_hooks.py` registers
them."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from bumm.people.models import User
from bumm.people.tasks import Task
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.office.batches import BatchViewSet
from catalog.settlement.office.groups import Groups, Way
from catalog.settlement.office.hand_in import HandIn
from catalog.settlement.office.pages import books_for
from catalog.settlement.office.statements import StatementPage, StatementPdf
from catalog.settlement.permissions import batches, statements
from catalog.settlement.selectors import standings

STEPS = {
    "settlement.prepare_batch": _("Prepared payments to groups"),
    "settlement.approve_batch": _("Approved payments to groups"),
    "settlement.cancel_batch": _("Cancelled payments to groups"),
    "settlement.record_paid": _("Recorded payments to groups"),
    "settlement.strike_payout": _("Struck a payment to a group off"),
    "settlement.record_return": _("Recorded that a payment to a group came back"),
    "settlement.hand_in": _("Recorded that cash was handed in"),
}


class GroupsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return statements.user_has_permission(user, "view")


class GroupMoneyViewSet(ViewSet):
    name = "groupmoney"
    url_prefix = "uang-kelompok"
    icon = "group"
    menu_label = _("What groups are owed")
    menu_item_class = GroupsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", Way.as_view(), name="index"),
            path("<int:book_id>/", Groups.as_view(), name="groups"),
            path("<int:book_id>/setor/", HandIn.as_view(), name="hand_in"),
            path("<int:book_id>/<int:group_id>/", StatementPage.as_view(), name="statement"),
            path("<int:book_id>/<int:group_id>.pdf", StatementPdf.as_view(), name="statement_pdf"),
        ]


class GroupMoneyViewSetGroup(ViewSetGroup):
    menu_label = _("Groups’ money")
    menu_icon = "group"
    menu_name = "groupmoney"
    menu_order = 130
    items = (GroupMoneyViewSet, BatchViewSet)


def settlement_tasks(user: User) -> Iterator[Task]:
    """For a treasurer whom to pay; for who approves, batches that others prepared."""
    index = reverse("payoutbatch:index")
    if "treasurer" in user.active_roles:
        books = list(books_for(user, batches, "add"))
        due = sum(1 for book in books for row in standings(book, timezone.localdate()) if row.payable)
        yield Task(ngettext("group is to be paid", "groups are to be paid", due), due, reverse("groupmoney:index"))
        listed = Payout.objects.filter(book__in=books, state=Payout.State.LISTED)
        approved = PayoutBatch.objects.filter(pk__in=listed.values("batch"), state=PayoutBatch.State.APPROVED).count()
        said = ngettext(
            "approved batch of payments to groups is to be made",
            "approved batches of payments to groups are to be made",
            approved,
        )
        yield Task(said, approved, f"{index}?state=approved")
    if user.active_roles & {"manager", "supervisor"}:
        theirs = PayoutBatch.objects.filter(book__bumm__in=batches.bumm_for(user, ["approve"]))
        waiting = theirs.filter(state=PayoutBatch.State.PREPARED).exclude(prepared_by=user).count()
        said = ngettext(
            "batch of payments to groups waits for approval",
            "batches of payments to groups wait for approval",
            waiting,
        )
        yield Task(said, waiting, f"{index}?state=prepared")
