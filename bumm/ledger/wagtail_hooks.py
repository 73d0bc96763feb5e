"""The office's screens of the books."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from bumm.ledger.models import Book, Entry
from bumm.ledger.statements.office import StatementViewSet
from bumm.people.models import Assignment, User
from bumm.people.office import RecordViewSet
from bumm.people.permissions import AssignmentPolicy

READERS = ["treasurer", "manager", "supervisor", "auditor", "steward", "cooperative_officer"]


def own_bumm(user: User, path: str) -> Q:
    if user.active_roles & {"auditor", "steward", "cooperative_officer", "administrator"}:
        return Q()
    return Q(**{f"{path}__in": Assignment.objects.active().filter(user=user).values("bumm")})


for model, bumm in [(Book, "bumm"), (Entry, "book__bumm")]:
    scope = lambda user, bumm=bumm: own_bumm(user, bumm)  # noqa: E731
    register_permission_policy(model, AssignmentPolicy(model, readers=READERS, scope=scope, addable=False))


class EntryViewSet(RecordViewSet):
    model = Entry
    form_fields = ["reference"]


class BooksViewSetGroup(ViewSetGroup):
    menu_label = _("Books")
    menu_icon = "table"
    menu_order = 310
    items = (EntryViewSet, StatementViewSet)


@hooks.register("register_admin_viewset")
def register_books() -> BooksViewSetGroup:
    return BooksViewSetGroup()
