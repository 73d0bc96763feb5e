"""The chain: each entry's hash covers all that it says and the hash before it."""

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Content(NamedTuple):
    """All that the hash of an entry covers, beside the hash before it.

    `transfers` are (debit code, credit code, rupiah) in order; `evidence` is SHA-256 in hexadecimal, in any order.
    """

    book: str
    number: int
    kind: str
    reference: str
    effective_on: dt.date
    recorded_at: dt.datetime
    reverses: int | None
    transfers: Sequence[tuple[str, str, int]]
    evidence: Sequence[str]


def genesis(book: str) -> str:
    """What stands before a book's first entry: the hash of its code."""
    return hashlib.sha256(unicodedata.normalize("NFC", book).encode()).hexdigest()


def entry_hash(content: Content, previous: str) -> str:
    """SHA-256 of the entry as canonical JSON."""
    said = {
        "book": content.book,
        "number": content.number,
        "kind": content.kind,
        "reference": content.reference,
        "effective_on": content.effective_on.isoformat(),
        "recorded_at": moment(content.recorded_at),
        "reverses": content.reverses,
        "transfers": [list(transfer) for transfer in content.transfers],
        "evidence": sorted(content.evidence),
        "previous": previous,
    }
    return canonical_hash(said)


def canonical_hash(said: Mapping[str, Any]) -> str:
    """SHA-256 of what is said as canonical JSON: UTF-8 in NFC, keys sorted, no blanks."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def moment(at: dt.datetime) -> str:
    """A time in UTC to the microsecond, as a chain says it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
