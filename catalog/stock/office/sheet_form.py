"""The sheet on which all goods of a workshop are counted: what is typed, and the differences that it makes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.stock.models import StockLevel
from catalog.stock.office.acts import MOST_AT_ONCE


@dataclass(frozen=True)
class Line:
    """A good of the sheet: what stands in the list, where its number is typed, and what was counted (None: nothing)."""

    level: Any
    field: forms.BoundField
    counted: int | None
    moved: bool

    @property
    def difference(self) -> int:
        return 0 if self.counted is None else self.counted - self.level.on_hand


class SheetForm(forms.Form):
    """A field for each level, called by its variant; empty is not counted. `was` carries the levels that were shown."""

    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, levels: Sequence[StockLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = levels
        for level in levels:
            name = str(level.variant_id)
            self.fields[name] = forms.IntegerField(min_value=0, max_value=MOST_AT_ONCE, required=False)
            self.fields[f"was-{name}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def counted(self) -> dict[int, int]:
        """The pieces by the keys of their variants, of those that were counted."""
        typed = {level.variant_id: self.cleaned_data.get(str(level.variant_id)) for level in self.levels}
        return {key: n for key, n in typed.items() if n is not None}

    def shown(self, key: int) -> int:
        """The level of a variant that the preview showed; -1 where it showed none, which no level is."""
        was = self.cleaned_data.get(f"was-{key}")
        return -1 if was is None else int(was)

    def lines(self, moved: Iterable[int] = ()) -> list[Line]:
        counted = self.counted() if self.is_bound and self.is_valid() else {}
        return [
            Line(level, self[str(level.variant_id)], counted.get(level.variant_id), level.variant_id in moved)
            for level in self.levels
        ]
