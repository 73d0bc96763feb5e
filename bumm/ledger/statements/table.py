"""A statement as a table, for the screen, for paper and for sheets alike."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from bumm.ledger.models import Account
from bumm.ledger.statements.days import Days
from bumm.ledger.statements.figures import Figures


@dataclass(frozen=True)
class Column:
    """`days` are those of the account ledger in which its figures can be followed."""

    label: str
    days: Days


class Kind(enum.StrEnum):
    HEADING = "heading"
    LINE = "line"
    TOTAL = "total"


@dataclass(frozen=True)
class Row:
    """Rupiah under each column, or None where there is nothing to say. A heading has no figures."""

    kind: Kind
    label: str
    figures: tuple[int | None, ...] = ()
    account: Account | None = None


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def heading(label: str) -> Row:
    return Row(Kind.HEADING, label)


def line(label: str, *figures: int | None) -> Row:
    return Row(Kind.LINE, label, figures)


def lines(*columns: Figures) -> Iterator[Row]:
    """A row for each account that has something under one of the columns, which tell of the same accounts."""
    for account in columns[0]:
        figures = tuple(column[account] for column in columns)
        if any(figures):
            yield Row(Kind.LINE, account.name, figures, account)


def total(label: str, *figures: int | None) -> Row:
    return Row(Kind.TOTAL, label, figures)
