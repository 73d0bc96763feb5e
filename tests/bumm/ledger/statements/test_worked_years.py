"""Two years of one book with figures small enough to be worked by hand, in each of its statements."""

import datetime as dt
from typing import Any

import pytest

from bumm.ledger import services
from bumm.ledger.models import Book, Entry
from bumm.ledger.services import Draft
from bumm.ledger.statements.account_ledger import account_ledger
from bumm.ledger.statements.cash_flow import cash_flow
from bumm.ledger.statements.days import Days
from bumm.ledger.statements.equity import equity
from bumm.ledger.statements.income import income
from bumm.ledger.statements.kinds import STATEMENTS
from bumm.ledger.statements.notes import notes
from tests.factories import BummFactory

CASH, BANK, RECEIVABLES, EQUIPMENT, WORN_OFF = "1.1.01.01", "1.1.01.02", "1.1.03.01", "1.3.01", "1.3.02"
CAPITAL, SHARED_OUT, RETAINED = "3.1.01", "3.2.01", "3.3.01"
COMMISSION, COST, RENT, DEPRECIATION, BESIDES = "4.1.01", "5.1.01", "6.1.01", "6.1.06", "7.1.02"
END_OF_2012, END_OF_2013 = dt.date(2012, 12, 31), dt.date(2013, 12, 31)
POSITION, INCOME, EQUITY, CASH_FLOW, TRIAL = (
    *("neraca", "laba-rugi", "perubahan-ekuitas"),
    *("arus-kas", "neraca-saldo"),
)


@pytest.fixture
def book(db: None) -> Book:
    """2012 opens with 100 in the bank, earns 30 and spends 10; 2013 earns 50, spends 20 and 5 besides, buys a machine
    for 40 that wears off by 8, and shares out 7."""
    book = services.open_book(code="BUMM-TIPES", name="Buku BUMM Tipes", bumm=BummFactory())
    services.open_balances(book=book, on=dt.date(2012, 3, 1), balances={BANK: 100, CAPITAL: 100})
    post(book, dt.date(2012, 5, 5), (BANK, COMMISSION, 30), (RENT, BANK, 10))
    services.close_year(book=book, through=END_OF_2012, by=None)
    post(book, dt.date(2013, 2, 1), (RECEIVABLES, COMMISSION, 50), (CASH, RECEIVABLES, 45))
    post(book, dt.date(2013, 2, 2), (COST, CASH, 12), (RENT, CASH, 8), (BESIDES, BANK, 5))
    post(book, dt.date(2013, 3, 3), (EQUIPMENT, BANK, 40), (CASH, BANK, 6), (SHARED_OUT, BANK, 7))
    post(book, dt.date(2013, 12, 31), (DEPRECIATION, WORN_OFF, 8))
    return book


def post(book: Book, on: dt.date, *transfers: tuple[str, str, int]) -> Entry:
    return services.post(book=book, draft=Draft(f"cause:{on}", on, transfers))


def rows(book: Book, name: str, on: dt.date = END_OF_2013) -> dict[str, tuple[Any, ...]]:
    """Figures by label; of labels that come twice, the last."""
    return {row.label: row.figures for table in STATEMENTS[name].tables(book, on) for row in table.rows}


def test_trial_balance(book: Book) -> None:
    *accounts, (_total, sums) = rows(book, TRIAL).items()
    assert sums == (178, 178, 120, 120)
    assert dict(accounts) == {
        "Kas": (31, 0, 0, 0),
        "Bank": (62, 0, 120, 0),
        "Piutang": (5, 0, 0, 0),
        "Peralatan": (40, 0, 0, 0),
        "Akumulasi penyusutan": (0, 8, 0, 0),
        "Modal disetor": (0, 100, 0, 100),
        "Bagi hasil usaha": (7, 0, 0, 0),
        "Laba ditahan": (0, 20, 0, 20),
        "Komisi penjualan": (0, 50, 0, 0),
        "Harga pokok barang sendiri": (12, 0, 0, 0),
        "Sewa": (8, 0, 0, 0),
        "Penyusutan": (8, 0, 0, 0),
        "Pendapatan dan biaya di luar usaha": (5, 0, 0, 0),
    }


def test_income(book: Book) -> None:
    found = income(book, END_OF_2013)
    assert (found.gross, found.operating, found.result) == (38, 22, 17)
    shown = rows(book, INCOME)
    assert shown["Komisi penjualan"] == (50, 30)
    assert shown["Harga pokok barang sendiri"] == (12, 0)
    assert shown["Sewa"] == (8, 10)
    assert shown["Pendapatan dan biaya di luar usaha"] == (-5, 0)
    assert list(shown.values())[-1] == (17, 20)


def test_a_closed_year_keeps_its_income_and_its_result_is_retained(book: Book) -> None:
    before, during = rows(book, INCOME), rows(book, POSITION)
    services.close_year(book=book, through=END_OF_2013, by=None)
    assert rows(book, INCOME) == before
    after = rows(book, POSITION)
    assert (during["Laba ditahan"], after["Laba ditahan"]) == ((20, 20), (37, 20))
    assert list(during.values())[-1] == list(after.values())[-1] == (130, 120)
    assert "Komisi penjualan" not in rows(book, TRIAL)


def test_position_takes_off_what_has_worn_off(book: Book) -> None:
    shown = rows(book, POSITION)
    assert shown["Akumulasi penyusutan"] == (-8, 0)
    assert shown["Bagi hasil usaha"] == (-7, 0)
    assert [figures for figures in shown.values() if figures == (130, 120)]  # assets
    assert (17, 0) in shown.values()  # not carried over yet


def test_changes_in_equity(book: Book) -> None:
    services.close_year(book=book, through=END_OF_2013, by=None)
    found = equity(book, END_OF_2013)
    changes = {account.code: change.figures for account, change in found.accounts.items() if any(change.figures)}
    assert changes == {
        CAPITAL: (100, 0, 0, 0, 0, 0, 100),
        SHARED_OUT: (0, 0, 0, 0, 0, -7, -7),
        RETAINED: (20, 0, 0, 17, 0, 0, 37),
    }
    assert found.not_carried.figures == (0, 0, 17, -17, 0, 0, 0)
    assert found.total.figures == (120, 0, 17, 0, 0, -7, 130)
    first = equity(book, END_OF_2012)
    assert first.total.figures == (0, 100, 20, 0, 0, 0, 120)


def test_cash_flow_by_the_activity_of_the_other_account(book: Book) -> None:
    found = cash_flow(book, END_OF_2013)
    flows = {account.code: flow.figures for account, flow in found.flows.items() if any(flow.figures)}
    assert flows == {
        RECEIVABLES: (45, 0, 45),
        COST: (0, 12, -12),
        RENT: (0, 8, -8),
        BESIDES: (0, 5, -5),
        EQUIPMENT: (0, 40, -40),
        SHARED_OUT: (0, 7, -7),
    }
    assert (found.opening, found.brought_in, found.closing) == (120, 0, 93)
    assert cash_flow(book, END_OF_2012).brought_in == 100
    shown = list(rows(book, CASH_FLOW).values())
    assert shown[0] == (None, None, 120, None, None, 0)
    assert shown[-1] == (None, None, 93, None, None, 120)


def test_reversed_opening_balances_and_closings_count_as_what_they_take_back(book: Book) -> None:
    services.reopen_period(book=book, back_to=None, resolution="R-1", by=None)
    for entry in Entry.objects.filter(book=book, kind__in=["opening", "closing"]):
        services.reverse(entry=entry, effective_on=dt.date(2013, 6, 1))
    assert income(book, END_OF_2013).result == 17
    assert cash_flow(book, END_OF_2013).brought_in == -100
    assert equity(book, END_OF_2013).total.figures == (120, -100, 17, 0, 0, -7, 30)


def test_account_ledger_runs_in_the_order_of_days(book: Book) -> None:
    cash = book.accounts.get(code=CASH)
    post(book, dt.date(2013, 1, 15), (CASH, CAPITAL, 3))  # recorded last
    ledger = account_ledger(book, cash, Days(dt.date(2013, 1, 1), dt.date(2013, 2, 28)))
    assert (ledger.opening, ledger.closing) == (0, 28)
    said = [
        (line.entry.number, line.description, line.other.code, line.debited, line.credited, line.balance)
        for line in ledger.lines(ledger.transfers)
    ]
    assert said == [
        (8, "cause:2013-01-15", CAPITAL, 3, 0, 3),
        (4, "cause:2013-02-01", RECEIVABLES, 45, 0, 48),
        (5, "cause:2013-02-02", COST, 0, 12, 36),
        (5, "cause:2013-02-02", RENT, 0, 8, 28),
    ]
    capital = account_ledger(book, book.accounts.get(code=CAPITAL), Days(dt.date(2012, 1, 1), END_OF_2013))
    assert [line.balance for line in capital.lines(capital.transfers)] == [100, 103]


def test_notes_tell_the_facts_of_the_book(book: Book) -> None:
    services.add_account(book=book, code="2.1.09", name="Dana", kind="liability", side="credit", activity="financing")
    book.refresh_from_db()
    found = notes(book, END_OF_2012)
    assert found.head == Entry.objects.get(book=book, number=7)
    assert [account.code for account in found.own_accounts] == ["2.1.09"]
    assert [fact for _what, fact in found.facts()] == ["31 Desember 2012", "3", "7", found.head.hash, "2.1.09 Dana"]
    empty = notes(services.open_book(code="FUND-1", name="Dana"), END_OF_2012)
    assert (empty.entries, empty.head, empty.own_accounts) == (0, None, [])
    assert len(list(empty.facts())) == 5


@pytest.mark.parametrize("name", STATEMENTS)
def test_an_empty_book_has_empty_statements(db: None, name: str) -> None:
    book = services.open_book(code="FUND-1", name="Dana")
    assert all(not any(figures) for figures in rows(book, name).values())


QUERIES = {TRIAL: 10, INCOME: 6, POSITION: 10, EQUITY: 14, CASH_FLOW: 22}


@pytest.mark.parametrize("name", QUERIES)
def test_more_entries_take_no_more_queries(book: Book, name: str, django_assert_num_queries: Any) -> None:
    for number in (0, 50):
        drafts = [Draft(f"more:{n}", dt.date(2013, 7, 1), ((CASH, COMMISSION, 9),)) for n in range(number)]
        services.post_many(book=book, drafts=drafts)
        with django_assert_num_queries(QUERIES[name]):
            STATEMENTS[name].tables(book, END_OF_2013)
