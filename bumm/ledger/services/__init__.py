"""Every change to the books. Each function is one transaction; posting and closing lock the book, and nothing else."""

from bumm.ledger.services.books import add_account, open_balances, open_book, open_group_account
from bumm.ledger.services.evidence import store_evidence
from bumm.ledger.services.journals import (
    approve_journal,
    prepare_journal,
    prepare_reversal,
    return_journal,
    revise_journal,
    submit_journal,
    withdraw_journal,
)
from bumm.ledger.services.periods import close_period, close_year, reopen_period
from bumm.ledger.services.posting import Draft, post, post_between, post_many, reverse
from bumm.ledger.services.templates import add_template, change_template

__all__ = [
    "Draft",
    "add_account",
    "add_template",
    "approve_journal",
    "change_template",
    "close_period",
    "close_year",
    "open_balances",
    "open_book",
    "open_group_account",
    "post",
    "post_between",
    "post_many",
    "prepare_journal",
    "prepare_reversal",
    "reopen_period",
    "return_journal",
    "reverse",
    "revise_journal",
    "store_evidence",
    "submit_journal",
    "withdraw_journal",
]
