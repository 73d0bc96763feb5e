"""What the pages about a book's groups share: for whom they are, and how they are framed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bumm.distribution.office.proven import ProvenAct
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.models import Book
from bumm.people.acts import Act, OfficePage
from catalog.settlement.exceptions import SettlementRefusal
from catalog.settlement.permissions import OfSalePolicy, batches


def books_for(user: Any, policy: OfSalePolicy = batches, needs: str = "view") -> QuerySet[Book]:
    return Book.objects.filter(bumm__in=policy.bumm_for(user, [needs])).select_related("bumm").order_by("name")


class OfBook(OfficePage):
    """A page of one BUMM's book, for those who may do `needs` with its payments."""

    model = Book
    related = ["bumm__kelurahan"]
    policy = batches
    header_icon = "group"

    def get_record(self, **kwargs: Any) -> Any:
        return super().get_record(pk=kwargs["book_id"])

    def refuse_others(self) -> None:
        if not books_for(self.user, self.policy, self.needs).filter(pk=self.object.pk).exists():
            raise PermissionDenied

    def inspect_url(self) -> str:
        return reverse("groupmoney:groups", args=[self.object.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        first = {"url": reverse("groupmoney:index"), "label": _("Groups’ money")}
        book = {"url": self.inspect_url(), "label": str(self.object)}
        return [*self.breadcrumbs_items, first, book, {"url": "", "label": str(self.page_title)}]


class SettlementAct(Act):
    refusals: tuple[type[Exception], ...] = (SettlementRefusal, LedgerRefusal)


class ProvenSettlementAct(SettlementAct, ProvenAct):
    """One that files prove."""
