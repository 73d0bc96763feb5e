"""What one party owns: of every BUMM and class, and how it came to that."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Case, F, Min, Q, QuerySet, Sum, When

from bumm.people.models import Bumm, Party
from bumm.shares.holders import part_of, with_issued
from bumm.shares.models import ShareClass, ShareEvent


class Held(NamedTuple):
    """What one party holds of one class of one BUMM."""

    share_class: ShareClass
    units: int
    par: int
    total: int

    @property
    def nominal(self) -> int:
        return self.par * self.units

    @property
    def part(self) -> int:
        return part_of(self.units, self.total)


def held_by(party: Party, *, on: dt.date, bumm: QuerySet[Bumm] | None = None) -> Iterator[Held]:
    """What a party holds on a day, of all BUMM or of some: by BUMM and class."""
    events = ShareEvent.objects.filter(Q(giver=party) | Q(taker=party), effective_on__lte=on)
    if bumm is not None:
        events = events.filter(share_class__bumm__in=bumm)
    signed = Case(When(taker=party, then=F("quantity")), default=-F("quantity"))
    sums = events.order_by().values("share_class").annotate(units=Sum(signed), one=Min("par")).exclude(units=0)
    rows = {row["share_class"]: row for row in sums}
    classes = ShareClass.objects.filter(pk__in=rows).select_related("bumm").order_by("bumm__name", "code")
    for share_class in with_issued(classes, on):
        row = rows[share_class.pk]
        yield Held(share_class, row["units"], row["one"], share_class.issued)


def events_of(party: Party) -> QuerySet[ShareEvent]:
    """What happened to a party's shares, the latest first."""
    events = ShareEvent.objects.filter(Q(giver=party) | Q(taker=party)).select_related("share_class__bumm")
    return events.order_by("-effective_on", "-recorded_at", "-pk")
