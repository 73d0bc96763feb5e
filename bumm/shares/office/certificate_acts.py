"""What is done with certificates: written, shown to strangers or not, cancelled."""

import uuid
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from bumm.people.acts import Act
from bumm.people.models import Party
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.models import Certificate, ShareClass
from bumm.shares.models.events import LARGEST_QUANTITY
from bumm.shares.office.records import names_of
from bumm.shares.selectors import holding_of


class WriteForm(forms.Form):
    quantity = forms.IntegerField(label=gettext_lazy("Shares"), min_value=1, max_value=LARGEST_QUANTITY)
    reference = forms.CharField(max_length=80, widget=forms.HiddenInput)


class DayForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Day"), widget=AdminDateInput)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("For those who keep and check the register; strangers do not see it."),
    )


class OfShares(Act):
    refusals = (refusals.ShareRefusal,)


class WriteCertificate(OfShares):
    """Of what one party holds of a class; what the party does not hold cannot be asked for."""

    needs = "certify"
    form_class = WriteForm
    template_name = "bumm/shares/office/write_certificate.html"
    page_title = gettext_lazy("Write a certificate")
    button = gettext_lazy("Write the certificate")
    done = gettext_lazy("The certificate is written. Print it and hand it over.")

    def get_record(self, **kwargs: Any) -> ShareClass:
        share_class = get_object_or_404(ShareClass.objects.select_related("bumm"), pk=kwargs["class_id"])
        names = [name.removeprefix("party__") for name in names_of("party")]
        self.party = get_object_or_404(Party.objects.select_related(*names), pk=kwargs["party_id"])
        self.held = holding_of(share_class, self.party, as_of=timezone.localdate())
        if not self.held:
            raise Http404
        return share_class

    @property
    def question(self) -> str:
        text = _("{party} holds {held} shares of this class today. An earlier certificate of theirs becomes void.")
        return text.format(party=self.party, held=number_format(self.held, force_grouping=True))

    def get_initial(self) -> dict[str, Any]:
        return {"quantity": self.held, "reference": f"office:{uuid.uuid4()}"}

    def perform(self, form: Any) -> Certificate:
        return services.write_certificate(share_class=self.object, party=self.party, **form.cleaned_data)

    def record(self, found: Certificate) -> None:
        self.object = found
        super().record(found)

    log_action = "wagtail.create"

    def inspect_url(self) -> str:
        if isinstance(self.object, Certificate):
            return super().inspect_url()
        return reverse("register:party", args=[self.party.pk])


class OfCertificate(OfShares):
    model = Certificate
    related = ["share_class__bumm", *names_of("party")]


class GiveConsent(OfCertificate):
    form_class = DayForm
    page_title = gettext_lazy("The holder agrees")
    question = gettext_lazy(
        "Whoever has the code then sees on the public site: BUMM, class, number of shares, whether the certificate"
        " holds, and of a resident’s name only the first letters. Ask the holder first; they may change their mind."
    )
    button = gettext_lazy("Record that the holder agrees")
    done = gettext_lazy("The certificate may be verified now.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def perform(self, form: Any) -> Any:
        return services.give_consent(certificate=self.object, by=self.user, **form.cleaned_data)


class WithdrawConsent(GiveConsent):
    page_title = gettext_lazy("The holder no longer agrees")
    question = gettext_lazy("The public site then shows nothing of this certificate any more.")
    button = gettext_lazy("Record that the holder no longer agrees")
    done = gettext_lazy("The certificate is no longer shown to strangers.")

    def perform(self, form: Any) -> Any:
        return services.withdraw_consent(certificate=self.object, by=self.user, **form.cleaned_data)


class CancelCertificate(OfCertificate):
    form_class = CancelForm
    page_title = pgettext_lazy("certificate", "Cancel")
    question = gettext_lazy(
        "The certificate becomes void today. The shares stay with their holder. This cannot be undone."
    )
    button = gettext_lazy("Cancel the certificate")
    done = gettext_lazy("The certificate is cancelled.")
    irreversible = True

    def refuse(self) -> None:
        if Certificate.objects.with_state().get(pk=self.object.pk).void_on:
            raise refusals.CertificateVoid(self.object.number)

    def perform(self, form: Any) -> Any:
        return services.cancel_certificate(certificate=self.object, by=self.user, **form.cleaned_data)
