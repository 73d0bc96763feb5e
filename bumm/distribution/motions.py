"""What a meeting has before it of a distribution: its figures in words, in the language that people decide in."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from bumm.charter.percent import format_percent
from bumm.distribution.models import Distribution, Part
from bumm.money import format_rupiah


def title_of(run: Distribution) -> str:
    with override("id"):
        return _("Distribution of the year {year}").format(year=run.period_end.year)


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


def lines_of(parts: Iterable[Part]) -> list[str]:
    """Each part with its percentage and rupiah."""
    return [f"- {part.name}: {format_percent(part.basis_points)}, {format_rupiah(part.amount)}" for part in parts]
