"""A picture of who owns a BUMM: its paid-in capital by class over time, as numbers that a template draws."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from bumm.people.models import Bumm

MOST_POINTS = 60  # beyond, ends of quarters or of years stand for the days in them
WIDTH, HEIGHT = 640, 240  # of the drawing, without its frame
# What the scale counts in, so that its numbers are short.
UNITS = {10**9: _("billion rupiah"), 10**6: _("million rupiah"), 10**3: _("thousand rupiah"), 1: _("rupiah")}

CHANGES = """
SELECT class.code, event.effective_on, min(event.par),
    sum(CASE WHEN event.giver_id IS NULL THEN event.quantity
        WHEN event.taker_id IS NULL THEN -event.quantity ELSE 0 END)::bigint
FROM shares_shareevent event JOIN shares_shareclass class ON class.id = event.share_class_id
WHERE class.bumm_id = %s AND (event.giver_id IS NULL OR event.taker_id IS NULL)
GROUP BY class.code, event.effective_on ORDER BY event.effective_on, class.code
"""


class Standing(NamedTuple):
    """How much there is of a class on a day: shares, and their nominal value in rupiah."""

    units: int
    nominal: int


class Step(NamedTuple):
    """How much there is of each class at the end of a day, in the order of the picture's classes."""

    day: dt.date
    standings: list[Standing]

    @property
    def nominal(self) -> int:
        return sum(standing.nominal for standing in self.standings)


class Area(NamedTuple):
    """A class in the picture: `path` is the outline of its area, `place` counts the classes from 1."""

    code: str
    place: int
    path: str


class Mark(NamedTuple):
    """A line of a scale: where it is, and what it says."""

    at: int
    said: Decimal | dt.date


class Picture(NamedTuple):
    codes: list[str]
    steps: list[Step]
    areas: list[Area]
    unit: Any  # what the amounts of the scale are counted in
    amounts: list[Mark]
    days: list[Mark]


def ownership_over_time(bumm: Bumm, until: dt.date) -> Picture | None:
    """Capital by class, from the first issue to a day; None while there were no shares. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [bumm.pk])
        changes = [change for change in cursor.fetchall() if change[1] <= until]
    codes = sorted({code for code, *_rest in changes})
    steps = _thinned(_steps(changes, codes))
    if not any(step.nominal for step in steps):
        return None
    top = _round_up(max(step.nominal for step in steps))
    first = steps[0].day
    span = max((until - first).days, 1)
    along = [(step.day - first).days * WIDTH // span for step in steps] + [WIDTH]
    areas = [Area(code, place, _outline(steps, along, place, top)) for place, code in enumerate(codes, 1)]
    unit = next(unit for unit in UNITS if top >= 4 * unit or unit == 1)
    amounts = [Mark(HEIGHT - HEIGHT * part // 4, Decimal(top * part) / (4 * unit)) for part in range(5)]
    return Picture(codes, steps, areas, UNITS[unit], amounts, [Mark(0, first), Mark(WIDTH, until)])


def _steps(changes: list[tuple[str, dt.date, int, int]], codes: list[str]) -> list[Step]:
    """A step for each day with a change."""
    by_day: dict[dt.date, dict[str, tuple[int, int]]] = {}
    for code, day, par, units in changes:
        by_day.setdefault(day, {})[code] = (units, units * par)
    steps, now = [], dict.fromkeys(codes, Standing(0, 0))
    for day, moved in by_day.items():
        for code, (units, nominal) in moved.items():
            now[code] = Standing(now[code].units + units, now[code].nominal + nominal)
        steps.append(Step(day, [now[code] for code in codes]))
    return steps


def _thinned(steps: list[Step]) -> list[Step]:
    """The last step of each quarter, and where that is still too many, of each year."""
    for period in (lambda day: (day.year, (day.month - 1) // 3), lambda day: (day.year, 0)):
        if len(steps) > MOST_POINTS:
            steps = [one for one, after in pairwise(steps) if period(one.day) != period(after.day)] + steps[-1:]
    return steps


def _outline(steps: list[Step], along: list[int], place: int, top: int) -> str:
    """From left to right above the class, and back below it: it stands on the classes before it."""
    above = _stairs([sum(one.nominal for one in step.standings[:place]) for step in steps], along, top)
    below = _stairs([sum(one.nominal for one in step.standings[: place - 1]) for step in steps], along, top)
    points = [*above, *reversed(below)]
    return "M" + " L".join(f"{x} {y}" for x, y in points) + " Z"


def _stairs(amounts: list[int], along: list[int], top: int) -> list[tuple[int, int]]:
    heights = [HEIGHT - HEIGHT * amount // top for amount in amounts]
    return [(x, height) for height, ends in zip(heights, pairwise(along), strict=True) for x in ends]


def _round_up(amount: int) -> int:
    """The next amount of which a quarter reads well: 1, 2, 4 or 8 times a power of ten."""
    power = 10 ** (len(str(amount)) - 1)
    return next(times * power for times in (1, 2, 4, 8, 10) if times * power >= amount)
