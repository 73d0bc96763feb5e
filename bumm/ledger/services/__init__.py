"""Every change to the books. Each function is one transaction; posting and closing lock the book, and nothing else."""

from bumm.ledger.services.books import add_account, open_balances, open_book
from bumm.ledger.services.evidence import store_evidence
from bumm.ledger.services.periods import close_period, close_year, reopen_period
from bumm.ledger.services.posting import Draft, post, post_between, post_many, reverse

__all__ = [
    "Draft",
    "add_account",
    "close_period",
    "close_year",
    "open_balances",
    "open_book",
    "post",
    "post_between",
    "post_many",
    "reopen_period",
    "reverse",
    "store_evidence",
]
