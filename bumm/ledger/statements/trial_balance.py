"""Trial balance: what stands on each account, on the side where it stands; both sides come to the same."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.ledger.models import Book
from bumm.ledger.statements.days import year_before, year_to
from bumm.ledger.statements.figures import Figures, accounts_of, standing
from bumm.ledger.statements.table import Column, Table, lines, total


@dataclass(frozen=True)
class TrialBalance:
    """Rupiah on the side where they stand; an account has 0 on the other. Closing entries count like all others."""

    debits: Figures
    credits: Figures

    @property
    def debited(self) -> int:
        return sum(self.debits.values())

    @property
    def credited(self) -> int:
        return sum(self.credits.values())


def trial_balance(book: Book, on: dt.date) -> TrialBalance:
    """As of the end of a day."""
    found = standing(book, accounts_of(book), on)
    return TrialBalance(
        debits={account: max(amount, 0) for account, amount in found.items()},
        credits={account: max(-amount, 0) for account, amount in found.items()},
    )


def tables(book: Book, on: dt.date) -> tuple[Table, ...]:
    now, before = trial_balance(book, on), trial_balance(book, year_before(on))
    columns = tuple(
        Column(f"{side}, {date_format(day)}", year_to(day))
        for day in (on, year_before(on))
        for side in (_("Debit"), _("Credit"))
    )
    sums = total(_("Total"), now.debited, now.credited, before.debited, before.credited)
    return (Table(columns, (*lines(now.debits, now.credits, before.debits, before.credits), sums)),)
