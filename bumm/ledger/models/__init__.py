"""Books that cannot be rewritten: accounts, entries of transfers from account to account, and closed periods."""

from bumm.ledger.models.books import Account, Book, PeriodEvent
from bumm.ledger.models.entries import Entry, EntryEvidence, Evidence, Transfer

__all__ = ["Account", "Book", "Entry", "EntryEvidence", "Evidence", "PeriodEvent", "Transfer"]
