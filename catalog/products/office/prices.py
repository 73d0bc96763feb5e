"""Many prices at once: a rule, what comes of it for each variant, and the preview that says so before it is stored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.money import format_rupiah, parse_rupiah
from catalog.products.models import Variant
from catalog.products.models.goods import HIGHEST_PRICE

STEPS = [1, 100, 500, 1000]  # rupiah
HIGHEST_RISE = 1_000  # percent
PERCENT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]))?\s*%?")


class Way(models.TextChoices):
    UP_PERCENT = "up_percent", gettext_lazy("Raise by percent")
    DOWN_PERCENT = "down_percent", gettext_lazy("Lower by percent")
    UP_AMOUNT = "up_amount", gettext_lazy("Raise by an amount")
    DOWN_AMOUNT = "down_amount", gettext_lazy("Lower by an amount")
    SET = "set", gettext_lazy("Set one price for all")


def rounded(amount: int, parts: int, step: int) -> int:
    """`amount / parts` rupiah to the nearest multiple of `step`, half up, in integers.

    Never below the first multiple above zero, nor above HIGHEST_PRICE, which is a multiple of every step.
    """
    nearest = (2 * amount + parts * step) // (2 * parts * step) * step
    return min(max(nearest, step), HIGHEST_PRICE)


@dataclass(frozen=True)
class Rule:
    """How new prices follow from old ones. `value` is in tenths of a percent or in rupiah, as the way has it; a price
    that is set for all is taken as it stands, everything else is rounded to `step` rupiah."""

    way: Way
    value: int
    step: int = 1

    def new_price(self, old: int) -> int:
        """In rupiah, always a price."""
        match self.way:
            case Way.UP_PERCENT:
                return rounded(old * (1000 + self.value), 1000, self.step)
            case Way.DOWN_PERCENT:
                return rounded(old * (1000 - self.value), 1000, self.step)
            case Way.UP_AMOUNT:
                return rounded(old + self.value, 1, self.step)
            case Way.DOWN_AMOUNT:
                return rounded(old - self.value, 1, self.step)
        return self.value


def in_percent(old: int, new: int) -> float:
    """The difference in percent of the old price, to one decimal, half away from zero."""
    tenths = (2000 * abs(new - old) + old) // (2 * old)
    return (tenths if new > old else -tenths) / 10


@dataclass(frozen=True)
class Line:
    """One line of a preview: a variant, the price that it has, and the one that it would get."""

    variant: Variant
    new: int
    moved: bool = False  # someone else has changed it since the preview was shown

    @property
    def old(self) -> int:
        return self.variant.price

    @property
    def difference(self) -> int:
        return self.new - self.old

    @property
    def percent(self) -> float:
        return in_percent(self.old, self.new)

    @property
    def is_suspicious(self) -> bool:
        """By more than half of what it costs now."""
        return 2 * abs(self.difference) > self.old


class RuleForm(forms.Form):
    """The rule as people put it."""

    way = forms.ChoiceField(label=gettext_lazy("What should happen"), choices=Way.choices, initial=Way.UP_PERCENT)
    value = forms.CharField(
        label=gettext_lazy("By how much"),
        max_length=20,
        help_text=gettext_lazy("A percentage such as 10 or 7.5, or an amount in rupiah such as 5.000."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    step = forms.TypedChoiceField(
        label=gettext_lazy("Round to"),
        coerce=int,
        choices=[(step, format_rupiah(step) if step > 1 else gettext_lazy("not at all")) for step in STEPS],
        initial=100,
        help_text=gettext_lazy("To the nearest, half up. A price that is set for all is not rounded."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"way", "value"} <= cleaned.keys():
            read = self._percent if cleaned["way"] in {Way.UP_PERCENT, Way.DOWN_PERCENT} else self._amount
            try:
                cleaned["value"] = read(Way(cleaned["way"]), cleaned["value"])
            except ValidationError as refusal:
                self.add_error("value", refusal)
        return cleaned

    @staticmethod
    def _percent(way: Way, text: str) -> int:
        """In tenths."""
        found = PERCENT.fullmatch(text.strip())
        if not found:
            raise ValidationError(_("Write a percentage such as 10 or 7.5."))
        tenths = 10 * int(found[1]) + int(found[2] or 0)
        if way == Way.DOWN_PERCENT and tenths >= 1000:
            raise ValidationError(_("A price falls by less than 100 percent."))
        if not 0 < tenths <= 10 * HIGHEST_RISE:
            raise ValidationError(_("Write a percentage between 0.1 and {most}.").format(most=HIGHEST_RISE))
        return tenths

    @staticmethod
    def _amount(way: Way, text: str) -> int:
        try:
            amount = parse_rupiah(text)
        except ValueError as error:
            raise ValidationError(_("Write an amount in whole rupiah, such as 5.000.")) from error
        if not 1 <= amount <= HIGHEST_PRICE:
            highest = format_rupiah(HIGHEST_PRICE)
            raise ValidationError(_("An amount is between Rp1 and {highest}.").format(highest=highest))
        return amount

    def rule(self) -> Rule:
        """Of a valid form."""
        return Rule(Way(self.cleaned_data["way"]), self.cleaned_data["value"], self.cleaned_data["step"])


def preview(variants: Iterable[Variant], rule: Rule) -> list[Line]:
    return [Line(variant, rule.new_price(variant.price)) for variant in variants]


def pack(lines: Iterable[Line]) -> str:
    """A preview in one field of its form, however long it is: Django takes a thousand fields at most."""
    return " ".join(f"{line.variant.pk}:{line.old}:{line.new}" for line in lines)


def unpack(text: str) -> dict[int, tuple[int, int]]:
    """For each variant's key the price shown and the new one. Raises ValueError where no preview was packed so, or a
    price is none."""
    changes = {}
    for packed in text.split():
        key, old, new = map(int, packed.split(":"))
        if not 1 <= new <= HIGHEST_PRICE:
            raise ValueError(f"no price: {new}")
        changes[key] = (old, new)
    return changes
