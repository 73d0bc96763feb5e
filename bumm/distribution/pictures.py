"""A picture of where an amount goes, part by part, as numbers that a template draws."""

from collections.abc import Sequence
from typing import NamedTuple

from bumm.charter.percent import format_percent
from bumm.distribution.models import Part
from bumm.distribution.simulation import PartFigure

WIDTH, ROW = 640, 112  # of the drawing, and of a bar with the words above it


class Bar(NamedTuple):
    """A part: its bar begins where the one before it ended. `y` is the top of its row."""

    name: str
    target: str
    percent: str
    amount: int
    y: int
    x: int
    width: int


class Waterfall(NamedTuple):
    amount: int
    bars: list[Bar]

    @property
    def height(self) -> int:
        return ROW * (len(self.bars) + 1)


def waterfall_of(amount: int, parts: Sequence[Part | PartFigure]) -> Waterfall:
    """Of parts that add up to an amount above 0, in rupiah, in their order."""
    bars, given = [], 0
    for place, part in enumerate(parts, 1):
        begins, ends = (WIDTH * given // amount, WIDTH * (given + part.amount) // amount)
        percent = format_percent(part.basis_points)
        bars.append(Bar(part.name, part.target, percent, part.amount, ROW * place, begins, ends - begins))
        given += part.amount
    return Waterfall(amount, bars)
