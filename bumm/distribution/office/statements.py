"""What one party gets of a run: on screen, as a document, and as a message to send."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from bumm.charter.selectors import NAMES
from bumm.distribution.models import Distribution
from bumm.distribution.payouts import message, phone_of
from bumm.distribution.printed import STATEMENT, as_pdf, name_of, told
from bumm.distribution.selectors import Statement, statement_of
from bumm.people.acts import OfficePage
from bumm.people.models import Party
from bumm.people.whatsapp import whatsapp_link

RELATED = ["bumm__kelurahan", "charter", "entry"]


class StatementPage(OfficePage):
    """For who may see the run. A party that it gives nothing has no statement, and a run that is still allocating none
    for anybody."""

    model = Distribution
    related = RELATED
    page_title = pgettext_lazy("of a holder", "Statement")
    header_icon = "doc-full"
    template_name = "bumm/distribution/office/statement.html"
    statement: Statement

    def get_record(self, **kwargs: Any) -> Any:
        run = super().get_record(pk=kwargs["distribution_id"])
        owners = [name.removeprefix("party__") for name in NAMES]
        party = get_object_or_404(Party.objects.select_related(*owners), pk=kwargs["party_id"])
        self.statement = statement_of(run, party)
        if not (run.is_sealed and self.statement.rows):
            raise Http404
        return run

    def get_page_subtitle(self) -> str:
        return f"{self.statement.party} – {self.object}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = message(self.statement)
        about = {"message": text, "link": whatsapp_link(phone_of(self.statement.party), text)}
        return render(request, self.template_name, self.get_context_data() | told(self.statement) | about)


class StatementPdf(StatementPage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = told(self.statement) | {"back": self.inspect_url()}
        return as_pdf(STATEMENT, context, name_of(self.statement)) or render(request, STATEMENT, context)


class PayoutViewSet(ViewSet):
    name = "payout"
    url_prefix = "bagi-hasil-rincian"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:distribution_id>/<int:party_id>/", StatementPage.as_view(), name="statement"),
            path("<int:distribution_id>/<int:party_id>.pdf", StatementPdf.as_view(), name="statement_pdf"),
        ]
