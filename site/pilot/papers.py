"""What proves the pilot's entries and meetings: drawn pictures, plainly of a pilot."""

import datetime as dt

import resvg_py
from django.core.files.uploadedfile import SimpleUploadedFile

from bumm.charter.models import Meeting, Motion
from bumm.ledger.models import Evidence
from bumm.ledger.services import store_evidence
from bumm.money import format_rupiah
from bumm.people.models import User

MINUTES = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 700" font-family="Plus Jakarta Sans, DejaVu Sans, sans-serif">
  <rect width="1000" height="700" fill="#fdfaf3"/>
  <rect x="60" y="60" width="880" height="6" fill="#5a2f16"/>
  <text x="60" y="140" font-size="40" fill="#2b1d13">Berita acara {kind}</text>
  <text x="60" y="200" font-size="30" fill="#2b1d13">{bumm}</text>
  <text x="60" y="280" font-size="24" fill="#2b1d13">{place}, {day}</text>
  <text x="60" y="330" font-size="24" fill="#2b1d13">Hadir {present} dari {invited} warga yang diundang.</text>
  <text x="60" y="380" font-size="24" fill="#2b1d13">{title}: {votes_for} setuju, {votes_against} tidak.</text>
  <text x="60" y="600" font-size="20" fill="#6b5a4a">Contoh untuk percontohan; nama dan angka rekaan.</text>
</svg>
"""


RECEIPT = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400" font-family="Plus Jakarta Sans, DejaVu Sans, sans-serif">
  <rect width="600" height="400" fill="#fdfaf3"/>
  <text x="40" y="80" font-size="36" fill="#2b1d13">Nota</text>
  <text x="40" y="160" font-size="24" fill="#2b1d13">{description}</text>
  <text x="40" y="210" font-size="24" fill="#2b1d13">{day}, {amount}</text>
  <text x="40" y="350" font-size="18" fill="#6b5a4a">Contoh untuk percontohan.</text>
</svg>
"""


def receipt(description: str, day: dt.date, amount: int, *, by: User | None) -> Evidence:
    return store_evidence(file=slip(description, day, amount), by=by)


def slip(description: str, day: dt.date, amount: int) -> SimpleUploadedFile:
    """As somebody took a picture of it."""
    said = {"description": description, "day": day.strftime("%d-%m-%Y"), "amount": format_rupiah(amount)}
    return _drawn("nota", RECEIPT.format(**said))


def minutes(meeting: Meeting, motion: Motion, present: int, invited: int) -> Evidence:
    said = {
        "kind": "musyawarah pendirian" if meeting.kind == Meeting.Kind.FOUNDING else "musyawarah tahunan",
        "title": "Anggaran dasar" if meeting.kind == Meeting.Kind.FOUNDING else motion.title,
        "bumm": meeting.bumm.name,
        "place": meeting.place,
        "day": meeting.held_on.strftime("%d-%m-%Y"),
        "present": present,
        "invited": invited,
        "votes_for": motion.votes_for,
        "votes_against": motion.votes_against,
    }
    return store_evidence(file=_drawn("berita-acara", MINUTES.format(**said)), by=None)


def _drawn(name: str, svg: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", bytes(resvg_py.svg_to_bytes(svg_string=svg)))
