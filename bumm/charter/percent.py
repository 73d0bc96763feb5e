"""Percentages as people read and write them: `12,5%` is 1,250 basis points."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

WHOLE = 10_000  # basis points
PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?", re.ASCII)


def format_percent(basis_points: int) -> str:
    """As the language writes decimals, without zeros that say nothing."""
    percent = Decimal(basis_points) / 100
    places = next(places for places in (0, 1, 2) if percent == round(percent, places))
    return f"{number_format(percent, places)}%"


def parse_percent(text: str) -> int:
    """In basis points. Raises ValueError where it is no percentage with up to two decimals."""
    found = PERCENT.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a percentage: {text!r}")
    return 100 * int(found[1]) + int((found[2] or "").ljust(2, "0"))


class PercentField(forms.IntegerField):
    """A number of basis points, written in percent."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return format_percent(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_percent(str(value))
        except ValueError as error:
            raise ValidationError(_("Write a percentage such as 10 or 7.5.")) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value > WHOLE:
            raise ValidationError(_("A part is 100% at most."))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "size": 8}
