"""Where parties want to be paid: the accounts that count, and a form to record another. Nothing is overwritten."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, CharField, F, Max, QuerySet, Value, When
from django.db.models.functions import Concat, Right
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

from bumm.charter.selectors import NAMES
from bumm.distribution import services
from bumm.distribution.models import BankAccount
from bumm.distribution.office.batch_page import HIDDEN
from bumm.distribution.paying import named, parties_of
from bumm.distribution.permissions import bank_accounts
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView
from bumm.people.columns import MomentColumn
from bumm.people.models import Party

FOUND_AT_MOST = 20


class AccountIndexView(RecordIndexView):
    """The latest account of each party, its number whole for the treasurer only."""

    default_ordering = ["-pk"]

    def get_base_queryset(self) -> QuerySet[Any]:
        latest = BankAccount.objects.order_by().values("party").annotate(last=Max("pk")).values("last")
        own = parties_of(bank_accounts.bumm_for(self.request.user, ["add"]))
        hidden = Concat(Value(HIDDEN), Right("number", 4), output_field=CharField())
        shown = Case(When(party__in=own.values("pk"), then=F("number")), default=hidden)
        return super().get_base_queryset().filter(pk__in=latest).annotate(shown=shown)


class BankAccountViewSet(BookRecordViewSet):
    model = BankAccount
    url_prefix = "bagi-hasil-rekening"
    icon = "key"
    menu_label = gettext_lazy("Bank accounts")
    add_item_label = gettext_lazy("Record a bank account")
    index_view_class = AccountIndexView
    inspect_view_enabled = False
    related = [*NAMES, "recorded_by"]
    list_display = [
        Column("party", label=gettext_lazy("Party"), accessor=lambda row: row.party),
        Column("bank", label=gettext_lazy("Bank"), sort_key="bank"),
        Column("shown", label=gettext_lazy("Account number")),
        Column("name", label=gettext_lazy("Account holder"), sort_key="name"),
        MomentColumn("recorded_at", label=pgettext_lazy("of an account", "Recorded"), sort_key="recorded_at"),
        Column("recorded_by", label=gettext_lazy("Recorded by"), accessor=lambda row: row.recorded_by or "–"),
    ]
    list_export = ["party", "bank", "shown", "name", "recorded_at", "recorded_by"]
    export_headings = {"shown": gettext_lazy("Account number")}
    export_filename = "rekening"
    list_filter = ["bank"]
    search_fields = ["name", *(f"{name}__name" for name in NAMES)]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"edit_url_name": None, "inspect_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("catat/", RecordBankAccount.as_view(), name="add"),
        ]


class AccountForm(forms.ModelForm):
    number = forms.CharField(
        label=gettext_lazy("Account number"),
        max_length=40,
        help_text=gettext_lazy("Digits; blanks, points and dashes do no harm."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = BankAccount
        fields = ["bank", "number", "name"]

    def _post_clean(self) -> None:
        """The service looks at the whole."""


class RecordBankAccount(WagtailAdminTemplateMixin, FormView):
    """First whose it is, found by name; then the account."""

    page_title = gettext_lazy("Record a bank account")
    header_icon = "key"
    template_name = "bumm/distribution/office/bank_account.html"
    form_class = AccountForm
    party: Party | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.own = parties_of(bank_accounts.bumm_for(request.user, ["add"]))  # type: ignore[arg-type]
        if not bank_accounts.user_has_permission(request.user, "add"):  # type: ignore[arg-type]
            raise PermissionDenied
        asked = request.GET.get("party", "")
        if asked:
            owners = [name.removeprefix("party__") for name in NAMES]
            rows = self.own.select_related(*owners)
            self.party = rows.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
            if self.party is None:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.party else self.get(request)

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.party  # noqa: S101  `post` asks for it
        user: Any = self.request.user
        said = {name: form.cleaned_data[name] for name in ("bank", "number", "name")}
        try:
            account = services.record_bank_account(party=self.party, by=user, **said)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        log(instance=account, action="distribution.record_bank_account", user=user)
        messages.success(self.request, _("The account is recorded: payments that are approved from now on go there."))
        return redirect("bankaccount:index")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        first = {"url": reverse("bankaccount:index"), "label": _("Bank accounts")}
        return [*self.breadcrumbs_items, first, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("q", "").strip()[:80]
        found = list(named(self.own, wanted).order_by("pk")[: FOUND_AT_MOST + 1]) if wanted and not self.party else []
        latest = BankAccount.objects.filter(party=self.party).order_by("-pk").first() if self.party else None
        return super().get_context_data(**kwargs) | {
            "party": self.party,
            "wanted": wanted,
            "found": found[:FOUND_AT_MOST],
            "more": len(found) > FOUND_AT_MOST,
            "latest": latest,
            "back": reverse("bankaccount:index"),
        }
