"""Who owns a BUMM of the town: its register, with a row of each kind."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bumm.ledger.services import store_evidence
from bumm.people.services import party_of
from bumm.shares import services as shares
from tests.factories import BummFactory, HouseholdFactory, PersonFactory, issued


def ownership(place: str, colour: str) -> dict[str, Any]:
    """A share that was handed on, with proof, a certificate of it, and a wish for another. Strangers may verify that of
    Tipes."""
    bumm, on = BummFactory(place=place), dt.date(2013, 3, 1)
    home = HouseholdFactory(kelurahan=bumm.kelurahan)
    owner, heir = (party_of(PersonFactory(name=f"{name} {colour}", household=home)) for name in ("Pemilik", "Penerima"))
    share_class = shares.open_share_class(bumm=bumm, code="A", on=on)
    issued(share_class, {owner: 1}, on)
    proof = store_evidence(file=SimpleUploadedFile("alih.pdf", f"%PDF-1.4 alih {colour}".encode()), by=None)
    said = {"quantity": 1, "effective_on": on, "reference": "alih-1", "evidence": proof}
    event = shares.transfer_shares(share_class=share_class, giver=owner, taker=heir, **said)
    certificate = shares.write_certificate(share_class=share_class, party=heir, quantity=1, reference="1")
    if place == "tipes":
        shares.give_consent(certificate=certificate, on=certificate.issued_on, by=None)
    wish = {"quantity": 1, "price": 50_000, "requested_on": on}
    return {
        "shareclass": share_class.pk,
        "shareevent": event.pk,
        "subscription": shares.request_subscription(share_class=share_class, party=owner, **wish).pk,
        "party": owner.pk,
        "shareholder": heir.pk,
        "certificate": certificate.pk,
        "certificate_code": certificate.code,
    }
