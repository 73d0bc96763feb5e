"""Certificates: written of what is held, shown to strangers only while the holder agrees, and cancelled."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bumm.people.models import Party, User
from bumm.shares import exceptions as refusals
from bumm.shares import selectors
from bumm.shares.codes import new_code
from bumm.shares.models import Certificate, CertificateCancellation, CertificateConsent, ShareClass
from bumm.shares.services import register


@transaction.atomic
def write_certificate(*, share_class: ShareClass, party: Party, quantity: int, reference: str) -> Certificate:
    """Certify today that a party holds so many shares. The same reference again changes nothing.

    The party's earlier certificates of the class are void from now on. Raises NotAQuantity, NotHeld (fewer than that,
    or none) or ReferenceTaken.
    """
    locked = register.locked(share_class)
    if standing := Certificate.objects.filter(share_class=locked, reference=reference).first():
        if (standing.party_id, standing.quantity) != (party.pk, quantity):
            raise refusals.ReferenceTaken(reference)
        return standing
    if quantity < 1:
        raise refusals.NotAQuantity(quantity)
    today, known_at = timezone.localdate(), selectors.last_number(locked)
    held = selectors.holding_of(locked, party, as_of=today, known_at=known_at)
    if quantity > held:
        raise refusals.NotHeld(party, held)
    last = Certificate.objects.filter(share_class=locked).aggregate(last=Max("number"))["last"] or 0
    return Certificate.objects.create(
        share_class=locked,
        number=last + 1,
        party=party,
        quantity=quantity,
        known_at=known_at,
        issued_on=today,
        code=new_code(),
        reference=reference,
    )


def give_consent(*, certificate: Certificate, on: dt.date, by: User | None) -> CertificateConsent | None:
    """Record that the holder lets strangers verify the certificate. Where that stands already, nothing changes.

    Raises NotToCome, or BeforeCertificate for a day before it was written.
    """
    return _say(certificate, True, on, by)


def withdraw_consent(*, certificate: Certificate, on: dt.date, by: User | None) -> CertificateConsent | None:
    """Record that strangers may verify the certificate no longer. As `give_consent()`."""
    return _say(certificate, False, on, by)


@transaction.atomic
def _say(certificate: Certificate, is_given: bool, on: dt.date, by: User | None) -> CertificateConsent | None:
    register.locked(certificate.share_class)
    _refuse_day(certificate, on)
    latest = certificate.consents.order_by("-pk").first()
    if (latest.is_given if latest else False) == is_given:
        return latest
    return CertificateConsent.objects.create(
        certificate=certificate, is_given=is_given, consented_on=on, recorded_by=by
    )


@transaction.atomic
def cancel_certificate(*, certificate: Certificate, reason: str, by: User | None) -> CertificateCancellation:
    """Take a certificate back today, for a reason. Once cancelled it stays so. Raises CertificateVoid."""
    register.locked(certificate.share_class)
    if Certificate.objects.with_state().get(pk=certificate.pk).void_on:
        raise refusals.CertificateVoid(certificate.number)
    cancellation = CertificateCancellation(
        certificate=certificate, cancelled_on=timezone.localdate(), reason=reason, recorded_by=by
    )
    cancellation.full_clean()
    cancellation.save()
    return cancellation


def _refuse_day(certificate: Certificate, on: dt.date) -> None:
    if on > timezone.localdate():
        raise refusals.NotToCome(on)
    if on < certificate.issued_on:
        raise refusals.BeforeCertificate(certificate.issued_on)
