"""What a buyer types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from catalog.orders.models import Checkout, Complaint, Way
from catalog.orders.quoting import Destination


class DetailsForm(forms.ModelForm[Checkout]):
    """Who wants it, and where it is to go: eight fields at most, all of which can be read again."""

    phone = PhoneNumberField(
        label=_("WhatsApp number"),
        help_text=_("Such as 0812-3456-7890. The seller writes to you here."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that my data are used to bring this order about."),
        help_text=_("The seller and the groups that pack see them. Nobody else does, and you can have them erased."),
        error_messages={"required": _("Without this the order cannot be handled.")},
    )

    class Meta:
        model = Checkout
        fields = ["name", "phone", "email", "address", "postcode", "note"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "maxlength": 5}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "email": _("For the receipt. Not needed."),
            "address": _("Street and number, RT/RW, kelurahan, a landmark; beyond Surakarta also the town."),
            "note": _("Colour, a card, when you are at home."),
        }

    def __init__(self, destination: Destination, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        if destination.way == Way.PICKUP:
            del self.fields["address"], self.fields["postcode"]
        else:
            self.fields["address"].required = True

    def typed(self) -> dict[str, str]:
        """As it was typed, to be kept until the order is sent off."""
        return {name: self.data.get(name, "")[:1_000] for name in self.fields}


class ComplaintForm(forms.ModelForm[Complaint]):
    class Meta:
        model = Complaint
        fields = ["kind", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}


class FindForm(forms.Form):
    """An order by what stands on its message and the phone that ordered it."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "placeholder": "JL-000123"}),
    )
    phone = PhoneNumberField(
        label=_("WhatsApp number"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
