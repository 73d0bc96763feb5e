"""What a charter says, in words: for its record, its print, and two versions side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bumm.charter.models import Charter, CharterShareClass, WaterfallRow
from bumm.charter.percent import format_percent
from bumm.money import format_rupiah

# The terms in the order and under the headings in which every screen shows them.
HEADINGS: list[tuple[Any, list[str]]] = [
    (gettext_lazy("Sales"), ["commission_bp", "fee_bearer", "discount_bearer", "complaint_days"]),
    (gettext_lazy("Meetings"), ["notice_days", "quorum_bp", "voting_rule", "majority", "charter_majority"]),
    (
        gettext_lazy("Ownership and income"),
        ["weighting", "objection_days", "lapse_months", "redemption_price", "redemption_liquidity_bp"],
    ),
]
NOTHING = "–"


@dataclass(frozen=True)
class Line:
    """One line of a comparison: what both versions say under a label."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


def label_of(name: str) -> str:
    return str(capfirst(Charter._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def said(charter: Charter, name: str) -> str:
    """One term in words: `12,5%`, `14 days`, or the name of a choice."""
    value = getattr(charter, name)
    if name.endswith("_bp"):
        return format_percent(value)
    if name.endswith("_days"):
        return ngettext("{n} day", "{n} days", value).format(n=value)
    if name.endswith("_months"):
        return ngettext("{n} month", "{n} months", value).format(n=value)
    return str(getattr(charter, f"get_{name}_display")())


def terms_of(charter: Charter) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each heading its terms, as labels and words."""
    return [(str(heading), [(label_of(name), said(charter, name)) for name in names]) for heading, names in HEADINGS]


def share_class_in_words(share_class: CharterShareClass) -> dict[str, str]:
    cap, most = share_class.holder_cap_bp, share_class.most_units
    return {
        "code": share_class.code,
        "name": share_class.name,
        "par": format_rupiah(share_class.par),
        "holders": share_class.holders,
        "cap": format_percent(cap) if cap else _("no limit"),
        "most": f"{most:,}".replace(",", ".") if most else _("no limit"),
    }


def row_in_words(row: WaterfallRow) -> dict[str, str]:
    return {
        "name": row.name,
        "target": str(row.get_target_display()),
        "account": row.account,
        "part": format_percent(row.basis_points),
    }


def tables_of(charter: Charter) -> dict[str, Any]:
    """The share classes and the distribution in words, with the sum of the latter."""
    waterfall = list(charter.waterfall.all())
    return {
        "share_classes": [share_class_in_words(one) for one in charter.share_classes.all()],
        "waterfall": [row_in_words(row) for row in waterfall],
        "waterfall_sum": format_percent(sum(row.basis_points for row in waterfall)),
    }


def compared(left: Charter, right: Charter) -> list[tuple[str, list[Line]]]:
    """Two versions side by side under headings: the terms, both tables, and the articles line by line."""
    terms = [
        (str(heading), [Line(label_of(name), said(left, name), said(right, name)) for name in names])
        for heading, names in HEADINGS
    ]
    one, other = tables_of(left), tables_of(right)
    return [
        (_("Title"), [Line(label_of("title"), left.title, right.title)]),
        *terms,
        (_("Share classes"), list(_matched(one["share_classes"], other["share_classes"], "code"))),
        (_("Distribution"), list(_matched(one["waterfall"], other["waterfall"], "name"))),
        (_("Articles"), list(_lines(left.articles, right.articles))),
    ]


def _matched(left: list[dict[str, str]], right: list[dict[str, str]], key: str) -> Iterator[Line]:
    """The rows of two tables that have the same key, and those that only one has."""
    ours, theirs = ({row[key]: row for row in rows} for rows in (left, right))
    for label in [*ours, *(label for label in theirs if label not in ours)]:
        yield Line(label, *(_joined(rows.get(label), key) for rows in (ours, theirs)))


def _joined(row: dict[str, str] | None, key: str) -> str:
    return " · ".join(value for name, value in row.items() if name != key and value) if row else NOTHING


def _lines(left: str, right: str) -> Iterator[Line]:
    ours, theirs = ([line for line in text.splitlines() if line.strip()] for text in (left, right))
    for _tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for one, other in zip_longest(ours[a:b], theirs[c:d], fillvalue=NOTHING):
            yield Line("", one, other)
