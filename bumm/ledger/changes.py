"""What was changed in a journal between being returned and being submitted again, for who decides on it."""

import datetime as dt
from itertools import zip_longest
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.ledger.models import Evidence, Journal, JournalEvent
from bumm.money import format_rupiah


class Change(NamedTuple):
    """What was said before and what is said now, in words; empty where there was or is nothing."""

    what: str
    before: str
    after: str


def changes_since_last_submission(journal: Journal) -> list[Change] | None:
    """What differs between the last two submissions of a journal; None where it was submitted but once."""
    submitted = journal.events.filter(kind=JournalEvent.Kind.SUBMITTED).order_by("-pk")
    last: list[Any] = list(submitted.values_list("said", flat=True)[:2])
    if len(last) < 2:
        return None
    now, before = last
    return [change for change in _compared(before, now) if change.before != change.after]


def _compared(before: dict[str, Any], now: dict[str, Any]) -> list[Change]:
    days = (date_format(dt.date.fromisoformat(said["effective_on"])) for said in (before, now))
    lines = zip_longest(map(_in_words, before["lines"]), map(_in_words, now["lines"]), fillvalue="")
    names = dict(Evidence.objects.filter(pk__in=[*before["evidence"], *now["evidence"]]).values_list("pk", "name"))
    gone, come = (
        [names[key] for key in one["evidence"] if key not in other["evidence"]]
        for one, other in ((before, now), (now, before))
    )
    return [
        Change(_("Date"), *days),
        Change(_("What for"), before["description"], now["description"]),
        *(Change(_("Line {n}").format(n=n), *pair) for n, pair in enumerate(lines, 1)),
        Change(_("Evidence"), ", ".join(gone), ", ".join(come)),
    ]


def _in_words(line: tuple[str, str, int]) -> str:
    debit, credit, amount = line
    return _("{debit} on debit, {credit} on credit: {amount}").format(
        debit=debit, credit=credit, amount=format_rupiah(amount)
    )
