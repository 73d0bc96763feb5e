"""What goes from one book to another: two entries that name each other, or none."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bumm.ledger import exceptions as refusals
from bumm.ledger import services
from bumm.ledger.models import Book, Entry
from bumm.ledger.pairs import counterpart_of
from bumm.ledger.services import Draft
from tests.bumm.ledger.test_books import new_book, standing

DAY = dt.date(2013, 3, 1)
BANK, DUE_FROM, DUE_TO = "1.1.01.02", "1.1.03.03", "2.1.08"

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> tuple[Book, Book]:
    return new_book("tipes"), new_book("mojosongo")


def lent(one: Book, other: Book, amount: int = 500_000, back: int = 500_000, on: dt.date = DAY) -> Any:
    """Tipes lends Mojosongo from its bank."""
    return services.post_between(
        key="pinjaman-1",
        one=(one, Draft("", DAY, ((DUE_FROM, BANK, amount),))),
        other=(other, Draft("", on, ((BANK, DUE_TO, back),))),
    )


def test_both_books_say_it_and_name_each_other(books: Any) -> None:
    one, other = lent(*books)
    assert (one.reference, other.reference) == ("between:BUMM-MOJOSONGO:pinjaman-1", "between:BUMM-TIPES:pinjaman-1")
    assert (counterpart_of(one), counterpart_of(other)) == (other, one)
    assert standing(books[0]) == {BANK: -500_000, DUE_FROM: 500_000}
    assert standing(books[1]) == {BANK: 500_000, DUE_TO: 500_000}
    assert lent(*books) == (one, other)  # again: nothing more
    call_command("verify_ledger")


@pytest.mark.parametrize(("amount", "back"), [(500_000, 400_000), (400_000, 500_000)])
def test_what_does_not_mirror_is_refused_in_both(books: Any, amount: int, back: int) -> None:
    with pytest.raises(refusals.NotMirrored):
        lent(*books, amount, back)
    assert not Entry.objects.exists()


def test_a_book_owes_nothing_to_itself_and_nothing_is_not_lent(books: Any) -> None:
    with pytest.raises(refusals.NotMirrored):
        lent(books[0], books[0])
    with pytest.raises(refusals.NotMirrored):
        services.post_between(
            key="x",
            one=(books[0], Draft("", DAY, ((BANK, "4.1.01", 5),))),
            other=(books[1], Draft("", DAY, ((BANK, "4.1.01", 5),))),
        )


def test_where_one_book_is_closed_neither_says_it(books: Any) -> None:
    services.close_period(book=books[1], through=DAY, by=None)
    with pytest.raises(refusals.PeriodClosed):
        lent(*books)
    assert not Entry.objects.exists()


def test_it_is_taken_back_in_both(books: Any) -> None:
    one, other = lent(*books)
    services.reverse(entry=other, effective_on=DAY)
    assert (standing(books[0]), standing(books[1])) == ({}, {})
    with pytest.raises(refusals.AlreadyReversed):
        services.reverse(entry=one, effective_on=DAY)
    call_command("verify_ledger")


PLANTED = {
    "is missing": "DELETE FROM ledger_entry WHERE id = %s",
    "is of another day": "UPDATE ledger_entry SET effective_on = effective_on + 1 WHERE id = %s",
    "says another amount": "UPDATE ledger_transfer SET amount = amount + 1 WHERE entry_id = %s",
}


@pytest.mark.parametrize("reason", PLANTED)
def test_a_half_that_is_not_as_the_other_is_named(books: Any, reason: str) -> None:
    _one, other = lent(*books)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(PLANTED[reason], [other.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(CommandError, match=f"BUMM-TIPES: entry 1 is broken: its counterpart .* {reason}"):
        call_command("verify_ledger", book="BUMM-TIPES")


def test_a_half_that_was_taken_back_alone_is_named(books: Any) -> None:
    one, other = lent(*books)
    services.post(
        book=books[1], draft=Draft("reversal:1", DAY, ((DUE_TO, BANK, 500_000),), Entry.Kind.REVERSAL, reverses=other)
    )
    with pytest.raises(CommandError, match="is reversed and this is not"):
        call_command("verify_ledger", book="BUMM-TIPES")
    assert one.number == 1
