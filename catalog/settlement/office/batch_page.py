"""The page of a batch of payouts: what is to be done next and by whom, and its payouts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bumm.distribution.office.batch_page import shown
from bumm.distribution.permissions import bank_accounts
from bumm.ledger.office.records import RecordInspectView
from bumm.ledger.statements.sheets import sheet
from bumm.people.models import User
from bumm.sheets import WRITERS
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.paying import sums_by_state, there_is, with_bank_accounts
from catalog.settlement.permissions import batches

Method, State = PayoutBatch.Method, PayoutBatch.State


class BatchPage(RecordInspectView):
    template_name = "catalog/settlement/office/batch.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        super().get_object(*args, **kwargs)
        related = ["book__bumm__kelurahan", "prepared_by", "approved_by"]
        return PayoutBatch.objects.select_related(*related).get(pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (kind := request.GET.get("export", "")) in WRITERS:
            return self.take_along(kind)
        return super().get(request, *args, **kwargs)

    def payouts(self) -> list[Any]:
        rows: list[Any] = list(with_bank_accounts(self.object))
        whole = may_see_numbers(self.request.user, self.object)
        for row in rows:
            row.account_number = shown(row.account_number, whole)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, payouts = self.object, self.payouts()
        sums = sums_by_state(batch.payouts.all())
        listed = sums.get(Payout.State.LISTED)
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "payouts": payouts,
            "sums": [(state.label, sum_) for state, sum_ in sums.items()],
            "next": what_comes_next(batch) if listed else "",
            **may(self.request.user, batch, is_open=listed is not None, untouched=len(sums) == 1),
        }

    def take_along(self, kind: str) -> HttpResponse:
        header = [
            pgettext("of makers", "Group"),
            _("Owed to it"),
            _("Cash that it holds"),
            _("Owed by it"),
            _("To be paid"),
            _("State"),
        ]
        header += [_("Day"), _("Bank"), _("Account number"), _("Reason")]
        return sheet(file_name(self.object, "pembayaran-kelompok"), kind, header, map(_cells, self.payouts()))


def _cells(row: Any) -> list[object]:
    day = row.entry.effective_on if row.entry else None
    sums = [row.payable, row.custody, row.due, row.amount]
    return [str(row.group), *sums, row.get_state_display(), day, row.bank, row.account_number, row.reason]


def file_name(batch: PayoutBatch, what: str) -> str:
    return f"{what}-{batch.book.code}-{batch.number}"


def may_see_numbers(user: Any, batch: PayoutBatch) -> bool:
    """A bank account's number is for the treasurer, who tells it to the bank."""
    return bank_accounts.bumm_for(user, ["add"]).filter(book=batch.book).exists()


def what_comes_next(batch: PayoutBatch) -> str:
    """What is missing of a batch that is not all paid, in a sentence; "" where nothing is."""
    if batch.state == State.CANCELLED:
        return ""
    if batch.state == State.PREPARED:
        return _("Someone other than who prepared it looks at it and approves it.")
    return {
        Method.BANK: _("Take the list to the bank. Then record here what was paid, with the statement."),
        Method.CASH: _("Print the sheet and have it signed. Then record here who was paid."),
    }[Method(batch.method)]


def may(user: User, batch: PayoutBatch, *, is_open: bool, untouched: bool) -> dict[str, bool]:
    """What the reader may do with a batch now. `untouched` is one of which all payouts are still alike."""
    changes = batches.user_has_permission_for_instance(user, "change", batch)
    approves = batches.user_has_permission_for_instance(user, "approve", batch)
    prepared, approved = (batch.state == state for state in (State.PREPARED, State.APPROVED))
    return {
        "may_approve": is_open and prepared and approves and batch.prepared_by_id != user.pk,
        "may_pay": is_open and approved and changes,
        "may_cancel": is_open and untouched and (prepared or approved) and (changes or approves),
        "may_change": changes,
    }


def money_for(batch: PayoutBatch, needed: int) -> dict[str, Any]:
    """What stands on the account that a batch is paid out of, and how much of what it needs is missing there."""
    found = there_is(batch)
    return {"there_is": found, "missing": max(0, needed - found)}
