"""Books that cannot be rewritten: accounts, entries of transfers from account to account, and closed periods."""

from bumm.ledger.models.books import Account, Book, PeriodEvent
from bumm.ledger.models.entries import Entry, EntryEvidence, Evidence, Transfer
from bumm.ledger.models.journal_content import JournalEvidence, JournalLine
from bumm.ledger.models.journal_templates import JournalTemplate
from bumm.ledger.models.journals import Journal, JournalEvent
from bumm.ledger.models.snapshots import BalanceSnapshot

__all__ = [
    "Account",
    "BalanceSnapshot",
    "Book",
    "Entry",
    "EntryEvidence",
    "Evidence",
    "Journal",
    "JournalEvent",
    "JournalEvidence",
    "JournalLine",
    "JournalTemplate",
    "PeriodEvent",
    "Transfer",
]
