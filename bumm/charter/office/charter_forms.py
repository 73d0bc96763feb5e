"""The form of a draft charter: its terms, and beneath them the rows of its two tables."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from bumm.charter import services
from bumm.charter.exceptions import CharterRefusal
from bumm.charter.models import Charter, CharterShareClass, WaterfallRow
from bumm.charter.models.parts import LARGEST_PAR
from bumm.charter.percent import PercentField
from bumm.charter.services.charters import TERMS, refuse_funds, refuse_tables
from bumm.charter.terms import HEADINGS
from bumm.money import format_rupiah, parse_rupiah

EMPTY_ROWS = 2  # that each table ends with; saving brings new ones


class RupiahField(forms.IntegerField):
    """An amount of rupiah as people type it."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return format_rupiah(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return parse_rupiah(str(value))
        except ValueError as error:
            raise ValidationError(_("Write an amount in whole rupiah, such as 5.000.")) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ShareClassForm(forms.ModelForm):
    class Meta:
        model = CharterShareClass
        fields = [
            "code",
            "name",
            "name_en",
            "par",
            "for_persons",
            "for_groups",
            "for_kelurahan",
            "for_institutions",
            "holder_cap_bp",
            "most_units",
        ]
        field_classes = {"par": RupiahField, "holder_cap_bp": PercentField}

    def clean_par(self) -> int:
        par = int(self.cleaned_data["par"])
        if not 1 <= par <= LARGEST_PAR:
            highest = format_rupiah(LARGEST_PAR)
            raise ValidationError(_("A nominal value is between Rp1 and {highest}.").format(highest=highest))
        return par

    @property
    def holder_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name.startswith("for_")]

    @property
    def other_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if not field.name.startswith("for_")]


class WaterfallRowForm(forms.ModelForm):
    class Meta:
        model = WaterfallRow
        fields = ["name", "name_en", "target", "account", "basis_points"]
        field_classes = {"basis_points": PercentField}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        target = cleaned.get("target")
        if target in WaterfallRow.ACCOUNTS:
            cleaned["account"] = WaterfallRow.ACCOUNTS[WaterfallRow.Target(target)]
        elif target and "account" not in self.errors and not cleaned.get("account"):
            self.add_error("account", _("Another fund needs its account, such as 2.1.09."))
        return cleaned


class Table(forms.BaseFormSet):
    """Rows of a charter. `once` is the field whose values differ from row to row."""

    once = ""
    repeated: Any = ""

    def clean(self) -> None:
        found = [row.cleaned_data.get(self.once) for row in self.filled if not row.errors]
        named = [value for value in found if value != WaterfallRow.Target.OTHER]
        if len(named) != len(set(named)):
            raise ValidationError(self.repeated)

    @property
    def filled(self) -> list[forms.ModelForm]:
        """The forms that stand for a row: not deleted, and not left empty."""
        return [form for form in self.forms if self._is_filled(form)]

    def _is_filled(self, form: Any) -> bool:
        return form not in self.deleted_forms and (not form.empty_permitted or form.has_changed())

    def rows(self) -> list[Any]:
        """Of a valid table, as unsaved rows."""
        return [form.instance for form in self.filled]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this row out")


class ShareClasses(Table):
    once = "code"
    repeated = gettext_lazy("Two share classes have the same code.")


class Waterfall(Table):
    once = "target"
    repeated = gettext_lazy("Two rows go to the same place. Make one of them.")


ShareClassTable: Any = forms.formset_factory(ShareClassForm, formset=ShareClasses, extra=EMPTY_ROWS, can_delete=True)
WaterfallTable: Any = forms.formset_factory(WaterfallRowForm, formset=Waterfall, extra=EMPTY_ROWS, can_delete=True)


def usual_rows() -> list[dict[str, Any]]:
    """The rows that most charters have, without their parts."""
    found = []
    for target in WaterfallRow.ACCOUNTS:
        with override("en"):
            name_en = str(capfirst(target.label))  # now, and not when it is shown
        found.append({"target": target, "name": capfirst(target.label), "name_en": name_en})
    return found


class CharterForm(forms.ModelForm):
    """Stores through the services that draft and revise."""

    class Meta:
        model = Charter
        fields = ["bumm", *TERMS]
        field_classes = dict.fromkeys(["commission_bp", "redemption_liquidity_bp", "quorum_bp"], PercentField)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        charter = self.instance if self.instance.pk else None
        if charter:
            self.fields["bumm"].disabled = True
        classes, rows = (charter.share_classes.all(), charter.waterfall.all()) if charter else ([], [])
        initial = {"classes": [model_to_dict(row) for row in classes], "rows": [model_to_dict(row) for row in rows]}
        self.share_classes = ShareClassTable(data, prefix="classes", initial=initial["classes"])
        self.waterfall = WaterfallTable(data, prefix="rows", initial=initial["rows"] or usual_rows())

    @property
    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields of the terms under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in HEADINGS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not all([self.share_classes.is_valid(), self.waterfall.is_valid()]):
            raise ValidationError(_("Something in the tables below is not right yet."))
        try:
            refuse_tables(self.share_classes.rows(), self.waterfall.rows())
            if bumm := cleaned.get("bumm"):
                refuse_funds(bumm, self.waterfall.rows())
        except CharterRefusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned

    def save(self, commit: bool = True) -> Charter:
        tables = {"share_classes": self.share_classes.rows(), "waterfall": self.waterfall.rows()}
        terms = {name: self.cleaned_data[name] for name in TERMS}
        if self.instance.pk:
            self.instance = services.revise_charter(charter=self.instance, **tables, **terms)
        else:
            self.instance = services.draft_charter(bumm=self.cleaned_data["bumm"], **tables, **terms)
        return self.instance
