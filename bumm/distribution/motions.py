"""What a meeting has before it of a distribution: its figures in words, in the language that people decide in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from bumm.charter.models import Charter
from bumm.charter.percent import format_percent
from bumm.distribution.models import Distribution, Part
from bumm.money import format_rupiah

if TYPE_CHECKING:  # it asks the services, which write motions
    from bumm.distribution.simulation import Figures, PartFigure, Scenario


def title_of(run: Distribution) -> str:
    return title_of_year(run.period_end.year)


def title_of_year(year: int) -> str:
    with override("id"):
        return _("Distribution of the year {year}").format(year=year)


def text_of(run: Distribution) -> str:
    """All figures of an announced run, and the hash that ties the vote to them."""
    with override("id"):
        head = _(
            "Of the result of {year}, {income}, the meeting distributes {amount}: by the charter, version {version}; "
            "owners by {weighting}, record date {day}."
        ).format(
            year=run.period_end.year,
            income=format_rupiah(run.net_income),
            amount=format_rupiah(run.amount),
            version=run.charter.version,
            weighting=run.get_weighting_display(),
            day=date_format(run.record_date),
        )
        tail = _("All that it allocates is fixed under the hash {hash}.").format(hash=run.digest)
        return "\n".join([head, *lines_of(run.parts.order_by("position")), tail])


def text_of_figures(scenario: Scenario, figures: Figures) -> str:
    """All figures of a simulation, with what each class of shares would get."""
    with override("id"):
        head = _(
            "Proposal for the result of {year}: {amount} are distributed; owners by {weighting}, record date {day}."
        ).format(
            year=scenario.period_end.year,
            amount=format_rupiah(figures.amount),
            weighting=Charter.Weighting(scenario.weighting).label,
            day=date_format(scenario.record_date),
        )
        of_class = _("- Class {code}: {amount} for {count} holders")
        classes = [
            of_class.format(code=one.code, amount=format_rupiah(one.amount), count=one.holders)
            for one in figures.classes
        ]
        return "\n".join([head, *lines_of(figures.parts), *classes])


def lines_of(parts: Iterable[Part | PartFigure]) -> list[str]:
    """Each part with its percentage and rupiah."""
    return [f"- {part.name}: {format_percent(part.basis_points)}, {format_rupiah(part.amount)}" for part in parts]
