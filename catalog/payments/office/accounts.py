"""Where each BUMM is paid: what counts now, and a form to record something else. Nothing is overwritten."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView, asked_for
from bumm.people.columns import MomentColumn
from bumm.people.models import Bumm
from catalog.payments import qris, services
from catalog.payments.exceptions import InvalidQris, PaymentRefusal
from catalog.payments.models import MerchantAccount
from catalog.payments.permissions import accounts
from catalog.payments.selectors import account_of, latest_accounts


class AccountIndexView(RecordIndexView):
    """The latest of each BUMM."""

    default_ordering = ["bumm__name"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().filter(pk__in=latest_accounts().values("pk"))


def merchant_of(account: MerchantAccount) -> str:
    """Whose the QRIS code says it is."""
    return qris.read_static(account.qris).name if account.qris else "–"


class AccountViewSet(BookRecordViewSet):
    model = MerchantAccount
    url_prefix = "rekening-pembayaran"
    icon = "key"
    menu_label = gettext_lazy("Accounts for payments")
    menu_order = 30
    add_item_label = gettext_lazy("Record where we are paid")
    index_view_class = AccountIndexView
    inspect_view_enabled = False
    related = ["bumm", "recorded_by"]
    list_display = [
        Column("bumm", label="BUMM", sort_key="bumm__name"),
        Column("bank", label=gettext_lazy("Bank"), accessor=lambda row: row.bank or "–"),
        Column("number", label=gettext_lazy("Account number"), accessor=lambda row: row.number or "–"),
        Column("holder", label=gettext_lazy("Account holder"), accessor=lambda row: row.holder or "–"),
        Column("merchant", label="QRIS", accessor=merchant_of),
        MomentColumn("recorded_at", label=pgettext_lazy("of an account", "Recorded"), sort_key="recorded_at"),
        Column("recorded_by", label=gettext_lazy("Recorded by"), accessor=lambda row: row.recorded_by or "–"),
    ]
    list_export = ["bumm", "bank", "number", "holder", "qris", "recorded_at", "recorded_by"]
    export_filename = "rekening-pembayaran"

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"edit_url_name": None, "inspect_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("catat/", RecordAccount.as_view(), name="add"),
        ]


class AccountForm(forms.Form):
    """A picture of the code wins over its text. What it says goes back into the form with whatever is wrong
    elsewhere."""

    bank = forms.CharField(label=gettext_lazy("Bank"), max_length=60, required=False)
    number = forms.CharField(
        label=gettext_lazy("Account number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Digits; blanks, points and dashes do no harm. Empty: no transfers."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=100, required=False)
    qris = forms.CharField(
        label=gettext_lazy("Text of the static QRIS code"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("It begins with 000201. Empty: no QRIS."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Or a picture of the code, as on your counter"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if picture := said.get("picture"):
            try:
                said["qris"] = qris.read_picture(picture.file, picture.size)
            except InvalidQris as refusal:
                self.add_error("picture", str(refusal))
            else:
                shown: Any = self.data
                self.data = shown = shown.copy()
                shown["qris"] = said["qris"]
        if said.get("qris"):
            try:
                qris.read_static(said["qris"])
            except InvalidQris as refusal:
                self.add_error("qris", str(refusal))
        if not (self.errors or said.get("number") or said.get("qris")):
            raise ValidationError(_("Write down a bank account, a QRIS code, or both."))
        return said


class RecordAccount(WagtailAdminTemplateMixin, FormView):
    """First for which BUMM, where there are several; then what counts from now on."""

    page_title = gettext_lazy("Record where we are paid")
    header_icon = "key"
    template_name = "catalog/payments/office/account.html"
    form_class = AccountForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user: Any = request.user
        self.own = accounts.bumm_for(user, ["add"]).order_by("name")
        if not accounts.user_has_permission(user, "add"):
            raise PermissionDenied
        self.bumm: Bumm | None = asked_for(request, "bumm", self.own) or self._only_one()
        return super().dispatch(request, *args, **kwargs)

    def _only_one(self) -> Bumm | None:
        few = list(self.own[:2])
        return few[0] if len(few) == 1 else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.bumm else self.get(request)

    def get_initial(self) -> dict[str, Any]:
        latest = account_of(self.bumm) if self.bumm else None
        return {name: getattr(latest, name) for name in ("bank", "number", "holder", "qris")} if latest else {}

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.bumm  # noqa: S101  `post` asks for it
        user: Any = self.request.user
        said = {name: form.cleaned_data[name] for name in ("bank", "number", "holder", "qris")}
        try:
            account = services.record_account(bumm=self.bumm, by=user, **said)
        except PaymentRefusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        log(instance=account, action="payments.record_account", user=user)
        messages.success(
            self.request, _("Recorded. Orders from now on are paid there; those under way stay as they are.")
        )
        return redirect("merchantaccount:index")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        first = {"url": reverse("merchantaccount:index"), "label": _("Accounts for payments")}
        return [*self.breadcrumbs_items, first, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = account_of(self.bumm) if self.bumm else None
        return super().get_context_data(**kwargs) | {
            "bumm": self.bumm,
            "own": [] if self.bumm else list(self.own),
            "latest": latest,
            "code": qris.read_static(latest.qris) if latest and latest.qris else None,
            "back": reverse("merchantaccount:index"),
        }
