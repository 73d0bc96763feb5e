"""What is asked of people at each step of a run."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.charter.models import Meeting
from bumm.distribution.models import Distribution
from bumm.distribution.office import candidates
from bumm.ledger.office.proofs import ManyFilesInput
from bumm.ledger.statements.forms import DayField


class RunForm(forms.Form):
    """Knows the run that it is about."""

    def __init__(self, *args: Any, run: Distribution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run


class AnnounceForm(RunForm):
    announced_on = DayField(
        label=gettext_lazy("Announced on"),
        initial=timezone.localdate,
        help_text=gettext_lazy("The day from which everybody concerned could read it: on the notice board, for one."),
    )

    @property
    def until(self) -> dt.date:
        """Until when objections run if it is announced today."""
        return timezone.localdate() + dt.timedelta(days=self.run.charter.objection_days)


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{date_format(obj.held_on)}: {obj.get_kind_display()}, {obj.place}"


def meetings_for(run: Distribution) -> Any:
    """Those of the BUMM that can still take it on their agenda, after objections were taken."""
    rows = Meeting.objects.filter(bumm=run.bumm, roll_frozen_at=None).exclude(kind=Meeting.Kind.FOUNDING)
    return rows.filter(held_on__gt=run.objections_until).order_by("held_on", "pk")


class MeetingForm(RunForm):
    meeting = MeetingChoice(
        label=gettext_lazy("Meeting"),
        queryset=Meeting.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the meeting that is to decide.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings_for(self.run)  # type: ignore[attr-defined]


class ObjectionForm(RunForm):
    """Who objects is looked for by name; the names that were found are on offer in the next answer."""

    who = forms.CharField(
        label=gettext_lazy("Name to look for"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Holders of shares, groups, and members of groups."),
    )
    party = forms.ChoiceField(
        label=gettext_lazy("Who objects"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Look for the name, and choose who objects."),
            "invalid_choice": gettext_lazy("Look for the name, and choose who objects."),
        },
    )
    raised_on = DayField(label=gettext_lazy("Day"), initial=timezone.localdate)
    text = forms.CharField(
        label=gettext_lazy("Objection"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("In the words of who objects."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look_for(self.data.get("who", ""))

    def look_for(self, name: str) -> None:
        self.found = candidates.choices(self.run.bumm, name.strip()) if name.strip() else []
        self.fields["party"].choices = self.found  # type: ignore[attr-defined]

    @property
    def is_cut_off(self) -> bool:
        return len(self.found) == candidates.MOST


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=gettext_lazy("Is it right?"),
        choices=[("no", gettext_lazy("No: the distribution stays")), ("yes", gettext_lazy("Yes: it is void"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=gettext_lazy("If it is right: the distribution becomes void, and a new one has to be prepared. I know."),
        required=False,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Who objected reads this, and the meeting does."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("upheld") and not cleaned.get("sure"):
            raise ValidationError({"sure": _("Tick that you know that the distribution becomes void.")})
        return cleaned


class ReasonForm(RunForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Everybody concerned can read it."),
    )


class ReversalForm(ReasonForm):
    effective_on = DayField(
        label=gettext_lazy("Effective"),
        initial=timezone.localdate,
        help_text=gettext_lazy("A day in the open period of the book."),
    )
    proofs = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        widget=ManyFilesInput,
        help_text=gettext_lazy("PDF or picture, such as the minutes that decided it."),
    )
    field_order = ["effective_on", "reason", "proofs"]
