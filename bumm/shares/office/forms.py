"""What people choose to look at in a register: a day, what was known, and which holders."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bumm.ledger.statements.forms import DayField
from bumm.people.models import Bumm
from bumm.shares.holders import ORDERS, Point
from bumm.shares.selectors import LAST

KINDS = {
    "person": pgettext_lazy("holder", "resident"),
    "group": pgettext_lazy("holder", "group"),
    "kelurahan": pgettext_lazy("holder", "kelurahan"),
    "institution": pgettext_lazy("holder", "partner"),
}
SORTS = {
    "class": gettext_lazy("class, most shares first"),
    "name": gettext_lazy("name"),
    "-units": gettext_lazy("most shares first"),
    "units": gettext_lazy("fewest shares first"),
    "-nominal": gettext_lazy("highest nominal value first"),
}
KNOWN = "known_"  # before the code of a class


class RegisterForm(forms.Form):
    """Without a choice: today, as known today, all holders by class. Of each class by its code, up to which event."""

    on = DayField(label=gettext_lazy("As of"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Holders"), choices=[("", gettext_lazy("all")), *KINDS.items()], required=False
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Sorted by"), choices=SORTS.items(), required=False)

    def __init__(self, data: Any, *, bumm: Bumm, numbers: Mapping[str, int]) -> None:
        """`numbers` has the last event of each class."""
        super().__init__({"on": timezone.localdate().isoformat(), "sort": "class"} | data.dict())
        self.bumm, self.codes = bumm, list(numbers)
        for code, last in numbers.items():
            self.fields[KNOWN + code] = forms.IntegerField(
                label=_("Class {code}, up to event").format(code=code),
                help_text=_("The last one is {number}.").format(number=last),
                min_value=0,
                max_value=LAST,
                required=False,
            )

    def known(self) -> list[Any]:
        """The fields that say up to which event."""
        return [self[KNOWN + code] for code in self.codes]

    def others(self) -> list[Any]:
        return [self[name] for name in ("on", "kind", "name", "sort")]

    @property
    def point(self) -> Point:
        """Of a valid form."""
        asked = {code: self.cleaned_data[KNOWN + code] for code in self.codes}
        known = {code: number for code, number in asked.items() if number is not None}
        return Point(self.bumm, self.cleaned_data["on"], known)

    @property
    def wanted(self) -> dict[str, Any]:
        """Of a valid form, which holders in which order."""
        chosen = self.cleaned_data
        order = chosen["sort"] if chosen["sort"] in ORDERS else "class"
        return {"kind": chosen["kind"], "name": chosen["name"].strip(), "order": order}
