"""The statements that a book has, by the name that their addresses and files bear."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bumm.ledger.models import Book
from bumm.ledger.statements import cash_flow, equity, income, position, trial_balance
from bumm.ledger.statements.table import Table


class Statement(NamedTuple):
    """`of_period`: it tells of the year up to the day, and not of the day alone."""

    title: Promise
    of_period: bool
    tables: Callable[[Book, dt.date], tuple[Table, ...]]


STATEMENTS = {
    "neraca": Statement(_("Statement of financial position"), False, position.tables),
    "laba-rugi": Statement(_("Income statement"), True, income.tables),
    "perubahan-ekuitas": Statement(_("Statement of changes in equity"), True, equity.tables),
    "arus-kas": Statement(_("Cash flow statement"), True, cash_flow.tables),
    "neraca-saldo": Statement(_("Trial balance"), False, trial_balance.tables),
}
LEDGER, NOTES = "buku-besar", "catatan"
TITLES = {
    **{name: statement.title for name, statement in STATEMENTS.items()},
    NOTES: _("Notes to the statements"),
    LEDGER: _("Account ledger"),
}
