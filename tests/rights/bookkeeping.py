"""The book of a BUMM of the town, which names what is the BUMM's own business in an account and in an entry."""

import datetime as dt
from typing import Any

from bumm.ledger import services
from bumm.ledger.models import Book
from bumm.people.models import Bumm


def bookkeeping(bumm: Bumm, colour: str) -> dict[str, Any]:
    """For the second group of a BUMM, the book that the first has found."""
    book = Book.objects.filter(bumm=bumm).first() or _kept(bumm, colour)
    return {"book": book.pk, "entry": book.entries.get().pk}


def _kept(bumm: Bumm, colour: str) -> Book:
    book = services.open_book(code=f"BUMM-{bumm.kelurahan.slug.upper()}", name=f"Buku {bumm.kelurahan}", bumm=bumm)
    own = {"kind": "asset", "side": "debit", "activity": "cash"}
    services.add_account(book=book, code="1.1.01.00", name=f"Kas {colour}", **own)
    sale = services.Draft(f"penjualan:{colour}", dt.date(2024, 3, 1), (("1.1.01.00", "4.1.01", 90_000),))
    services.post(book=book, draft=sale)
    return book
