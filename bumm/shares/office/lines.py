"""What the register's page shows, line by line: the days to slide over, its classes, its holders."""

import datetime as dt
from bisect import bisect_left, bisect_right
from typing import Any, NamedTuple

from django.db.models import Max

from bumm.charter.models import CharterShareClass
from bumm.charter.percent import format_percent
from bumm.charter.selectors import charter_in_force
from bumm.money import format_rupiah
from bumm.people.models import Bumm
from bumm.shares.holders import Holder, Point, Total, members_by_group, totals_of
from bumm.shares.models import ShareEvent
from bumm.shares.office.forms import KINDS
from bumm.shares.selectors import Breach


class Slider(NamedTuple):
    """The days on which something happened, and where among them a day stands."""

    days: list[dt.date]
    on: dt.date

    @property
    def place(self) -> int:
        """Of the last such day that is not after the day looked at."""
        return max(bisect_right(self.days, self.on) - 1, 0)

    @property
    def last(self) -> int:
        return len(self.days) - 1

    @property
    def before(self) -> dt.date | None:
        place = bisect_left(self.days, self.on)
        return self.days[place - 1] if place else None

    @property
    def after(self) -> dt.date | None:
        place = bisect_right(self.days, self.on)
        return self.days[place] if place < len(self.days) else None


class ClassLine(NamedTuple):
    """A class as the register's head shows it: what it comes to, and what the charter of the day says of it."""

    total: Total
    terms: CharterShareClass | None

    @property
    def nominal(self) -> str:
        return format_rupiah(self.total.nominal)

    @property
    def par(self) -> str:
        return format_rupiah(self.total.par)

    @property
    def cap(self) -> str:
        return format_percent(self.terms.holder_cap_bp) if self.terms and self.terms.holder_cap_bp else ""


class HolderLine(NamedTuple):
    """A holder as the table shows it."""

    row: Holder
    members: list[str]
    is_over: bool

    @property
    def kind(self) -> Any:
        return KINDS[self.row.kind]

    @property
    def nominal(self) -> str:
        return format_rupiah(self.row.nominal)

    @property
    def part(self) -> str:
        return format_percent(self.row.part)


def class_lines(point: Point) -> list[ClassLine]:
    charter = charter_in_force(point.bumm, point.as_of)
    terms = {each.code: each for each in charter.share_classes.all()} if charter else {}
    return [ClassLine(total, terms.get(total.code)) for total in totals_of(point)]


def holder_lines(rows: list[Holder], on: dt.date, breaches: list[Breach]) -> list[HolderLine]:
    members = members_by_group({row.group for row in rows if row.group}, on)
    over = {(breach.share_class.code, breach.party.pk) for breach in breaches if breach.party}
    return [HolderLine(row, members.get(row.group or 0, []), (row.code, row.party) in over) for row in rows]


def last_numbers(bumm: Bumm) -> dict[str, int]:
    """The number of each class's last event, by the class's code; 0 where there is none yet."""
    numbers = dict.fromkeys(bumm.share_classes.order_by("code").values_list("code", flat=True), 0)
    last = ShareEvent.objects.filter(share_class__bumm=bumm).order_by().values_list("share_class__code")
    return numbers | dict(last.annotate(last=Max("number")))
