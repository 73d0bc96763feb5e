"""What a visitor fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.mail import mail_managers
from django.utils.translation import gettext_lazy as _

from home.models import ContactMessage


class ContactForm(forms.ModelForm):
    # People leave it empty because they do not see it; machines fill in whatever they find.
    website = forms.CharField(required=False, label=_("Leave this empty"))

    class Meta:
        model = ContactMessage
        fields = ["name", "reach", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def send(self) -> None:
        """Store the message and tell the managers. A message from a machine is dropped without a word."""
        if self.cleaned_data["website"]:
            return
        message: Any = self.save()
        mail_managers(f"{settings.SITE_NAME}: {message.name}", f"{message.text}\n\n{message.reach}", fail_silently=True)
