"""Forms of the office for people and groups. Each stores through one service.

Wagtail goes on with a form's `instance` once it is saved, so a service's new row is put there.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bumm.people import services
from bumm.people.exceptions import GradeRefused, PeopleRefusal
from bumm.people.models import Assignment, Bumm, Group, Membership, Person


class BummForm(forms.ModelForm):
    class Meta:
        model = Bumm
        fields = ["kelurahan", "name", "founded_on", "address", "postcode", "phone"]

    def save(self, commit: bool = True) -> Bumm:
        if self.instance.pk:
            return super().save(commit)
        self.instance = services.open_bumm(**self.cleaned_data)
        return self.instance


class GroupForm(forms.ModelForm):
    """A group's record. The selling BUMM is chosen once: moving a group to another also moves rights and books."""

    class Meta:
        model = Group
        fields = [
            "name",
            "slug",
            "kelurahan",
            "rt",
            "rw",
            "trade",
            "kind",
            "status",
            "grade",
            "selling_bumm",
            "founded_on",
            "phone",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["selling_bumm"].disabled = True
            self.fields["slug"].disabled = True
        else:
            del self.fields["grade"]

    def clean_grade(self) -> str:
        grade = str(self.cleaned_data["grade"])
        try:
            services.refuse_grade(group=self.instance, grade=grade)
        except GradeRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return grade

    def save(self, commit: bool = True) -> Group:
        if self.instance.pk:
            return super().save(commit)
        self.instance = services.create_group(**self.cleaned_data)
        return self.instance


class PersonForm(forms.ModelForm):
    nik = forms.CharField(
        label="NIK",
        required=False,
        max_length=30,
        help_text=_("Sixteen digits; stored encrypted and never shown whole. Empty leaves it as it is."),
    )

    class Meta:
        model = Person
        fields = ["name", "household", "occupation", "phone", "user"]

    def clean_nik(self) -> str:
        nik = str(self.cleaned_data["nik"])
        if nik:
            try:
                services.refuse_nik(nik=nik, person=self.instance)
            except PeopleRefusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        return nik

    def save(self, commit: bool = True) -> Person:
        nik = self.cleaned_data.pop("nik")
        if not self.instance.pk:
            self.instance = services.register_person(nik=nik, **self.cleaned_data)
            return self.instance
        person = super().save(commit)
        return services.set_nik(person=person, nik=nik) if nik else person


class WholeRowForm(forms.ModelForm):
    """Asks the constraints about the whole row; Django's form leaves out those that reach beyond its own fields."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                self.add_error(None, refusal.messages)


class MembershipForm(WholeRowForm):
    class Meta:
        model = Membership
        fields = ["group", "person", "office", "trade", "since"]

    def save(self, commit: bool = True) -> Membership:
        self.instance = services.join_group(**self.cleaned_data)
        return self.instance


class MembershipEndForm(WholeRowForm):
    """A membership is not edited, it ends; a change of office is a new one."""

    class Meta:
        model = Membership
        fields = ["until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].required = True
        self.fields["until"].help_text = _("The first day on which the resident is no longer a member.")

    def save(self, commit: bool = True) -> Membership:
        return services.leave_group(membership=self.instance, on=self.cleaned_data["until"])


class AssignmentForm(WholeRowForm):
    class Meta:
        model = Assignment
        fields = ["user", "role", "group", "bumm"]

    def save(self, commit: bool = True) -> Assignment:
        self.instance = services.assign(**self.cleaned_data)
        return self.instance


class AssignmentEndForm(forms.ModelForm):
    """A role is not edited, it is taken back."""

    end = forms.BooleanField(label=_("Take this role back now"))

    class Meta:
        model = Assignment
        fields: list[str] = []

    def save(self, commit: bool = True) -> Assignment:
        return services.end_assignment(assignment=self.instance)
