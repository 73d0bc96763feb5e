"""Forms of a meeting, from its invitation to its minutes. What they hold a service stores."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumm.charter import selectors, services
from bumm.charter.exceptions import CharterRefusal
from bumm.charter.models import Charter, Meeting, Motion, Vote, Voter
from bumm.people.models import Group, Party, Person, User
from bumm.people.services import party_of


class MeetingForm(forms.ModelForm):
    """Calls a meeting, or changes it as long as its roll is not frozen."""

    class Meta:
        model = Meeting
        fields = ["bumm", "kind", "held_on", "starts_at", "place", "invited_on", "notice"]
        widgets = {
            "held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "invited_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if self.instance.pk:
            self.fields["bumm"].disabled = True
        else:
            self.fields["bumm"].queryset = selectors.bumm_run_by(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            asked = Meeting(pk=self.instance.pk, **cleaned)
            try:
                services.meetings.refuse_meeting(asked)
            except CharterRefusal as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    def save(self, commit: bool = True) -> Meeting:
        if self.instance.pk:
            self.instance = services.change_meeting(meeting=self.instance, **self.cleaned_data)
        else:
            self.instance = services.call_meeting(by=self.user, **self.cleaned_data)
        return self.instance


class MotionForm(forms.ModelForm):
    class Meta:
        model = Motion
        fields = ["title", "text", "effect", "charter", "in_force_from", "reopen_back_to"]
        widgets = {
            "in_force_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reopen_back_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = Charter.objects.drafts().filter(bumm=meeting.bumm).select_related("bumm")
        self.fields["charter"].queryset = drafts  # type: ignore[attr-defined]
        self.fields["charter"].help_text = _("For a motion that adopts one.")
        self.fields["in_force_from"].help_text = _("The first day of the new charter; not before the meeting.")

    def clean(self) -> dict[str, Any]:
        """Keep of the fields those that the effect has use for, and want the ones that it needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        adopts = cleaned.get("effect") == Motion.Effect.ADOPT_CHARTER
        for name in ("charter", "in_force_from"):
            if not adopts:
                cleaned[name] = None
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("A motion that adopts a charter says which, and from which day."))
        if cleaned.get("effect") != Motion.Effect.REOPEN_PERIOD:
            cleaned["reopen_back_to"] = None
        return cleaned


class RollForm(forms.Form):
    """Who stands on the roll of a meeting that counts heads."""

    residents = forms.MultipleChoiceField(
        label=_("Residents of the kelurahan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups of the BUMM"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners: dict[str, dict[str, Person | Group]] = {
            "residents": {str(person.pk): person for person in selectors.residents_of(meeting.bumm)},
            "groups": {str(group.pk): group for group in selectors.groups_of(meeting.bumm)},
        }
        if meeting.kind == Meeting.Kind.FOUNDING:
            del self.fields["groups"]
        on_roll = list(Party.objects.filter(pk__in=meeting.voters.values("party")))
        chosen = {
            "residents": {str(party.person_id) for party in on_roll},
            "groups": {str(party.group_id) for party in on_roll},
        }
        for name, field in self.fields.items():
            everyone = self.owners[name]
            field.choices = [(key, self._named(owner)) for key, owner in everyone.items()]  # type: ignore[attr-defined]
            field.initial = sorted(chosen[name] & everyone.keys()) if on_roll else list(everyone)

    @staticmethod
    def _named(owner: Person | Group) -> str:
        if isinstance(owner, Person) and owner.household:
            return f"{owner.name} (RT {owner.household.rt}/RW {owner.household.rw})"
        return owner.name

    def weights(self) -> dict[Party, int]:
        """Of a valid form: one vote for each."""
        return {party_of(self.owners[name][key]): 1 for name in self.fields for key in self.cleaned_data[name]}


def named_voters(meeting: Meeting) -> list[Voter]:
    """The roll with what names are read from, in alphabetical order."""
    return sorted(meeting.voters.select_related(*selectors.NAMES), key=str)


class AttendanceForm(forms.Form):
    present = forms.MultipleChoiceField(label=_("Who is present"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters = {str(voter.pk): voter for voter in named_voters(meeting)}
        self.fields["present"].choices = [(key, str(voter)) for key, voter in self.voters.items()]  # type: ignore[attr-defined]
        self.fields["present"].initial = [key for key, voter in self.voters.items() if voter.attended]

    def chosen(self) -> list[Voter]:
        return [self.voters[key] for key in self.cleaned_data["present"]]


class VotesForm(forms.Form):
    """How those present voted: all alike, but for the exceptions. Nothing is chosen beforehand: votes stay."""

    everyone = forms.ChoiceField(
        label=_("Everyone present voted"), choices=Vote.Choice.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters = {f"voter-{voter.pk}": voter for voter in named_voters(meeting) if voter.attended}
        choices = [("", _("as everyone")), *Vote.Choice.choices]
        for name, voter in self.voters.items():
            self.fields[name] = forms.ChoiceField(label=str(voter), choices=choices, required=False)

    @property
    def exceptions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.voters]

    def votes(self) -> dict[Voter, str]:
        everyone = self.cleaned_data["everyone"]
        return {voter: self.cleaned_data[name] or everyone for name, voter in self.voters.items()}


class MinutesForm(forms.Form):
    minutes = forms.FileField(label=_("Signed minutes"), help_text=_("A PDF or a photo of the signed document."))
    final = forms.BooleanField(label=_("The meeting is over, and what it decided takes effect now."))
