"""A deed on the register: typed, tried, shown once more, and done when confirmed."""

import datetime as dt
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bumm.ledger.evidence import ACCEPT
from bumm.ledger.exceptions import LedgerRefusal, UnusableEvidence
from bumm.ledger.office.proofs import Carried, carried, carry
from bumm.ledger.services import store_evidence
from bumm.ledger.statements.forms import DayField
from bumm.people.acts import Act
from bumm.people.models import User
from bumm.shares.exceptions import ShareRefusal


class DeedForm(forms.Form):
    """A day, and what proves the deed. A file that was sent is stored at once and carried on through errors."""

    on: Any = DayField(label=_("Day"))
    evidence: Any = forms.FileField(
        label=_("Evidence"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("A PDF or a photo of the paper that was signed."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.kept: list[Carried] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kept = carried(self.data.getlist("kept"), self.user)[-1:]  # type: ignore[attr-defined]
        if file := cleaned.get("evidence"):
            try:
                kept = [store_evidence(file=file, by=self.user)]
            except UnusableEvidence as refusal:
                self.add_error("evidence", str(refusal))
        self.kept = carry(kept, self.user)
        if "evidence" in self.fields:
            cleaned["evidence"] = kept[0] if kept else None
        return cleaned

    def said(self) -> list[tuple[Any, str]]:
        """What was typed into a valid form, to be read once more."""
        shown = [name for name in self.fields if name in self.cleaned_data and not self[name].is_hidden]
        return [(self.fields[name].label, self._read(name)) for name in shown]

    def _read(self, name: str) -> str:
        value: Any = self.cleaned_data[name]
        field: Any = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            chosen = value if isinstance(value, list) else [value]
            return "; ".join(str(said) for key, said in choices if str(key) in chosen)
        if isinstance(value, dt.date):
            return date_format(value)
        return "–" if value is None else str(value)


class Deed(Act):
    """Where a deed cannot be undone it is tried first, so that what the rules refuse is said before it is confirmed."""

    refusals = (ShareRefusal, LedgerRefusal)
    needs = "record"
    form_class: Any = DeedForm
    template_name = "bumm/shares/office/deed.html"

    def facts(self) -> list[tuple[Any, Any]]:
        """What one has to know to decide, above the form."""
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        if "again" in request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if self.irreversible and "confirmed" not in request.POST:
            return self.ask(form)
        return self.form_valid(form)

    def ask(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                self.perform(form)
                transaction.set_rollback(True)
        except self.refusals as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, confirming=True))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"facts": self.facts()}
