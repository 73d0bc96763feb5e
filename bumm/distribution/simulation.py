"""What a distribution would give, before anybody votes on it. Stores nothing; by the same statement as a run."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from bumm.charter.models import Charter, WaterfallRow
from bumm.distribution.allocation import BY_CLASS, OF_PARTY, ClassAt, OwnersPart
from bumm.distribution.models import Distribution
from bumm.distribution.selectors import figures_of_pools, statement_of
from bumm.distribution.services.drafts import classes_of
from bumm.ledger.models import Book
from bumm.ledger.selectors import turnover_of_groups
from bumm.money import apportion
from bumm.people.models import Bumm, Party

Target = WaterfallRow.Target


class Row(NamedTuple):
    """A part of a scenario. `position` breaks ties; basis points of all rows add up to 10,000."""

    position: int
    name: str
    target: str
    basis_points: int


@dataclass(frozen=True)
class Scenario:
    """An amount in rupiah over these rows, for the year that ends on `period_end`."""

    bumm: Bumm
    period_end: dt.date
    record_date: dt.date
    weighting: str
    amount: int
    rows: Sequence[Row]

    @property
    def period_start(self) -> dt.date:
        return self.period_end.replace(month=1, day=1)


class PartFigure(NamedTuple):
    name: str
    target: str
    basis_points: int
    amount: int


class ClassFigure(NamedTuple):
    """What the holders of a class get together."""

    code: str
    holders: int
    amount: int


@dataclass(frozen=True)
class Figures:
    """What a scenario or a run gives, in rupiah."""

    amount: int
    parts: list[PartFigure]
    classes: list[ClassFigure]
    party: int | None = None  # of the party that was asked for


def rows_of(charter: Charter) -> list[Row]:
    rows = charter.waterfall.order_by("position")
    return [Row(row.position, row.name, row.target, row.basis_points) for row in rows]


def simulate(scenario: Scenario, party: Party | None = None) -> Figures:
    """The figures of a scenario, and what one party would get in all. By the register as it stands now."""
    amounts = apportion(scenario.amount, {row.position: row.basis_points for row in scenario.rows})
    parts = [PartFigure(row.name, row.target, row.basis_points, amounts[row.position]) for row in scenario.rows]
    to_owners = sum(part.amount for part in parts if part.target == Target.OWNERS)
    to_groups = sum(part.amount for part in parts if part.target == Target.SERVICES)
    owners, codes = _owners(scenario, to_owners)
    classes = [ClassFigure(codes[key], holders, amount) for key, holders, _weight, amount in _asked(owners, BY_CLASS)]
    of_party = None
    if party:
        rows = _asked(owners, OF_PARTY, party=party.pk)
        of_party = sum(amount for _key, _weight, amount in rows) + _of_group(scenario, to_groups, party)
    return Figures(scenario.amount, parts, classes, of_party)


def figures_of(run: Distribution, party: Party | None = None) -> Figures:
    """The same figures of a run that was prepared."""
    parts = [
        PartFigure(part.name, part.target, part.basis_points, part.amount) for part in run.parts.order_by("position")
    ]
    classes = [ClassFigure(pool.code, pool.parties, pool.amount) for pool in figures_of_pools(run) if pool.code]
    return Figures(run.amount, parts, classes, statement_of(run, party).amount if party else None)


def _owners(scenario: Scenario, amount: int) -> tuple[OwnersPart, dict[int, str]]:
    """The owners' part of a scenario, and the codes of its classes by the keys that they have in it."""
    found = [(place, *each) for place, each in enumerate(classes_of(scenario.bumm), 1)]
    classes = [ClassAt(place, share_class.pk, last.number) for place, share_class, last in found]
    last = scenario.record_date if scenario.weighting == Charter.Weighting.RECORD_DATE else scenario.period_end
    owners = OwnersPart(amount, classes, scenario.weighting, scenario.period_start, last)
    return owners, {place: share_class.code for place, share_class, _last in found}


def _asked(owners: OwnersPart, question: str, **about: int) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question.format(allocated=owners.allocated()), owners.parameters() | about)
        return list(cursor.fetchall())


def _of_group(scenario: Scenario, amount: int, party: Party) -> int:
    """What a group would get by its turnover; 0 for others."""
    book = Book.objects.filter(bumm=scenario.bumm).first()
    if not (party.group_id and book):
        return 0
    turnover = turnover_of_groups(book, scenario.period_start, scenario.period_end)
    parties = dict(Party.objects.filter(group__in=turnover).values_list("group", "pk"))
    # In a run, parties that are not there yet come after those that are.
    keys = {group: (group not in parties, parties.get(group, group)) for group in turnover}
    weights = {keys[group]: of_year for group, of_year in turnover.items() if of_year > 0}
    return apportion(amount, weights).get((False, party.pk), 0) if weights else 0
