"""The rows of the offer's screen: what one says, what has changed in it, and who else has changed it meanwhile."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.money import format_rupiah
from catalog.products.forms import OfferFields
from catalog.products.models import Variant

Values = dict[str, Any]
MOST_VARIANTS = 20


class VariantForm(OfferFields):
    """One row of the screen: a variant with its price and what can be had of it.

    `opened` carries along what the row said when the screen was opened, so that nobody overwrites what someone else
    stored meanwhile without having seen it.
    """

    unit = unit_en = None  # type: ignore[assignment]
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Variant"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("Variant (English)"), max_length=60, required=False)

    field_order = ["name", "name_en", "price", "in_stock", "made_to_order_days", "sku", "weight_g"]

    def clean_sku(self) -> str:
        sku = str(self.cleaned_data["sku"]).strip()
        if sku:
            Variant._meta.get_field("sku").run_validators(sku)
        return sku


class Rows(forms.BaseFormSet):
    """The rows of one product. They can be removed as long as the public has not seen it."""

    def __init__(self, *args: Any, removable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_delete = removable

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this variant")


VariantFormSet: Any = forms.formset_factory(
    VariantForm,
    formset=Rows,
    extra=1,
    max_num=MOST_VARIANTS,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


def opened_rows(form: QueryDict, now: list[Values]) -> list[Values]:
    """The rows as the screen showed them to whoever sends this form; where it does not say so, as they are now."""
    rows = []
    for number in range(MOST_VARIANTS):
        carried = form.get(f"form-{number}-opened", "")
        try:
            rows.append(dict(json.loads(carried)) | {"opened": carried})
        except (ValueError, TypeError):
            rows.append(now[number] if number < len(now) else {})
    return rows


def as_row(variant: Variant) -> Values:
    return {
        "pk": variant.pk,
        "name": variant.name,
        "name_en": variant.name_en,
        "price": variant.price,
        "in_stock": variant.availability.in_stock,
        "made_to_order_days": variant.availability.made_to_order_days or None,
        "sku": variant.sku,
        "weight_g": variant.weight_g,
    }


def refuse_overwriting(form: Any, rows: dict[int, Values]) -> None:
    """Raises ValidationError where the row is no longer what its form was opened with. `rows`: as they are now, by
    their keys. What was typed is kept; who stores it once more has seen what is there now."""
    now = rows.get(form.cleaned_data["pk"])
    if now is None:
        raise ValidationError(_("This variant has been removed meanwhile."))
    opened = {name: form.initial.get(name) for name in now}
    if opened == now:
        return
    form.data = form.data.copy()
    form.data[form.add_prefix("opened")] = json.dumps(now)
    said = _("Someone else changed this row meanwhile: {changes}. Store again if yours should stand.")
    raise ValidationError(said.format(changes=", ".join(_differences(opened, now))))


def changes(before: dict[int, Values], after: dict[int, Values]) -> list[str]:
    """What was changed, row by row, in words."""
    said = []
    for pk, row in after.items():
        if pk not in before:
            said.append(_("{variant} added at {price}").format(variant=row["sku"], price=format_rupiah(row["price"])))
        elif found := _differences(before[pk], row):
            said.append(f"{row['sku']} – {', '.join(found)}")
    gone = [row["sku"] for pk, row in before.items() if pk not in after]
    return said + [_("{variant} removed").format(variant=sku) for sku in gone]


def _differences(old: Values, new: Values) -> list[str]:
    """`Price Rp25.000 → Rp30.000` for each value that differs."""
    labels = {name: str(field.label) for name, field in VariantForm.base_fields.items()}
    return [
        f"{labels[name]} {_in_words(name, old.get(name))} → {_in_words(name, value)}"
        for name, value in new.items()
        if value != old.get(name)
    ]


def _in_words(name: str, value: Any) -> str:
    if name == "price" and isinstance(value, int):
        return format_rupiah(value)
    return str(value) if value or value == 0 else "–"
