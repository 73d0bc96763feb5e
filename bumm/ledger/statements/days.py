"""The days that statements speak of. A year is the calendar year."""

import datetime as dt
from typing import NamedTuple

from django.utils.formats import date_format


class Days(NamedTuple):
    """From the first to the last, both counted."""

    first: dt.date
    last: dt.date

    @property
    def eve(self) -> dt.date:
        """The day before the first, on which what was there at the beginning stands."""
        return self.first - dt.timedelta(days=1)

    def __str__(self) -> str:
        return f"{date_format(self.first)} – {date_format(self.last)}"


def year_to(on: dt.date) -> Days:
    return Days(on.replace(month=1, day=1), on)


def year_before(on: dt.date) -> dt.date:
    """The same day a year earlier; the 28th of February for the 29th."""
    if (on.month, on.day) == (2, 29):
        on = on.replace(day=28)
    return on.replace(year=on.year - 1)
