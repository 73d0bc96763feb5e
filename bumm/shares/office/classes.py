"""Classes of shares with their totals, and the picture of who owns a BUMM: without the name of any holder."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.records import RecordIndexView, RecordInspectView, leading_to
from bumm.people.columns import RupiahColumn
from bumm.shares.holders import with_issued
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.office.acts.handovers import Inherit, Redeem, Transfer
from bumm.shares.office.acts.subscriptions import Issue
from bumm.shares.office.filters import ClassFilterSet
from bumm.shares.office.pages import OfRegisters
from bumm.shares.office.records import RegisterRecordViewSet
from bumm.shares.permissions import share_classes
from bumm.shares.pictures import ownership_over_time
from bumm.shares.selectors import terms_of


class Growth(OfRegisters):
    """How much of a BUMM each class has been, over time."""

    needs = "view"
    template_name = "bumm/shares/office/growth.html"

    def get(self, request: HttpRequest, bumm_id: int) -> HttpResponse:
        today = timezone.localdate()
        return self.show(
            _("Ownership over time"),
            bumm=self.bumm,
            today=today,
            picture=ownership_over_time(self.bumm, today),
            sees_holders=share_classes.bumm_for(self.user, ["holders"]).filter(pk=self.bumm.pk).exists(),
        )


class ClassIndexView(RecordIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return with_issued(super().get_base_queryset(), timezone.localdate())


class ClassInspectView(RecordInspectView):
    """A class: what the charter of today says of it, how much there is, and the head of its chain."""

    template_name = "bumm/shares/office/class.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        share_class: ShareClass = self.object
        today = timezone.localdate()
        own = share_classes.bumm_for(self.request.user, ["holders"])
        return super().get_context_data(**kwargs) | {
            "share_class": with_issued(ShareClass.objects.select_related("bumm"), today).get(pk=share_class.pk),
            "terms": terms_of(share_class, today),
            "last": ShareEvent.objects.filter(share_class=share_class).order_by("-number").first(),
            "sees_holders": own.filter(pk=share_class.bumm_id).exists(),
        }


class ClassViewSet(RegisterRecordViewSet):
    model = ShareClass
    icon = "tag"
    menu_label = gettext_lazy("Classes of shares")
    index_view_class = ClassIndexView
    inspect_view_class = ClassInspectView
    inspect_template_name = ClassInspectView.template_name
    related = ["bumm"]
    list_display: list[Any] = [
        leading_to("shareclass:inspect", "bumm", "BUMM", sort_key="bumm__name"),
        Column("code", label=pgettext_lazy("shares", "class"), sort_key="code"),
        Column("issued", label=gettext_lazy("Shares"), classname="number", sort_key="issued"),
        RupiahColumn("par", label=gettext_lazy("Nominal value"), sort_key="par"),
        RupiahColumn("capital", label=gettext_lazy("Capital"), accessor=lambda row: row.issued * (row.par or 0)),
    ]
    ordering = ["bumm__name", "code"]
    list_export = ["bumm", "code", "issued", "par"]
    export_headings = {"issued": gettext_lazy("Shares"), "par": gettext_lazy("Nominal value")}
    export_filename = "kelas-saham"
    filterset_class = ClassFilterSet

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("terbit/<int:pk>/", Issue.as_view(), name="issue"),
            path("alih/<int:pk>/", Transfer.as_view(), name="transfer"),
            path("waris/<int:pk>/", Inherit.as_view(), name="inherit"),
            path("tarik/<int:pk>/", Redeem.as_view(), name="redeem"),
        ]
