"""Entries between two books: each names the other by its reference, `between:BOOK:KEY`."""

from collections.abc import Iterable

from bumm.ledger.models import Entry

DUE_FROM_OTHERS, DUE_TO_OTHERS = "1.1.03.03", "2.1.08"


def paired_reference(other_book: str, key: str) -> str:
    """The reference of an entry whose counterpart stands in another book under the same key."""
    return f"between:{other_book}:{key}"


def counterpart_of(entry: Entry) -> Entry:
    """The other half of an entry between two books. Raises Entry.DoesNotExist where it is missing."""
    _between, other_book, key = entry.reference.split(":", 2)
    reference = paired_reference(entry.book.code, key)
    return Entry.objects.select_related("book").get(book__code=other_book, kind=entry.kind, reference=reference)


def owed_by_the_other(transfers: Iterable[tuple[str, str, int]]) -> int:
    """What an entry adds to what the other book owes this one, less what this one owes it, in rupiah."""
    between = (DUE_FROM_OTHERS, DUE_TO_OTHERS)
    return sum(amount * ((debit in between) - (credit in between)) for debit, credit, amount in transfers)
