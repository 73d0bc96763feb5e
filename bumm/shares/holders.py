"""The register as a table: who holds what of a BUMM's classes on a day, by name, and what each class comes to.

As `selectors.holdings()`, but with names, filtered, sorted and a page at a time by the database, whatever there is.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Min, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from bumm.charter.percent import WHOLE
from bumm.people.models import Bumm, Membership
from bumm.people.selectors import running_on
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.selectors import LAST

# Every way to write a holder's shares down, of all classes of a BUMM; a class knows events up to a number.
HELD = """
WITH known AS (
    SELECT class.id, class.code, coalesce(asked.number, %(last)s) AS number
    FROM shares_shareclass class
    LEFT JOIN unnest(%(codes)s::text[], %(numbers)s::bigint[]) AS asked (code, number) ON asked.code = class.code
    WHERE class.bumm_id = %(bumm)s
), events AS (
    SELECT known.code, event.giver_id, event.taker_id, event.quantity, event.par
    FROM shares_shareevent event
    JOIN known ON known.id = event.share_class_id AND event.number <= known.number
    WHERE event.effective_on <= %(as_of)s
), held AS (
    SELECT code, party, min(par) AS par, sum(units)::bigint AS units
    FROM (
        SELECT code, taker_id AS party, par, quantity AS units FROM events WHERE taker_id IS NOT NULL
        UNION ALL
        SELECT code, giver_id, par, -quantity FROM events WHERE giver_id IS NOT NULL
    ) AS moved
    GROUP BY code, party HAVING sum(units) <> 0
)
"""
TOTALS = "SELECT code, min(par), sum(units)::bigint, count(*) FROM held GROUP BY code ORDER BY code"
ROWS = """, named AS (
    SELECT held.*, party.group_id, sum(units) OVER (PARTITION BY held.code)::bigint AS total,
        coalesce(person.name, makers.name, kelurahan.name, institution.name) AS name,
        CASE WHEN party.person_id IS NOT NULL THEN 'person' WHEN party.group_id IS NOT NULL THEN 'group'
            WHEN party.kelurahan_id IS NOT NULL THEN 'kelurahan' ELSE 'institution' END AS kind
    FROM held JOIN people_party party ON party.id = held.party
    LEFT JOIN people_person person ON person.id = party.person_id
    LEFT JOIN people_group makers ON makers.id = party.group_id
    LEFT JOIN people_kelurahan kelurahan ON kelurahan.code = party.kelurahan_id
    LEFT JOIN people_institution institution ON institution.id = party.institution_id
)
SELECT code, party, kind, name, group_id, units, par, total, count(*) OVER () AS found FROM named
WHERE (%(kind)s = '' OR kind = %(kind)s) AND strpos(lower(name), lower(%(name)s)) > 0
ORDER BY
"""
ORDERS = {
    "class": "code, units DESC, lower(name), party",
    "name": "lower(name), party, code",
    "-units": "units DESC, lower(name), party, code",
    "units": "units, lower(name), party, code",
    "-nominal": "units::numeric * par DESC, lower(name), party, code",
}


class Point(NamedTuple):
    """A register as of a day, as known at an event number for each class by its code, by default the last."""

    bumm: Bumm
    as_of: dt.date
    known_at: Mapping[str, int] = {}


class Total(NamedTuple):
    """What a class comes to: par in rupiah, shares, and how many hold some."""

    code: str
    par: int
    units: int
    holders: int

    @property
    def nominal(self) -> int:
        return self.par * self.units


class Holder(NamedTuple):
    """What one party holds of one class; `total` is all shares of the class."""

    code: str
    party: int
    kind: str
    name: str
    group: int | None
    units: int
    par: int
    total: int
    found: int  # rows of the whole table, of which this is one

    @property
    def nominal(self) -> int:
        return self.par * self.units

    @property
    def part(self) -> int:
        return part_of(self.units, self.total)


def part_of(units: int, total: int) -> int:
    """In basis points, rounded half up."""
    return (2 * units * WHOLE + total) // (2 * total)


def totals_of(point: Point) -> list[Total]:
    return [Total(*row) for row in _fetch([HELD, TOTALS], _said(point))]


def holders_of(
    point: Point, *, kind: str = "", name: str = "", order: str = "class", first: int = 0, most: int | None = None
) -> list[Holder]:
    """Rows from the one after the `first`, at most so many. `kind` is person, group, kelurahan or institution, `name`
    a part of one, `order` a key of ORDERS."""
    wanted = {"kind": kind, "name": name, "first": first, "most": most}
    page = "LIMIT %(most)s OFFSET %(first)s"
    return [Holder(*row) for row in _fetch([HELD, ROWS, ORDERS[order], page], _said(point) | wanted)]


def members_by_group(groups: Collection[int], on: dt.date) -> dict[int, list[str]]:
    """For whom groups hold: the names of each one's members on a day, by its key."""
    found: dict[int, list[str]] = {key: [] for key in groups}
    rows = Membership.objects.filter(running_on(on), group__in=groups)
    for group, name in rows.order_by("person__name", "pk").values_list("group", "person__name"):
        found[group].append(name)
    return found


def days_of(bumm: Bumm) -> list[dt.date]:
    """The days on which something happened to a BUMM's shares, first to last."""
    days = ShareEvent.objects.filter(share_class__bumm=bumm).order_by("effective_on")
    return list(days.values_list("effective_on", flat=True).distinct())


def with_issued(classes: QuerySet[ShareClass], as_of: dt.date) -> QuerySet[Any]:
    """With `issued`, the shares that there are on a day, and `par`, their nominal value (None before the first)."""
    events = ShareEvent.objects.filter(share_class=OuterRef("pk"), effective_on__lte=as_of).order_by()
    net = Case(When(giver=None, then=F("quantity")), When(taker=None, then=-F("quantity")), default=0)
    sums = events.values("share_class").annotate(net=Sum(net, output_field=BigIntegerField()), one=Min("par"))
    return classes.annotate(issued=Coalesce(Subquery(sums.values("net")), 0), par=Subquery(sums.values("one")))


def _said(point: Point) -> dict[str, Any]:
    known = {"codes": list(point.known_at), "numbers": list(point.known_at.values()), "last": LAST}
    return known | {"bumm": point.bumm.pk, "as_of": point.as_of}


def _fetch(parts: list[str], said: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("\n".join(parts), said)
        return list(cursor.fetchall())
