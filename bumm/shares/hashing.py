"""The chain of a class's events: each hash covers all that the event says and the hash before it."""

import datetime as dt
import hashlib
from typing import NamedTuple

from bumm.ledger.hashing import canonical_hash, moment


class Content(NamedTuple):
    """All that the hash of an event covers, beside the hash before it. Parties are keys, never names."""

    kelurahan: str
    code: str
    number: int
    kind: str
    reference: str
    effective_on: dt.date
    recorded_at: dt.datetime
    giver: int | None
    taker: int | None
    quantity: int
    par: int
    corrects: int | None
    evidence: str | None
    entry: int | None


def genesis(kelurahan: str, code: str) -> str:
    """What stands before a class's first event: the hash of its kelurahan's code and its own, as `33.72.01.1001/A`."""
    return hashlib.sha256(f"{kelurahan}/{code}".encode()).hexdigest()


def event_hash(content: Content, previous: str) -> str:
    """SHA-256 of the event as canonical JSON. `corrects` and `entry` are numbers, in the class and in the book."""
    said = content._asdict() | {
        "effective_on": content.effective_on.isoformat(),
        "recorded_at": moment(content.recorded_at),
        "previous": previous,
    }
    return canonical_hash(said)
