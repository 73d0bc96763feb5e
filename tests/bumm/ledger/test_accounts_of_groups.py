"""What is owed to each group, on an account of its own, and what sales brought to it in a number of days."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from bumm.ledger import services
from bumm.ledger.export import as_beancount
from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.selectors import turnover_of_groups
from bumm.ledger.services import Draft
from bumm.ledger.statements.position import position
from bumm.people.models import Group
from tests.bumm.ledger.test_books import BANK, CAPITAL, CASH, COMMISSION, book, new_book, standing
from tests.factories import GroupFactory

__all__ = ["book"]  # a fixture

CUSTODY, DUE_FROM_GROUPS, DEPOSITS = "1.1.01.04", "1.1.03.02", "2.1.01"
MELATI, KENANGA = "2.1.02.01", "2.1.02.02"
FIRST, LAST = dt.date(2013, 1, 1), dt.date(2013, 12, 31)
MID_YEAR = dt.date(2013, 6, 15)


@pytest.fixture
def groups(book: Book) -> tuple[Group, Group]:
    melati, kenanga = GroupFactory(name="Perca Melati"), GroupFactory(name="Perca Kenanga")
    for group in (melati, kenanga):
        services.open_group_account(book=book, group=group)
    return melati, kenanga


def post(book: Book, reference: str, *transfers: tuple[str, str, int], on: dt.date = MID_YEAR) -> Entry:
    return services.post(book=book, draft=Draft(reference, on, transfers))


def sell(book: Book, *, on: dt.date = MID_YEAR, account: str = MELATI, reference: str = "sale") -> Entry:
    """Goods for 100,000 paid before: 90,000 to the group, the rest is commission."""
    return post(book, reference, (DEPOSITS, account, 90_000), (DEPOSITS, COMMISSION, 10_000), on=on)


class TestOpening:
    def test_each_group_has_one_beneath_the_group_payables(self, book: Book, groups: tuple[Group, Group]) -> None:
        account = Account.objects.get(book=book, group=groups[0])
        assert (account.code, account.name, account.name_en) == (
            MELATI,
            "Utang kepada Perca Melati",
            "Payable to Perca Melati",
        )
        assert (account.kind, account.side, account.activity) == ("liability", "credit", "operating")
        assert Account.objects.get(book=book, group=groups[1]).code == KENANGA

    def test_opening_it_again_changes_nothing(self, book: Book, groups: tuple[Group, Group]) -> None:
        before = list(Account.objects.values())
        services.open_group_account(book=book, group=groups[1])
        assert list(Account.objects.values()) == before

    def test_it_takes_no_number_that_is_taken(self, book: Book, groups: tuple[Group, Group]) -> None:
        kinds = {"kind": "liability", "side": "credit", "activity": "operating"}
        services.add_account(book=book, code="2.1.02.99", name="Kelompok lama", **kinds)
        services.add_account(book=book, code="2.1.02.07.5", name="Lain sama sekali", **kinds)
        assert services.open_group_account(book=book, group=GroupFactory()).code == "2.1.02.100"
        assert services.open_group_account(book=new_book("mojosongo"), group=groups[0]).code == MELATI

    def test_the_longest_name_of_a_group_fits(self, book: Book) -> None:
        name = "K" * 100
        assert services.open_group_account(book=book, group=GroupFactory(name=name)).name.endswith(name)

    def test_the_database_allows_one_and_of_a_liability_only(self, book: Book, groups: tuple[Group, Group]) -> None:
        with pytest.raises(IntegrityError, match="account_of_a_group_once_a_book"), transaction.atomic():
            Account.objects.filter(book=book, code=DEPOSITS).update(group=groups[0])
        with pytest.raises(IntegrityError, match="account_of_a_group_is_a_liability"), transaction.atomic():
            Account.objects.filter(book=book, code=CASH).update(group=GroupFactory())


class TestTurnover:
    def turnover(self, book: Book, groups: tuple[Group, Group]) -> tuple[int, int]:
        found = turnover_of_groups(book, FIRST, LAST)
        return found.get(groups[0].pk, 0), found.get(groups[1].pk, 0)

    def test_is_what_sales_brought_to_each(self, book: Book, groups: tuple[Group, Group]) -> None:
        assert turnover_of_groups(book, FIRST, LAST) == {}
        sell(book)
        sell(book, account=KENANGA, reference="another")
        post(book, "a part made for it", (DEPOSITS, KENANGA, 5_000))
        assert self.turnover(book, groups) == (90_000, 95_000)

    def test_both_days_are_included_and_no_other(self, book: Book, groups: tuple[Group, Group]) -> None:
        day = dt.timedelta(days=1)
        for on in (FIRST - day, LAST + day):
            sell(book, on=on, reference=f"{on}")
        assert self.turnover(book, groups) == (0, 0)
        for on in (FIRST, LAST):
            sell(book, on=on, reference=f"{on}", account=KENANGA)
        assert self.turnover(book, groups) == (0, 180_000)

    def test_is_of_one_book(self, book: Book, groups: tuple[Group, Group]) -> None:
        other = new_book("mojosongo")
        services.open_group_account(book=other, group=groups[0])
        sell(other)
        assert self.turnover(book, groups) == (0, 0)
        assert turnover_of_groups(other, FIRST, LAST) == {groups[0].pk: 90_000}

    def test_a_payout_and_its_return_do_not_count(self, book: Book, groups: tuple[Group, Group]) -> None:
        sell(book)
        payout = post(book, "payout", (MELATI, BANK, 90_000))
        assert self.turnover(book, groups) == (90_000, 0)
        services.reverse(entry=payout, effective_on=MID_YEAR)
        assert self.turnover(book, groups) == (90_000, 0)

    def test_cash_it_holds_counts_as_sold_and_not_again_when_netted(
        self, book: Book, groups: tuple[Group, Group]
    ) -> None:
        fair = post(book, "fair", (CUSTODY, MELATI, 2_700_000), (CUSTODY, COMMISSION, 300_000))
        assert self.turnover(book, groups) == (2_700_000, 0)
        post(book, "netted", (MELATI, CUSTODY, 2_000_000))
        assert self.turnover(book, groups) == (2_700_000, 0)
        services.reverse(entry=fair, effective_on=MID_YEAR)
        assert self.turnover(book, groups) == (0, 0)

    def test_what_is_due_from_it_is_netted_without_counting(self, book: Book, groups: tuple[Group, Group]) -> None:
        sell(book)
        post(book, "offset", (MELATI, DUE_FROM_GROUPS, 20_000))
        assert self.turnover(book, groups) == (90_000, 0)

    def test_a_sale_taken_back_is_none(self, book: Book, groups: tuple[Group, Group]) -> None:
        sale = sell(book)
        services.reverse(entry=sale, effective_on=LAST)
        assert self.turnover(book, groups) == (0, 0)
        assert turnover_of_groups(book, FIRST, MID_YEAR) == {groups[0].pk: 90_000}

    def test_a_refund_lessens_it_also_below_nothing(self, book: Book, groups: tuple[Group, Group]) -> None:
        sell(book, on=FIRST - dt.timedelta(days=10))
        post(book, "refund", (MELATI, DEPOSITS, 30_000), (COMMISSION, DEPOSITS, 3_000))
        assert self.turnover(book, groups) == (-30_000, 0)

    def test_what_goes_from_group_to_group_counts_for_both(self, book: Book, groups: tuple[Group, Group]) -> None:
        sell(book)
        post(book, "ironing", (MELATI, KENANGA, 15_000))
        assert self.turnover(book, groups) == (75_000, 15_000)

    def test_what_the_book_begins_with_is_no_sale(self, book: Book, groups: tuple[Group, Group]) -> None:
        brought = {BANK: 1_000_000, MELATI: 600_000, CAPITAL: 400_000}
        opening = services.open_balances(book=book, on=FIRST, balances=brought)
        assert self.turnover(book, groups) == (0, 0)
        services.reverse(entry=opening, effective_on=MID_YEAR)
        assert self.turnover(book, groups) == (0, 0)

    def test_closing_a_year_changes_nothing(self, book: Book, groups: tuple[Group, Group]) -> None:
        sell(book)
        services.close_year(book=book, through=LAST, by=None)
        assert self.turnover(book, groups) == (90_000, 0)

    def test_one_statement_tells_all(self, book: Book, groups: Any, django_assert_num_queries: Any) -> None:
        sell(book)
        with django_assert_num_queries(1):
            turnover_of_groups(book, FIRST, LAST)


def test_statements_and_exports_show_it_as_any_account(book: Book, groups: tuple[Group, Group]) -> None:
    post(book, "paid", (BANK, DEPOSITS, 100_000))
    sell(book)
    assert standing(book) == {BANK: 100_000, MELATI: 90_000, COMMISSION: 10_000}
    owed = {account.code: amount for account, amount in position(book, LAST).liabilities.items() if amount}
    assert owed == {MELATI: 90_000}
    assert any("Liabilities:K2-1-02-01-Utang-kepada-Perca-Melati -90000 IDR" in line for line in as_beancount(book))
    call_command("verify_ledger", book=book.code, stdout=io.StringIO())
