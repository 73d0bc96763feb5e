"""What a book begins with, and the balances that are kept when a period is closed."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from bumm.ledger import exceptions as refusals
from bumm.ledger import services
from bumm.ledger.models import BalanceSnapshot, Book, Entry
from bumm.ledger.selectors import balances
from tests.bumm.ledger.test_books import BANK, CAPITAL, CASH, COMMISSION, DAY, RETAINED, book, sale, standing

__all__ = ["book"]  # a fixture

GROUPS = "2.1.02"
DEPRECIATION, EQUIPMENT = "1.3.02", "1.3.01"


class TestOpening:
    def test_a_book_begins_with_what_stood_before(self, book: Book) -> None:
        brought = {CASH: 400_000, BANK: 2_600_000, GROUPS: 1_000_000, CAPITAL: 1_500_000, RETAINED: 500_000}
        entry = services.open_balances(book=book, on=DAY, balances=brought)
        assert (entry.kind, entry.reference, standing(book)) == ("opening", "opening", brought)
        assert services.open_balances(book=book, on=DAY, balances=brought) == entry
        with pytest.raises(refusals.ReferenceTaken):
            services.open_balances(book=book, on=DAY, balances={CASH: 1, CAPITAL: 1})

    def test_what_is_worn_off_and_what_was_lost_stand_on_the_other_side(self, book: Book) -> None:
        brought = {EQUIPMENT: 900_000, DEPRECIATION: 300_000, CAPITAL: 1_000_000, RETAINED: -400_000}
        services.open_balances(book=book, on=DAY, balances=brought)
        assert standing(book) == brought

    @pytest.mark.parametrize(
        ("brought", "refusal"),
        [
            ({CASH: 400_000, CAPITAL: 399_999}, refusals.Unbalanced),
            ({CASH: 400_000, COMMISSION: 400_000}, refusals.NotStanding),
            ({"9.9": 400_000, CAPITAL: 400_000}, refusals.NotAnAccount),
            ({CASH: 0, CAPITAL: 0}, refusals.NothingToPost),
            ({CASH: 10**19, CAPITAL: 10**19}, refusals.NotAnAmount),
        ],
    )
    def test_what_cannot_be_brought_in_is_refused(self, book: Book, brought: Any, refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            services.open_balances(book=book, on=DAY, balances=brought)
        assert not Entry.objects.exists()


class TestSnapshots:
    @pytest.fixture
    def closed(self, book: Book) -> Book:
        services.post_many(book=book, drafts=[sale(1), sale(2, on=DAY + dt.timedelta(days=40))])
        services.close_period(book=book, through=DAY + dt.timedelta(days=30), by=None)
        return book

    def test_balances_are_counted_from_what_was_kept(self, closed: Book, django_assert_num_queries: Any) -> None:
        assert BalanceSnapshot.objects.filter(book=closed).count() == 3
        for days, sold in [(-1, 0), (0, 90_000), (29, 90_000), (30, 90_000), (31, 90_000), (40, 180_000)]:
            assert standing(closed, DAY + dt.timedelta(days=days)).get(COMMISSION, 0) == sold
        with django_assert_num_queries(5):
            balances(closed, DAY + dt.timedelta(days=40))

    def test_what_was_kept_is_what_balances_come_from(self, closed: Book) -> None:
        """Were it never read, the test above would pass without it."""
        BalanceSnapshot.objects.filter(account__code=COMMISSION).update(credited=1)
        assert standing(closed)[COMMISSION] == 90_001

    def test_opening_a_period_again_drops_what_was_kept_of_it(self, closed: Book) -> None:
        services.close_period(book=closed, through=DAY + dt.timedelta(days=60), by=None)
        services.reopen_period(book=closed, back_to=DAY + dt.timedelta(days=30), resolution="R-1", by=None)
        assert {row.on for row in BalanceSnapshot.objects.all()} == {DAY + dt.timedelta(days=30)}
        services.reopen_period(book=closed, back_to=None, resolution="R-2", by=None)
        assert not BalanceSnapshot.objects.exists()
        services.post(book=closed, draft=sale(3))
        assert standing(closed)[COMMISSION] == 270_000

    @pytest.mark.parametrize("days", [30, 60])
    def test_a_kept_balance_that_is_wrong_is_named(self, closed: Book, days: int) -> None:
        services.close_period(book=closed, through=DAY + dt.timedelta(days=60), by=None)
        call_command("verify_ledger")
        on = DAY + dt.timedelta(days=days)
        BalanceSnapshot.objects.filter(account__code=COMMISSION, on=on).update(credited=1)
        with pytest.raises(CommandError, match=f"account {COMMISSION} is broken: what was kept of it on {on}"):
            call_command("verify_ledger")

    def test_the_database_holds_it_to_accounts_of_its_book(self, closed: Book) -> None:
        other = services.open_book(code="FUND-1", name="Dana")
        account = other.accounts.first()
        with pytest.raises(DatabaseError), transaction.atomic():
            BalanceSnapshot.objects.create(book=closed, on=DAY, account=account, debited=1, credited=0)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_year_that_was_opened_again_is_closed_by_what_came_since(book: Book) -> None:
    end = dt.date(2013, 12, 31)
    services.post(book=book, draft=sale(1))
    services.close_year(book=book, through=end, by=None)
    services.reopen_period(book=book, back_to=None, resolution="R-1", by=None)
    services.post(book=book, draft=sale(2, amount=10_000))
    again = services.close_year(book=book, through=end, by=None)
    assert again is not None
    assert again.reference == "closing:2013-12-31:2"
    assert standing(book) == {CASH: 50_000, BANK: 50_000, RETAINED: 100_000}
