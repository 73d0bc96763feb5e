"""Statements as sheets: numbers as numbers, whole, whatever the screen shows of them."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bumm.ledger.statements.account_ledger import AccountLedger
from bumm.ledger.statements.table import Row, Table
from bumm.sheets import MIME_TYPES, WRITERS

AT_A_TIME = 2_000  # transfers that an export holds in memory as objects


def sheet(name: str, kind: str, header: list[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A file to take along, such as `neraca-BUMM-TIPES-2013-12-31.xlsx`."""
    response = HttpResponse(WRITERS[kind](header, rows), content_type=MIME_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def of_tables(tables: tuple[Table, ...]) -> tuple[list[str], Iterator[list[object]]]:
    """The header, which all tables of a statement share, and their rows."""
    header = [_("Code"), _("Account"), *(column.label for column in tables[0].columns)]
    return header, (_cells(row) for table in tables for row in table.rows)


def _cells(row: Row) -> list[object]:
    return [row.account.code if row.account else "", row.label, *row.figures]


def of_ledger(ledger: AccountLedger) -> tuple[list[str], Iterator[list[object]]]:
    header = [_("Date"), _("Number"), _("Kind"), _("Reference"), _("Description"), _("Code"), _("Other account")]
    return [*header, _("Debit"), _("Credit"), _("Balance")], _ledger_rows(ledger)


def _ledger_rows(ledger: AccountLedger) -> Iterator[list[object]]:
    yield _standing(ledger.days.first, _("Opening balance"), ledger.opening)
    for line in ledger.lines(ledger.transfers.iterator(chunk_size=AT_A_TIME)):
        entry, other = line.entry, line.other
        yield [
            *(entry.effective_on, entry.number, entry.get_kind_display(), entry.reference, line.description),
            *(other.code, other.name, line.debited, line.credited, line.balance),
        ]
    yield _standing(ledger.days.last, _("Closing balance"), ledger.closing)


def _standing(day: dt.date, label: str, balance: int) -> list[object]:
    return [day, "", "", "", label, "", "", "", "", balance]
