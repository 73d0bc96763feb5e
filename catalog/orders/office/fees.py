"""What each BUMM takes for bringing an order: one short table that its manager keeps."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView
from bumm.people.acts import Act
from bumm.people.columns import RupiahColumn
from bumm.people.models import Bumm, Kecamatan
from catalog.orders import services
from catalog.orders.models import DeliveryFee
from catalog.orders.permissions import delivery_fees

BEYOND = "beyond"


class FeeField(RupiahField):
    """An amount, or 0 for what is free."""

    def to_python(self, value: Any) -> int | None:
        return 0 if str(value or "").strip() in ("0", "Rp0", "Rp 0") else super().to_python(value)


class FeesForm(forms.Form):
    """A field for each kecamatan, and one for what lies beyond them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in Kecamatan.objects.all():
            self.fields[place.code] = FeeField(label=place.name, required=False)
        self.fields[BEYOND] = FeeField(label=_("Beyond Surakarta, by courier"), required=False)

    @property
    def fees(self) -> dict[str | None, int | None]:
        return {None if name == BEYOND else name: fee for name, fee in self.cleaned_data.items()}


class SetFees(Act):
    model = Bumm
    page_title = _("Delivery fees")
    question = _("What an order costs to be brought there. Empty: it is not brought there. 0: free of charge.")
    form_class = FeesForm
    button = _("Store")
    done = _("The fees are stored. Orders that stand keep theirs.")

    def refuse_others(self) -> None:
        if not delivery_fees.bumm_for(self.user, ["change"]).filter(pk=self.object.pk).exists():
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        rows = DeliveryFee.objects.filter(bumm=self.object).values_list("kecamatan", "fee")
        return {place or BEYOND: fee for place, fee in rows}

    def perform(self, form: Any) -> None:
        services.set_fees(bumm=self.object, fees=form.fees)

    def inspect_url(self) -> str:
        return reverse("deliveryfee:index")


class FeeIndexView(RecordIndexView):
    default_ordering = ["bumm__name", "kecamatan"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("bumm", "kecamatan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(**kwargs) | {"own_bumm": delivery_fees.bumm_for(user, ["change"])}


class FeeViewSet(BookRecordViewSet):
    model = DeliveryFee
    url_prefix = "ongkos-kirim"
    icon = "site"
    menu_label = _("Delivery fees")
    menu_order = 40
    index_view_class = FeeIndexView
    index_template_name = "catalog/orders/office/fees.html"
    inspect_view_enabled = False
    related = ["bumm", "kecamatan"]
    list_display = [
        Column("bumm", label="BUMM", sort_key="bumm__name"),
        Column("kecamatan", label=_("To"), accessor=lambda row: row.kecamatan or _("beyond Surakarta")),
        RupiahColumn("fee", label=_("Fee"), sort_key="fee"),
    ]
    list_export = ["bumm", "kecamatan", "fee"]
    export_filename = "ongkos-kirim"
    list_filter = ["bumm"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        without = {"add_url_name": None, "edit_url_name": None, "inspect_url_name": None}
        return super().get_index_view_kwargs(**kwargs) | without

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", SetFees.as_view(), name="set"),
        ]
