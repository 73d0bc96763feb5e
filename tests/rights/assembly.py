"""What a BUMM of the town has decided and is about to: its charters, and meetings in every state."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bumm.charter import services
from bumm.charter.models import Charter, Meeting
from bumm.ledger.services import store_evidence
from bumm.people.models import Bumm, Party
from tests.factories import CharterFactory, MeetingFactory


def found(bumm: Bumm, colour: str, voter: Party) -> None:
    """Hold the founding meeting, unless that is done, and draft the next charter."""
    if bumm.charters.exists():
        return
    charter = CharterFactory(bumm=bumm, title=f"AD/ART {colour}")
    founding = MeetingFactory(bumm=bumm, held_on=dt.date(2010, 2, 10), place=f"Balai {colour}")
    adoption = {"effect": "adopt_charter", "charter": charter, "in_force_from": founding.held_on}
    _attended(founding, voter, title=f"Menerima AD/ART {colour}", **adoption)
    motion = founding.motions.get()
    services.record_votes(motion=motion, votes=dict.fromkeys(founding.voters.all(), "for"))
    signed = SimpleUploadedFile(f"notulen-{colour}.pdf", f"%PDF-1.4 {colour}".encode())
    services.close_meeting(meeting=founding, minutes=store_evidence(file=signed, by=None), by=None)
    charter.refresh_from_db()
    _draft_next(charter, colour)


def assembly(bumm: Bumm, colour: str, voter: Party) -> dict[str, Any]:
    """Of a BUMM that was founded and has decided on a distribution: a meeting under way, and one that is called."""
    for held_on in (dt.date(2014, 3, 1), dt.date(2014, 9, 1)):
        meeting = MeetingFactory(bumm=bumm, kind="annual", held_on=held_on, place=f"Balai {colour}")
        if held_on.month == 3:
            _attended(meeting, voter, title=f"Usul {colour}")
        else:
            services.add_motion(meeting=meeting, title=f"Usul {colour}", text="Diputuskan.")
            services.fill_roll(meeting=meeting, weights={voter: 1})
    adopted, draft = bumm.charters.adopted().get(), bumm.charters.drafts().get()
    founding, _decided, under_way, called = bumm.meetings.order_by("held_on")
    return {
        "charter": adopted.pk,
        "charter_draft": draft.pk,
        "resolution": adopted.resolution_id,
        "meeting": called.pk,
        "motion": called.motions.get().pk,
        "meeting_under_way": under_way.pk,
        "motion_asked": under_way.motions.get().pk,
        "meeting_closed": founding.pk,
    }


def _draft_next(charter: Charter, colour: str) -> None:
    draft = services.copy_charter(charter=charter)
    Charter.objects.filter(pk=draft.pk).update(title=f"Rancangan {colour}")


def _attended(meeting: Meeting, voter: Party, **motion: Any) -> None:
    services.add_motion(meeting=meeting, text="Diputuskan.", **motion)
    services.fill_roll(meeting=meeting, weights={voter: 1})
    services.freeze_roll(meeting=meeting)
    services.mark_attendance(meeting=meeting, present=meeting.voters.all())
