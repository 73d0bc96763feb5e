"""Whatever happens to a book, in whatever order: it balances, has no gap, is chained, posts once, keeps its periods.

A machine posts, posts again, posts otherwise, reverses, closes and opens at random, beside a model that a child could
keep with pencil and paper; afterwards book and model say the same.
"""

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bumm.ledger import exceptions as refusals
from bumm.ledger import services
from bumm.ledger.models import Entry
from bumm.ledger.selectors import balances, transfers_of
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault

CODES = ["1.1.01.01", "1.1.01.02", "2.1.02", "3.3.01", "4.1.01", "6.1.01"]
START = dt.date(2013, 1, 1)
DAYS = st.integers(0, 60).map(lambda day: START + dt.timedelta(days=day))
PAIRS = st.permutations(CODES).map(lambda codes: (codes[0], codes[1]))
TRANSFERS = st.lists(st.tuples(PAIRS, st.integers(1, 10**15)).map(lambda t: (*t[0], t[1])), min_size=1, max_size=3)
FULL, TENTH = 2_000, 200
STEPS = 50


class AnyHistory(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.book = services.open_book(code="FUND-1", name="Dana")
        self.drafts: dict[str, Draft] = {}
        self.entries: list[Entry] = []
        self.reversed: set[int] = set()
        self.closed: dt.date | None = None
        self.on_debit: dict[dt.date, Counter[str]] = defaultdict(Counter)  # by day

    def draft(self, day: dt.date, transfers: list[Any]) -> Draft:
        return Draft(f"cause:{len(self.drafts)}", day, tuple(transfers))

    def is_closed(self, day: dt.date) -> bool:
        return self.closed is not None and day <= self.closed

    def note(self, entry: Entry, transfers: Any) -> None:
        assert entry.number == len(self.entries) + 1
        self.entries.append(entry)
        for debit, credit, amount in transfers:
            self.on_debit[entry.effective_on][debit] += amount
            self.on_debit[entry.effective_on][credit] -= amount

    def standing(self, on: dt.date) -> dict[str, int]:
        """What stands on the accounts at the end of a day, negative on credit."""
        total: Counter[str] = Counter()
        for day, moved in self.on_debit.items():
            if day <= on:
                for code, amount in moved.items():
                    total[code] += amount
        return {code: amount for code, amount in total.items() if amount}

    @rule(day=DAYS, transfers=TRANSFERS)
    def post(self, day: dt.date, transfers: list[Any]) -> None:
        draft = self.draft(day, transfers)
        if self.is_closed(day):
            with pytest.raises(refusals.PeriodClosed):
                services.post(book=self.book, draft=draft)
            return
        self.note(services.post(book=self.book, draft=draft), transfers)
        self.drafts[draft.reference] = draft

    @rule(days=st.lists(st.tuples(DAYS, TRANSFERS), min_size=2, max_size=6))
    def post_many(self, days: list[Any]) -> None:
        drafts = [Draft(f"cause:{len(self.drafts) + n}", day, tuple(said)) for n, (day, said) in enumerate(days)]
        if any(self.is_closed(draft.effective_on) for draft in drafts):
            with pytest.raises(refusals.PeriodClosed):
                services.post_many(book=self.book, drafts=drafts)
            return
        for entry, draft in zip(services.post_many(book=self.book, drafts=drafts), drafts, strict=True):
            self.note(entry, draft.transfers)
            self.drafts[draft.reference] = draft

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def post_again(self, data: st.DataObject) -> None:
        draft = self.drafts[data.draw(st.sampled_from(sorted(self.drafts)))]
        assert services.post(book=self.book, draft=draft).reference == draft.reference
        assert Entry.objects.count() == len(self.entries)

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def post_otherwise(self, data: st.DataObject) -> None:
        draft = self.drafts[data.draw(st.sampled_from(sorted(self.drafts)))]
        other = Draft(draft.reference, draft.effective_on, (*draft.transfers, (CODES[0], CODES[1], 7)))
        with pytest.raises(refusals.ReferenceTaken):
            services.post(book=self.book, draft=other)

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), day=DAYS)
    def reverse(self, data: st.DataObject, day: dt.date) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        if entry.kind == "reversal":
            with pytest.raises(refusals.IsAReversal):
                services.reverse(entry=entry, effective_on=day)
        elif entry.pk in self.reversed:
            with pytest.raises(refusals.AlreadyReversed):
                services.reverse(entry=entry, effective_on=day)
        elif self.is_closed(day):
            with pytest.raises(refusals.PeriodClosed):
                services.reverse(entry=entry, effective_on=day)
        else:
            back = services.reverse(entry=entry, effective_on=day)
            self.note(back, transfers_of([back])[back.pk])
            self.reversed.add(entry.pk)

    @rule(day=DAYS)
    def close(self, day: dt.date) -> None:
        if self.is_closed(day):
            with pytest.raises(refusals.NotClosable):
                services.close_period(book=self.book, through=day, by=None)
            return
        services.close_period(book=self.book, through=day, by=None)
        self.closed = day

    @rule(day=st.none() | DAYS)
    def reopen(self, day: dt.date | None) -> None:
        if self.closed is None or (day and day >= self.closed):
            with pytest.raises(refusals.NotReopenable):
                services.reopen_period(book=self.book, back_to=day, resolution="R-1", by=None)
            return
        services.reopen_period(book=self.book, back_to=day, resolution="R-1", by=None)
        self.closed = day

    @rule(day=DAYS)
    def look(self, day: dt.date) -> None:
        self.compare(day)

    def compare(self, day: dt.date) -> None:
        standing = {
            account.code: balance if account.side == "debit" else -balance
            for account, balance in balances(self.book, day)
            if balance
        }
        assert standing == self.standing(day)
        assert sum(standing.values()) == 0

    def teardown(self) -> None:
        try:
            numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, len(self.entries) + 1))
            assert first_fault(self.book) is None
            self.compare(START + dt.timedelta(days=99))
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


def run(histories: int) -> None:
    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_a_tenth_of_the_histories() -> None:
    run(TENTH)


@pytest.mark.long
@pytest.mark.django_db
def test_all_histories() -> None:
    run(FULL)
