"""Amounts as people type them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bumm.money import format_rupiah, parse_rupiah


class RupiahField(forms.Field):
    """An amount from Rp1, typed in any of the usual ways, as a whole number of rupiah; None where left empty."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 40})

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            amount = parse_rupiah(text)
        except ValueError:
            amount = 0
        if amount < 1:
            raise ValidationError(
                _("Write an amount in whole rupiah, such as 1.500.000: from Rp1 to Rp1.000.000.000.000.000.")
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        return format_rupiah(value).removeprefix("Rp") if isinstance(value, int) else value
