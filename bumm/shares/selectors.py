"""Reads of the register: terms of the day, who holds what, what is over a cap, and who stands behind a group."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.fields import DecimalField
from django.db.models.functions import Cast

from bumm.charter.models import CharterShareClass
from bumm.charter.percent import WHOLE
from bumm.charter.selectors import charter_in_force
from bumm.ledger.models import Book
from bumm.ledger.selectors import balance_of
from bumm.people.models import Bumm, Party, Person
from bumm.people.selectors import current_memberships
from bumm.shares.accounts import CAPITAL
from bumm.shares.models import ShareClass, ShareEvent

# Who held how many shares of a class at the end of a day, by the events up to a number: a row a holder. The same day
# and number are answered alike forever, because events are only ever added.
HOLDINGS = """
SELECT party, sum(units)::bigint AS units
FROM (
    SELECT taker_id AS party, quantity AS units FROM shares_shareevent
    WHERE share_class_id = %(share_class)s AND effective_on <= %(as_of)s AND number <= %(known_at)s
        AND taker_id IS NOT NULL
    UNION ALL
    SELECT giver_id, -quantity FROM shares_shareevent
    WHERE share_class_id = %(share_class)s AND effective_on <= %(as_of)s AND number <= %(known_at)s
        AND giver_id IS NOT NULL
) AS moved
GROUP BY party HAVING sum(units) <> 0
"""
LAST = 2**31 - 1  # no number is above it
ISSUED, REDEEMED = Q(giver=None), Q(taker=None)
OF_THE_TOTAL = ISSUED | REDEEMED  # events that change how many shares there are


def terms_of(share_class: ShareClass, on: dt.date) -> CharterShareClass | None:
    """What the charter in force on a day says of a class; None on a day without a charter that has it."""
    charter = charter_in_force(share_class.bumm_id, on)
    return charter.share_classes.filter(code=share_class.code).first() if charter else None


def may_hold(terms: CharterShareClass, party: Party, bumm: Bumm) -> bool:
    """Whether a class is for parties of this kind; of the kelurahan it is for the BUMM's own only."""
    if party.person_id:
        return terms.for_persons
    if party.group_id:
        return terms.for_groups
    if party.institution_id:
        return terms.for_institutions
    return terms.for_kelurahan and party.kelurahan_id == bumm.kelurahan_id


def last_number(share_class: ShareClass) -> int:
    """The number of the class's latest event: what "as known now" means."""
    return ShareEvent.objects.filter(share_class=share_class).aggregate(last=Max("number"))["last"] or 0


def holdings(share_class: ShareClass, *, as_of: dt.date, known_at: int | None = None) -> dict[int, int]:
    """Who held how many shares at the end of a day, by party key, by the events up to a number (by default all)."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDINGS, _point(share_class, as_of, known_at))
        return dict(cursor.fetchall())


def holding_of(share_class: ShareClass, party: Party, *, as_of: dt.date, known_at: int | None = None) -> int:
    """How many shares of a class one party held at the end of a day, by the events up to a number (by default all)."""
    events = _known(share_class, as_of, known_at).filter(Q(taker=party) | Q(giver=party))
    return _difference(events, Q(taker=party), Q(giver=party), F("quantity"))


def register_of(
    bumm: Bumm, *, as_of: dt.date, known_at: Mapping[str, int] | None = None
) -> dict[ShareClass, dict[int, int]]:
    """`holdings()` of every class of a BUMM. `known_at` has an event number for each class by its code."""
    numbers = known_at or {}
    classes = ShareClass.objects.filter(bumm=bumm).order_by("code")
    return {each: holdings(each, as_of=as_of, known_at=numbers.get(each.code)) for each in classes}


def issued(share_class: ShareClass, *, as_of: dt.date, known_at: int | None = None) -> int:
    """How many shares of a class there were at the end of a day: given out and not redeemed."""
    return _difference(_known(share_class, as_of, known_at).filter(OF_THE_TOTAL), ISSUED, REDEEMED, F("quantity"))


def capital(bumm: Bumm | int, *, as_of: dt.date = dt.date.max) -> int:
    """Par times shares of all classes at the end of a day, by default of all days, in rupiah: what stands on the
    account of paid-in capital."""
    events = ShareEvent.objects.filter(OF_THE_TOTAL, share_class__bumm=bumm, effective_on__lte=as_of)
    nominal = Cast("par", DecimalField(max_digits=30, decimal_places=0)) * F("quantity")
    return _difference(events, ISSUED, REDEEMED, nominal)


def paid_in(book: Book, *, as_of: dt.date = dt.date.max) -> int:
    """What stands on the book's account of paid-in capital at the end of a day, by default of all days, in rupiah."""
    return balance_of(book, CAPITAL, as_of)


class Breach(NamedTuple):
    """A cap that does not hold on a day: of one party, or of a class in all where there is none. In shares."""

    share_class: ShareClass
    party: Party | None
    units: int
    most: int


def breaches(bumm: Bumm, on: dt.date) -> list[Breach]:
    """What is over a cap on a day: by inheritance, by others' redemption, by a correction, or by a new charter."""
    found = []
    for share_class, held in register_of(bumm, as_of=on).items():
        if not (terms := terms_of(share_class, on)):
            continue
        total = sum(held.values())
        if terms.most_units and total > terms.most_units:
            found.append(Breach(share_class, None, total, terms.most_units))
        if most := holder_cap(terms, total):
            over = {key: units for key, units in held.items() if units > most}
            parties = Party.objects.in_bulk(over)
            found += [Breach(share_class, parties[key], over[key], most) for key in sorted(over)]
    return found


def holder_cap(terms: CharterShareClass, total: int) -> int:
    """The most shares that one may hold of a class with so many; 0 while no cap binds.

    A cap is a part of `most_units` where the charter says that, otherwise of the shares there are. It binds from where
    it allows a holder one share at least: of 5%, from twenty shares on. Before, nobody could keep it.
    """
    return (terms.holder_cap_bp or 0) * (terms.most_units or total) // WHOLE


def members_behind(party: Party, on: dt.date) -> list[Person]:
    """For whom a group holds: its members on a day. Other parties hold for themselves, and for nobody else."""
    if not party.group:
        return []
    return [membership.person for membership in current_memberships(party.group, on)]


def _point(share_class: ShareClass, as_of: dt.date, known_at: int | None) -> dict[str, Any]:
    return {"share_class": share_class.pk, "as_of": as_of, "known_at": LAST if known_at is None else known_at}


def _known(share_class: ShareClass, as_of: dt.date, known_at: int | None) -> QuerySet[ShareEvent]:
    number = LAST if known_at is None else known_at
    return ShareEvent.objects.filter(share_class=share_class, effective_on__lte=as_of, number__lte=number)


def _difference(events: QuerySet[ShareEvent], added: Q, taken: Q, of: Any) -> int:
    """What the first condition adds up to, less what the second does."""
    sums = events.aggregate(added=Sum(of, filter=added), taken=Sum(of, filter=taken))
    return int(sums["added"] or 0) - int(sums["taken"] or 0)
