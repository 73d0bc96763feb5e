"""The register that a BUMM brings with it, once, beside the opening balances of its book."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from bumm.people.models import Bumm, Party
from bumm.shares import exceptions as refusals
from bumm.shares import limits, selectors
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.services import register
from bumm.shares.services.register import Draft


class OpeningRow(NamedTuple):
    """Shares that a party has held since a day. `where` names the row in a refusal, such as `line 3`."""

    where: str
    code: str
    party: Party
    quantity: int
    since: dt.date


@transaction.atomic
def open_register(*, bumm: Bumm, rows: Sequence[OpeningRow]) -> list[ShareEvent]:
    """Bring shares into an empty register, all or none. Their capital is in the book already, so they post nothing.

    Caps are looked at once all are there. Raises UnreadableRegister with every row that the charter or the calendar
    does not allow, RegisterBegun, NoBook, CapitalDiffers, TooManyShares or OverCap.
    """
    if ShareEvent.objects.filter(share_class__bumm=bumm).exists():
        raise refusals.RegisterBegun
    _refuse_rows(bumm, rows)
    events = []
    for code in sorted({row.code for row in rows}):
        events += _bring_in(bumm, code, [row for row in rows if row.code == code])
    register_says, book_says = selectors.capital(bumm), selectors.paid_in(register.book_of(bumm))
    if register_says != book_says:
        raise refusals.CapitalDiffers(register_says, book_says)
    return events


def _refuse_rows(bumm: Bumm, rows: Sequence[OpeningRow]) -> None:
    """Raises UnreadableRegister with what is wrong with each row on its own."""
    faults = []
    for row in rows:
        try:
            share_class = ShareClass(bumm=bumm, code=row.code)
            terms = register.terms_for(share_class, row.since)
            register.refuse_nonsense(_draft(row, 1), terms.par)
            register.refuse_holder(share_class, terms, row.party)
        except refusals.ShareRefusal as refusal:
            faults.append(f"{row.where}: {refusal}")
    if faults:
        raise refusals.UnreadableRegister(faults)


def _bring_in(bumm: Bumm, code: str, rows: Sequence[OpeningRow]) -> list[ShareEvent]:
    latest = max(row.since for row in rows)
    share_class = register.locked(register.open_share_class(bumm=bumm, code=code, on=latest))
    if register.par_at_issue(share_class):
        raise refusals.RegisterBegun
    terms = register.terms_for(share_class, latest)
    drafts = [_draft(row, number) for number, row in enumerate(rows, 1)]
    events = register.append(share_class, terms.par, drafts)
    limits.refuse_too_many(share_class, terms, latest)
    limits.refuse_over_cap(share_class, terms, {row.party.pk for row in rows}, latest)
    return events


def _draft(row: OpeningRow, number: int) -> Draft:
    return Draft(ShareEvent.Kind.ISSUE, f"opening:{number}", row.since, None, row.party, row.quantity)
