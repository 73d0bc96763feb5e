"""Every change to charters and meetings. Each function is one transaction.

Whoever adopts or numbers something locks its BUMM, and then the meeting; whoever changes a meeting locks that.
"""

from bumm.charter.services.charters import copy_charter, discard_charter, draft_charter, revise_charter
from bumm.charter.services.decisions import close_meeting, mark_attendance, record_votes
from bumm.charter.services.meetings import (
    add_motion,
    call_meeting,
    cancel_meeting,
    change_meeting,
    fill_roll,
    freeze_roll,
    withdraw_motion,
)

__all__ = [
    "add_motion",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "close_meeting",
    "copy_charter",
    "discard_charter",
    "draft_charter",
    "fill_roll",
    "freeze_roll",
    "mark_attendance",
    "record_votes",
    "revise_charter",
    "withdraw_motion",
]
