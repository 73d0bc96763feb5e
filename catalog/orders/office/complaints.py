"""Complaints: who says what is wrong, and the seller's answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, RecordInspectView, leading_to
from bumm.people.acts import Act
from bumm.people.columns import MomentColumn, RupiahColumn
from catalog.orders import permissions, services
from catalog.orders.exceptions import WrongStep
from catalog.orders.models import Complaint
from catalog.orders.office.filters import ComplaintFilterSet
from catalog.orders.office.order_acts import REFUSALS
from catalog.settlement import selectors as settled

RELATED = ["parcel__order__bumm", "parcel__order__checkout", "parcel__group", "answered_by"]


class ComplaintIndexView(RecordIndexView):
    default_ordering = ["-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("parcel__order", "parcel__group")


class ComplaintPage(RecordInspectView):
    template_name = "catalog/orders/office/complaint.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        super().get_object(*args, **kwargs)
        return Complaint.objects.select_related(*RELATED).get(pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        may = permissions.complaints.user_has_permission_for_instance(user, "change", self.object)
        return super().get_context_data(**kwargs) | {
            "complaint": self.object,
            "may_answer": may and self.object.state == Complaint.State.OPEN,
        }


class AnswerForm(forms.Form):
    accept = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("The buyer is right")), ("no", _("It is refused"))],
        widget=forms.RadioSelect,
    )
    amount = RupiahField(
        label=_("To give back"),
        required=False,
        help_text=_("0 where it is put right in another way, such as by a new piece."),
    )
    returned = forms.BooleanField(label=_("The goods came back"), required=False)
    answer = forms.CharField(label=_("What the buyer reads"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerComplaint(Act):
    model = Complaint
    related = RELATED
    refusals = REFUSALS
    page_title = _("Answer")
    template_name = "catalog/orders/office/answer.html"
    form_class = AnswerForm
    button = _("Answer")
    done = _("The answer stands on the page of the order.")
    log_action = "orders.answer"
    irreversible = True

    def refuse(self) -> None:
        if self.object.state != Complaint.State.OPEN:
            raise WrongStep(self.object.get_state_display())

    def perform(self, form: Any) -> Complaint:
        said = form.cleaned_data
        return services.answer_complaint(
            complaint=self.object,
            accept=said["accept"] == "yes",
            amount=said["amount"] or 0,
            returned=said["returned"],
            answer=said["answer"],
            by=self.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parcel = self.object.parcel
        left = settled.left_of_parcel(parcel.order.reference, parcel.number)
        return super().get_context_data(**kwargs) | {"complaint": self.object, "left": left}


class ComplaintViewSet(BookRecordViewSet):
    model = Complaint
    url_prefix = "keluhan"
    icon = "comment"
    menu_label = _("Complaints")
    menu_order = 30
    index_view_class = ComplaintIndexView
    inspect_view_class = ComplaintPage
    inspect_template_name = ComplaintPage.template_name
    related = ["parcel__order", "parcel__group"]
    list_display = [
        leading_to("complaint:inspect", "complaint", _("Complaint"), accessor=str, sort_key="pk"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("group", label=_("Packed by"), accessor="parcel.group", sort_key="parcel__group__name"),
        RupiahColumn("amount", label=_("Given back"), sort_key="amount"),
        MomentColumn("opened_at", label=_("Complained"), sort_key="opened_at"),
    ]
    list_export = ["parcel", "get_kind_display", "get_state_display", "amount", "opened_at", "answered_at"]
    export_headings = {"get_kind_display": _("What is wrong"), "get_state_display": _("State")}
    export_filename = "keluhan"
    filterset_class = ComplaintFilterSet

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/jawab/", AnswerComplaint.as_view(), name="answer")]
