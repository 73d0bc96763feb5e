"""Whether what runs allocated and paid is as it was approved, and whether the book agrees with it."""

from bumm.distribution.accounts import PAYABLE
from bumm.distribution.hashing import digest
from bumm.distribution.models import Distribution
from bumm.distribution.selectors import outstanding
from bumm.ledger.models import Book
from bumm.ledger.selectors import balance_of
from bumm.money import format_rupiah

State = Distribution.State


def runs_hold(book: Book) -> tuple[str, str] | None:
    """Every prepared run's allocations, counted anew, against its hash."""
    runs = Distribution.objects.filter(book=book).exclude(digest="").select_related("bumm", "charter", "ledger_head")
    for run in runs.order_by("pk"):
        if digest(run) != run.digest:
            return f"distribution {run.pk}", "what it allocated does not fit its hash"
    return None


def payable_agrees(book: Book) -> tuple[str, str] | None:
    """Distributions payable in the book are what posted runs allocated and did not pay yet."""
    runs = Distribution.objects.filter(book=book, state=State.POSTED)
    of_runs = sum(outstanding(run) for run in runs)
    in_book = balance_of(book, PAYABLE)
    if in_book == of_runs:
        return None
    reason = f"the book has {format_rupiah(in_book)} on it and the distributions {format_rupiah(of_runs)}"
    return f"account {PAYABLE}", reason


CONTROLS = [runs_hold, payable_agrees]
