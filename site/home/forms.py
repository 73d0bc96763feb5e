"""What a visitor fills in."""

from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import mail_managers
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from home.models import ContactMessage


def is_phone(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, settings.PHONENUMBER_DEFAULT_REGION))
    except phonenumbers.NumberParseException:
        return False


class AnswerForm(forms.ModelForm):
    """A message as it came, and whether it is answered."""

    class Meta:
        model = ContactMessage
        fields = ["name", "reach", "text", "answered"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "reach", "text"):
            self.fields[name].disabled = True


class ContactForm(forms.ModelForm):
    # People leave it empty because they do not see it; machines fill in whatever they find.
    website = forms.CharField(required=False, label=_("Leave this empty"))

    class Meta:
        model = ContactMessage
        fields = ["name", "reach", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def clean_reach(self) -> str:
        """An e-mail address or a phone number: something that an answer can be sent to."""
        reach = str(self.cleaned_data["reach"]).strip()
        if "@" in reach:
            validate_email(reach)
        elif not is_phone(reach):
            raise ValidationError(_("Write a WhatsApp number or an e-mail address that we can answer to."))
        return reach

    def send(self) -> None:
        """Store the message and tell the managers. A message from a machine is dropped without a word."""
        if self.cleaned_data["website"]:
            return
        message: Any = self.save()
        mail_managers(f"{settings.SITE_NAME}: {message.name}", f"{message.text}\n\n{message.reach}", fail_silently=True)
