"""Statements as they are shown: rupiah written as accountants do, each figure leading to where it comes from."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from bumm.ledger.models import Account, Book
from bumm.ledger.statements.days import Days
from bumm.ledger.statements.table import Column, Row, Table


class Cell(NamedTuple):
    text: str
    url: str = ""


class WrittenRow(NamedTuple):
    row: Row
    cells: list[Cell]


class WrittenTable(NamedTuple):
    columns: tuple[Column, ...]
    rows: list[WrittenRow]


def amount(rupiah: int | None) -> str:
    """`1.500.000`, and below zero `(1.500.000)`."""
    if rupiah is None:
        return ""
    if not rupiah:
        return "–"
    text = f"{abs(rupiah):,}".replace(",", ".")
    return f"({text})" if rupiah < 0 else text


def ledger_address(book: Book, account: Account, days: Days) -> str:
    query = urlencode({"account": account.code, "first": str(days.first), "last": str(days.last)})
    return f"{reverse('statement:ledger', args=[book.pk])}?{query}"


def written(book: Book, table: Table) -> WrittenTable:
    return WrittenTable(table.columns, [WrittenRow(row, list(_cells(book, table, row))) for row in table.rows])


def _cells(book: Book, table: Table, row: Row) -> Iterator[Cell]:
    for column, rupiah in zip(table.columns, row.figures, strict=bool(row.figures)):
        url = ledger_address(book, row.account, column.days) if row.account and rupiah else ""
        yield Cell(amount(rupiah), url)
