"""Certificates: listed, looked at, and taken away as PDF or printed from the browser."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column

from bumm.documents import CannotDraw
from bumm.ledger.office.records import RecordIndexView, RecordInspectView, leading_to
from bumm.people.acts import Document, OfRecord
from bumm.shares import paper
from bumm.shares.models import Certificate
from bumm.shares.office import certificate_acts as acts
from bumm.shares.office.filters import CertificateFilterSet
from bumm.shares.office.records import RegisterRecordViewSet, names_of, searched_names
from bumm.shares.permissions import certificates

RELATED = ["share_class__bumm__kelurahan", *names_of("party")]


class CertificateIndexView(RecordIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_base_queryset()
        return rows.with_state()


class CertificateInspectView(RecordInspectView):
    """A certificate, whether it still holds and why not, and what its holder said of showing it."""

    template_name = "bumm/shares/office/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate = Certificate.objects.with_state().select_related("cancellation", *RELATED).get(pk=self.object.pk)
        keeps = certificates.user_has_permission_for_instance(self.request.user, "change", certificate)
        return super().get_context_data(**kwargs) | {
            "certificate": certificate,
            "consents": certificate.consents.select_related("recorded_by").order_by("-pk"),
            "address": paper.address_of(certificate),
            "keeps": keeps,
        }


def with_state(pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.with_state().select_related(*RELATED), pk=pk)


class CertificatePdf(OfRecord):
    """The file; on a machine that cannot draw it, the page to print instead."""

    def get_record(self, **kwargs: Any) -> Certificate:
        return with_state(kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            drawn = paper.certificate_pdf(self.object)
        except CannotDraw:
            messages.warning(request, _("This machine cannot draw PDF. Print the certificate from your browser."))
            return redirect("certificate:print", self.object.pk)
        disposition = f'attachment; filename="{paper.file_name(self.object)}"'
        return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": disposition})


class PrintCertificate(Document):
    template_name = paper.TEMPLATE

    def get_record(self, **kwargs: Any) -> Certificate:
        return with_state(kwargs["pk"])

    def get_context_data(self) -> dict[str, Any]:
        return paper.words_of(self.object)


class CertificateViewSet(RegisterRecordViewSet):
    model = Certificate
    icon = "doc-full"
    menu_label = gettext_lazy("Share certificates")
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_template_name = CertificateInspectView.template_name
    related = ["share_class__bumm", *names_of("party")]
    list_display = [
        leading_to("certificate:inspect", "number", gettext_lazy("No."), sort_key="number"),
        Column("share_class.bumm", label="BUMM", sort_key="share_class__bumm__name"),
        Column("share_class.code", label=pgettext_lazy("shares", "class"), sort_key="share_class__code"),
        Column("party", label=pgettext_lazy("shares", "holder")),
        Column("quantity", label=gettext_lazy("Shares"), classname="number", sort_key="quantity"),
        Column("issued_on", label=pgettext_lazy("certificate", "Written"), sort_key="issued_on"),
        Column("void_on", label=gettext_lazy("Void since"), sort_key="void_on"),
    ]
    list_export = ["number", "share_class.bumm", "share_class.code", "party", "quantity", "issued_on", "void_on"]
    export_headings = {
        "share_class.bumm": "BUMM",
        "share_class.code": pgettext_lazy("shares", "class"),
        "void_on": gettext_lazy("Void since"),
    }
    export_filename = "sertifikat-saham"
    filterset_class = CertificateFilterSet
    search_fields = searched_names("party")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("write/<int:class_id>/<int:party_id>/", acts.WriteCertificate.as_view(), name="write"),
            path("consent/<int:pk>/", acts.GiveConsent.as_view(), name="give_consent"),
            path("no-consent/<int:pk>/", acts.WithdrawConsent.as_view(), name="withdraw_consent"),
            path("cancel/<int:pk>/", acts.CancelCertificate.as_view(), name="cancel"),
            path("pdf/<int:pk>/", CertificatePdf.as_view(), name="pdf"),
            path("print/<int:pk>/", PrintCertificate.as_view(), name="print"),
        ]
