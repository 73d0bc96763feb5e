"""Paying a BUMM of the town out: a posted run of a few rupiah, with batches in every state that a screen is about."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bumm.charter import services as charters
from bumm.distribution import services as distribution
from bumm.distribution.models import Distribution
from bumm.ledger.services import store_evidence
from bumm.people.models import Bumm, Party, User
from bumm.people.services import party_of
from bumm.shares import services as shares
from tests.factories import HouseholdFactory, MeetingFactory, PersonFactory, UserFactory, issued


def founders(bumm: Bumm, colour: str, on: dt.date) -> None:
    """A share each for three residents, whose names have the colour."""
    home = HouseholdFactory(kelurahan=bumm.kelurahan)
    names = [f"Pendiri {n} {colour}" for n in ("satu", "dua", "tiga")]
    owners = [party_of(PersonFactory(name=name, household=home, nik="")) for name in names]
    issued(shares.open_share_class(bumm=bumm, code="A", on=on), dict.fromkeys(owners, 1), on)


def payouts(bumm: Bumm, colour: str, draft: Distribution) -> dict[str, Any]:
    """Of 6 rupiah the owners get 3: one to each founder."""
    clerk, approver = UserFactory(), UserFactory()
    run = _posted(bumm, draft, approver)
    first, second, last = Party.objects.filter(allocations__pool__part__distribution=run).order_by("pk")
    batches = []
    for number, (party, method) in enumerate([(first, "bank"), (second, "bank"), (last, "cash")], 1):
        if method == "bank":
            account = {"bank": "Bank", "number": f"90000{number}", "name": f"Rekening {colour}"}
            row = distribution.record_bank_account(party=party, by=clerk, **account)
        batch = distribution.prepare_batch(distribution=run, number=number, method=method, by=clerk)
        batches.append(batch if number == 2 else distribution.approve_batch(batch=batch, by=approver))
    to_bank, waiting, in_cash = batches
    return {
        "distribution_posted": run.pk,
        "payee": last.pk,
        "bankaccount": row.pk,
        "paymentbatch": in_cash.pk,
        "batch_to_bank": to_bank.pk,
        "batch_waiting": waiting.pk,
        "payment": in_cash.payments.get().pk,
    }


def _posted(bumm: Bumm, draft: Distribution, approver: User) -> Distribution:
    run = distribution.announce_distribution(distribution=draft, announced_on=dt.date(2013, 1, 20))
    meeting = MeetingFactory(bumm=bumm, kind="annual", held_on=dt.date(2013, 2, 15))
    run = distribution.put_to_meeting(distribution=run, meeting=meeting)
    charters.fill_roll(meeting=meeting, weights={party_of(bumm.selling_groups.order_by("pk")[0]): 1})
    charters.freeze_roll(meeting=meeting)
    voters = list(meeting.voters.all())
    charters.mark_attendance(meeting=meeting, present=voters)
    charters.record_votes(motion=meeting.motions.get(), votes=dict.fromkeys(voters, "for"))
    minutes = SimpleUploadedFile("notulen.pdf", f"%PDF-1.4 bagi hasil {bumm.pk}".encode())
    charters.close_meeting(meeting=meeting, minutes=store_evidence(file=minutes, by=None), by=None)
    return distribution.approve_distribution(distribution=Distribution.objects.get(pk=run.pk), by=approver)
