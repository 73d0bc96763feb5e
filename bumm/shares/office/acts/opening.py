"""The register that a BUMM brings with it, from a CSV: read and tried, shown, and brought in when confirmed."""

from collections import Counter
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bumm.ledger.exceptions import LedgerRefusal
from bumm.shares.exceptions import ShareRefusal, UnreadableRegister
from bumm.shares.office.acts.of_bumm import OfBumm
from bumm.shares.opening import HEADER, read_register
from bumm.shares.permissions import share_classes
from bumm.shares.services import OpeningRow, open_register

LARGEST = 1_000_000  # bytes: some 20,000 rows
SALT = "opening register"
EXAMPLE = ["A,person,3372012345670001,10,2013-02-10", "A,total,,10,"]


@require_safe
def opening_template(request: HttpRequest) -> HttpResponse:
    """What such a file looks like, for those who may bring one in."""
    user: Any = request.user
    if not share_classes.user_has_permission(user, "record"):
        raise PermissionDenied
    lines = "\r\n".join([",".join(HEADER), *EXAMPLE, ""])
    named = {"Content-Disposition": 'attachment; filename="contoh-daftar-pembukaan.csv"'}
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=named)


class OpeningForm(forms.Form):
    """A file at first; then what was read from it, signed, because browsers do not send a file again."""

    file = forms.FileField(label=_("Register as CSV"), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if file := cleaned.get("file"):
            cleaned["text"] = self._read(file)
        elif sent := cleaned.get("text"):
            try:
                cleaned["text"] = signing.loads(sent, salt=SALT)
            except signing.BadSignature as error:
                raise ValidationError(_("Choose the file anew.")) from error
        elif not self.errors:
            self.add_error("file", _("Choose a file."))
        return cleaned

    def _read(self, file: Any) -> str:
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than 1 MB."))
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not UTF-8 text. Save it as “CSV UTF-8”.")) from error
        if "\0" in text:
            raise ValidationError(_("The file is not UTF-8 text. Save it as “CSV UTF-8”."))
        return text

    def rows(self) -> list[OpeningRow]:
        return read_register(self.cleaned_data["text"].splitlines())

    def signed(self) -> str:
        return signing.dumps(self.cleaned_data["text"], salt=SALT, compress=True)

    def sums(self) -> list[tuple[str, int, int]]:
        """Of a file that can be read: its classes with how many rows and how many shares."""
        rows = self.rows()
        shares = Counter[str]()
        for row in rows:
            shares[row.code] += row.quantity
        return [(code, sum(row.code == code for row in rows), shares[code]) for code in sorted(shares)]


class OpenRegister(OfBumm):
    needs = "record"
    refusals = (ShareRefusal, LedgerRefusal)
    page_title = _("Bring in the opening register")
    form_class = OpeningForm
    template_name = "bumm/shares/office/opening.html"
    button = _("Bring it in")
    done = _("The register is brought in.")
    log_action = "shares.open_register"

    def form_valid(self, form: Any) -> HttpResponse:
        """Tried first, all of it; brought in when what was read is confirmed."""
        if "confirmed" in self.request.POST and not self.request.FILES:
            return super().form_valid(form)
        try:
            with transaction.atomic():
                self.perform(form)
                transaction.set_rollback(True)
        except UnreadableRegister as refusal:
            form.add_error(None, refusal.faults)
            return self.form_invalid(form)
        except self.refusals as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, confirming=True))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def perform(self, form: Any) -> Any:
        return open_register(bumm=self.object, rows=form.rows())
