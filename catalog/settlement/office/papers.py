"""What goes out of the office to pay groups: the bank's list, and the sheet on which receivers of cash sign."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from bumm.distribution.printed import as_pdf
from bumm.ledger.statements.sheets import sheet
from bumm.people.acts import OfRecord
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.office.batch_page import file_name
from catalog.settlement.paying import bank_rows


class OfBatchToPay(OfRecord):
    """An approved batch of one method, for who pays it out."""

    model = PayoutBatch
    related = ["book__bumm__kelurahan", "prepared_by", "approved_by"]
    needs = "change"
    method: PayoutBatch.Method

    def get_record(self, **kwargs: Any) -> Any:
        batch = super().get_record(**kwargs)
        if batch.method != self.method:
            raise Http404
        return batch

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.object.state != PayoutBatch.State.APPROVED:
            messages.error(request, _("These payments are not approved yet, or were taken back."))
            return redirect(self.inspect_url())
        return super().dispatch(request, *args, **kwargs)


class BankList(OfBatchToPay):
    """As CSV, for the bank."""

    method = PayoutBatch.Method.BANK

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        header = [_("No."), _("Bank"), _("Account number"), _("Account holder"), _("Amount"), _("Reference")]
        return sheet(file_name(self.object, "bank-kelompok"), "csv", header, bank_rows(self.object))


class CashSheet(OfBatchToPay):
    """To print from a browser. Groups that get nothing sign too, for what was taken off."""

    method = PayoutBatch.Method.CASH
    template_name = "catalog/settlement/print/cash_sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.context())

    def context(self) -> dict[str, Any]:
        rows = list(self.object.payouts.filter(state=Payout.State.LISTED).select_related("group").order_by("pk"))
        total = sum(row.amount for row in rows)
        return {"batch": self.object, "payouts": rows, "sum": total, "back": self.inspect_url()}


class CashSheetPdf(CashSheet):
    """Where this machine cannot draw it, the page to print takes its place."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context, name = self.context(), file_name(self.object, "lembar-kas-kelompok")
        return as_pdf(self.template_name, context, name) or render(request, self.template_name, context)
