"""What goes out of the office to pay a batch: the bank's list, and the sheet on which receivers of cash sign."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from bumm.charter.models import Charter
from bumm.distribution.cash_sheet import sheet_part
from bumm.distribution.models import Distribution, PaymentBatch
from bumm.distribution.paying import bank_rows
from bumm.distribution.printed import as_pdf
from bumm.ledger.statements.sheets import sheet
from bumm.people.acts import OfRecord


class OfBatchToPay(OfRecord):
    """An approved batch of one method, for who pays it out."""

    model = PaymentBatch
    related = ["distribution__bumm__kelurahan", "prepared_by", "approved_by"]
    needs = "change"
    method: PaymentBatch.Method

    def get_record(self, **kwargs: Any) -> Any:
        batch = super().get_record(**kwargs)
        if batch.method != self.method:
            raise Http404
        return batch

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        run, batch = self.object.distribution, self.object
        if batch.state != PaymentBatch.State.APPROVED or run.state != Distribution.State.POSTED:
            messages.error(request, _("These payments are not approved yet, or were taken back."))
            return redirect(self.inspect_url())
        return super().dispatch(request, *args, **kwargs)

    def file_name(self, what: str) -> str:
        run = self.object.distribution
        return f"{what}-{run.bumm.kelurahan.slug}-{run.period_end.year}-{self.object.number}"


class BankList(OfBatchToPay):
    """As CSV, for the bank."""

    method = PaymentBatch.Method.BANK

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        header = [_("No."), _("Bank"), _("Account number"), _("Account holder"), _("Amount"), _("Reference")]
        return sheet(self.file_name("bank"), "csv", header, bank_rows(self.object))


class CashSheet(OfBatchToPay):
    """To print from a browser."""

    method = PaymentBatch.Method.CASH
    template_name = "bumm/distribution/print/cash_sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.context())

    def context(self) -> dict[str, Any]:
        asked = self.request.GET.get("part", "1")
        run = self.object.distribution
        return {
            "batch": self.object,
            "run": run,
            "part": sheet_part(self.object, int(asked) if asked.isdecimal() and len(asked) < 10 else 1),
            "by_days": run.weighting == Charter.Weighting.SHARE_DAYS,
            "back": self.inspect_url(),
        }


class CashSheetPdf(CashSheet):
    """Where this machine cannot draw it, the page to print takes its place."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.context()
        name = f"{self.file_name('lembar-kas')}-{context['part'].number}"
        return as_pdf(self.template_name, context, name) or render(request, self.template_name, context)
