"""Figures of runs and simulations side by side: a line for each fund and each class, a cell for each of them."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from bumm.charter.models import WaterfallRow
from bumm.charter.percent import format_percent
from bumm.distribution.simulation import ClassFigure, Figures, PartFigure

Key = tuple[str, str]


class Cell(NamedTuple):
    """An amount in rupiah, with its percentage, or how many share it, in words of figures."""

    amount: int
    percent: str = ""
    holders: int | None = None


class Line(NamedTuple):
    """`cells` has None where there is no such fund or class."""

    label: str
    cells: list[Cell | None]


class Comparison(NamedTuple):
    amounts: list[int | None]
    parts: list[Line]
    classes: list[Line]
    of_party: list[int | None]


def compare(*figures: Figures | None) -> Comparison:
    """None is a column without figures."""
    parts = [{key_of(part): part for part in each.parts} if each else {} for each in figures]
    classes = [{one.code: one for one in each.classes} if each else {} for each in figures]
    return Comparison(
        [each.amount if each else None for each in figures],
        [Line(name, [_of_part(by.get(key)) for by in parts]) for key, name in _names_of(parts).items()],
        [Line(code, [_of_class(by.get(code)) for by in classes]) for code in dict.fromkeys(chain(*classes))],
        [each.party if each else None for each in figures],
    )


def _of_part(part: PartFigure | None) -> Cell | None:
    return Cell(part.amount, format_percent(part.basis_points)) if part else None


def _of_class(found: ClassFigure | None) -> Cell | None:
    return Cell(found.amount, holders=found.holders) if found else None


def _names_of(columns: Sequence[dict[Key, PartFigure]]) -> dict[Key, str]:
    """By the name in the first column that has it, in the order of the columns."""
    found: dict[Key, str] = {}
    for key, part in chain.from_iterable(by.items() for by in columns):
        found.setdefault(key, part.name)
    return found


def key_of(part: PartFigure) -> Key:
    """Funds are the same by where they go; other funds by their name."""
    return (part.target, part.name if part.target == WaterfallRow.Target.OTHER else "")
