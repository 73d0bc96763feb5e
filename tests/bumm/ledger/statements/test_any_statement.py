"""Whatever a book has lived through, and whatever the day: its statements add up, agree with one another, and say what
someone finds who reads every transfer one by one."""

import datetime as dt
from collections import Counter
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bumm.ledger import services
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.models import Account, BalanceSnapshot, Book, Entry, Transfer
from bumm.ledger.services import Draft
from bumm.ledger.statements.account_ledger import account_ledger
from bumm.ledger.statements.cash_flow import Flow, cash_flow
from bumm.ledger.statements.days import Days, year_before, year_to
from bumm.ledger.statements.equity import Change, equity
from bumm.ledger.statements.income import income
from bumm.ledger.statements.kinds import STATEMENTS
from bumm.ledger.statements.position import position
from bumm.ledger.statements.trial_balance import trial_balance

CODES = [
    *("1.1.01.01", "1.1.01.02", "1.1.03.01", "1.3.01", "1.3.02", "2.1.02", "2.1.05", "3.1.01", "3.2.01", "3.3.01"),
    *("4.1.01", "5.1.01", "6.1.01", "6.1.05", "7.1.02", "1.9.01", "8.1"),
]
START, END = dt.date(2011, 12, 20), dt.date(2014, 1, 10)
DAYS = st.dates(START, END) | st.sampled_from([dt.date(2012, 2, 29), dt.date(2012, 12, 31), dt.date(2013, 1, 1)])
PAIRS = st.permutations(CODES).map(lambda codes: (codes[0], codes[1]))
TRANSFERS = st.lists(st.tuples(PAIRS, st.integers(1, 10**15)).map(lambda t: (*t[0], t[1])), min_size=1, max_size=3)
KINDS = st.sampled_from(["journal"] * 3 + ["opening", "closing"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), DAYS, KINDS, TRANSFERS),
        st.tuples(st.just("post"), DAYS, KINDS, TRANSFERS),
        st.tuples(st.just("reverse"), DAYS, st.integers(1, 6)),
        st.tuples(st.just("close_period"), DAYS),
        st.tuples(st.just("close_year"), st.sampled_from([dt.date(2011, 12, 31), dt.date(2012, 12, 31)])),
        st.tuples(st.just("reopen"), DAYS),
    ),
    min_size=4,
    max_size=24,
)


class Move(NamedTuple):
    """A transfer as it stands in the book; `nature` is the kind of its entry, or of the entry that it reverses."""

    on: dt.date
    nature: str
    debit: Account
    credit: Account
    amount: int


def live(book: Book, steps: list[Any]) -> None:
    """Take each step; what the books refuse has not happened."""
    for number, (what, day, *more) in enumerate(steps):
        try:
            if what == "post":
                services.post(book=book, draft=Draft(f"cause:{number}", day, tuple(more[1]), more[0]))
            elif what == "reverse":
                if entry := Entry.objects.filter(book=book, number=more[0]).first():
                    services.reverse(entry=entry, effective_on=day)
            elif what == "close_period":
                services.close_period(book=book, through=day, by=None)
            elif what == "close_year":
                services.close_year(book=book, through=day, by=None)
            else:
                services.reopen_period(book=book, back_to=day, resolution="R-1", by=None)
        except LedgerRefusal:
            pass


def moves_of(book: Book) -> list[Move]:
    found = Transfer.objects.filter(book=book).select_related("entry__reverses", "debit", "credit")
    return [Move(t.entry.effective_on, (t.entry.reverses or t.entry).kind, t.debit, t.credit, t.amount) for t in found]


def standing(moves: list[Move], on: dt.date) -> Counter[Account]:
    """Debits less credits."""
    found: Counter[Account] = Counter()
    for move in moves:
        if move.on <= on:
            found[move.debit] += move.amount
            found[move.credit] -= move.amount
    return found


def of_kind(figures: Counter[Account], *kinds: str) -> int:
    return sum(amount for account, amount in figures.items() if account.kind in kinds)


def check_trial_balance(book: Book, moves: list[Move], on: dt.date) -> None:
    found, expected = trial_balance(book, on), standing(moves, on)
    assert found.debited == found.credited
    assert {a: x for a, x in found.debits.items() if x} == {a: x for a, x in expected.items() if x > 0}
    assert {a: x for a, x in found.credits.items() if x} == {a: -x for a, x in expected.items() if x < 0}


def check_income(book: Book, moves: list[Move], on: dt.date) -> None:
    found = income(book, on)
    in_year = [move for move in moves if move.on.year == on.year and move.nature != "closing"]
    expected = standing(in_year, on)
    for account in Account.objects.filter(book=book, kind__in=["revenue", "expense"]):
        assert found.by_account[account] == -expected[account]
    assert found.result == -of_kind(expected, "revenue", "expense")
    assert found.result == found.operating + sum(found.part("7").values())


def check_position(book: Book, moves: list[Move], on: dt.date) -> None:
    found, expected = position(book, on), standing(moves, on)
    assert found.total_assets == found.total_liabilities + found.total_equity
    assert found.total_assets == of_kind(expected, "asset")
    assert found.total_liabilities == -of_kind(expected, "liability")
    assert found.not_carried == -of_kind(expected, "revenue", "expense")
    for figures, sign in ((found.assets, 1), (found.liabilities, -1), (found.equity, -1)):
        assert all(amount == sign * expected[account] for account, amount in figures.items())


def check_equity(book: Book, moves: list[Move], on: dt.date) -> None:
    found, now, before = equity(book, on), position(book, on), position(book, year_to(on).eve)
    assert found.total.opening == before.total_equity
    assert found.total.closing == now.total_equity
    assert found.not_carried.closing == now.not_carried
    assert found.not_carried.result == income(book, on).result
    for account, change in found.accounts.items():
        assert change.closing == now.equity[account]
        assert change == change_of(account, moves, on)


def change_of(account: Account, moves: list[Move], on: dt.date) -> Change:
    parts: Counter[str] = Counter()
    for move in moves:
        for side, sign in ((move.debit, -1), (move.credit, 1)):
            if side == account and move.on <= on:
                part = {"opening": "brought_in", "closing": "carried"}.get(
                    move.nature, "added" if sign > 0 else "taken"
                )
                parts["opening" if move.on.year < on.year else part] += sign * move.amount
    return Change(**parts)


def check_cash_flow(book: Book, moves: list[Move], on: dt.date) -> None:
    found = cash_flow(book, on)
    assert found.opening + found.brought_in + sum(flow.net for flow in found.flows.values()) == found.closing
    cash = {account: x for account, x in standing(moves, on).items() if account.activity == "cash"}
    assert found.closing == sum(cash.values())
    into: Counter[Account] = Counter()
    out: Counter[Account] = Counter()
    for move in moves:
        if move.on.year == on.year and move.on <= on and move.nature != "opening":
            if move.debit.activity == "cash" != move.credit.activity:
                into[move.credit] += move.amount
            if move.credit.activity == "cash" != move.debit.activity:
                out[move.debit] += move.amount
    assert found.flows == {account: Flow(into[account], out[account]) for account in found.flows}
    by_activity = [found.activity(activity) for activity in ("operating", "investing", "financing")]
    assert sum(map(len, by_activity)) == len(found.flows)


def check_account_ledger(book: Book, moves: list[Move], days: Days, account: Account) -> None:
    sign = 1 if account.side == "debit" else -1
    ledger = account_ledger(book, account, days)
    balance = ledger.opening
    assert balance == sign * standing(moves, days.eve)[account]
    for line in ledger.lines(ledger.transfers):
        balance += sign * (line.debited - line.credited)
        assert line.balance == balance
        assert days.first <= line.entry.effective_on <= days.last
    assert ledger.closing == balance == sign * standing(moves, days.last)[account]


def check_all(book: Book, moves: list[Move], on: dt.date, since: dt.date, account: Account) -> None:
    for check in (check_trial_balance, check_income, check_position, check_equity, check_cash_flow):
        check(book, moves, on)
    check_account_ledger(book, moves, Days(min(since, on), max(since, on)), account)
    for statement in STATEMENTS.values():
        for table in statement.tables(book, on):
            assert {len(row.figures) for row in table.rows} <= {0, len(table.columns)}


def try_histories(histories: int) -> None:
    @settings(max_examples=histories, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS, on=DAYS, since=DAYS, code=st.sampled_from(CODES))
    def holds(steps: list[Any], on: dt.date, since: dt.date, code: str) -> None:
        with transaction.atomic():
            book = services.open_book(code="FUND-1", name="Dana")
            own = {"activity": "operating", "book": book}
            services.add_account(code="1.9.01", name="Hak", kind="asset", side="debit", **own)
            services.add_account(code="8.1", name="Denda", kind="expense", side="debit", **own)
            live(book, steps)
            moves, account = moves_of(book), Account.objects.get(book=book, code=code)
            check_all(book, moves, on, since, account)
            BalanceSnapshot.objects.filter(book=book).delete()
            check_all(book, moves, on, since, account)
            transaction.set_rollback(True)

    holds()


@pytest.mark.django_db
def test_statements_of_some_histories() -> None:
    try_histories(60)


@pytest.mark.long
@pytest.mark.django_db
def test_statements_of_many_histories() -> None:
    try_histories(1_000)


def test_the_year_before_a_leap_day_ends_on_the_28th() -> None:
    assert year_before(dt.date(2012, 2, 29)) == dt.date(2011, 2, 28)
    assert year_before(dt.date(2013, 2, 28)) == dt.date(2012, 2, 28)
    assert year_to(dt.date(2013, 5, 4)) == (dt.date(2013, 1, 1), dt.date(2013, 5, 4))
