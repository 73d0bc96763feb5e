"""Whatever happens to a register, in whatever order, backdated or not: nobody holds less than nothing on any day, what
was known at a number stays the answer, and the capital in the book is that of the register.

A machine issues, transfers, redeems, lets inherit, corrects and says things twice at random, beside a list of events
that a child could add up; what the list allows is done and what it does not is refused.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bumm.charter.models import CharterShareClass
from bumm.ledger.models import Book, Transfer
from bumm.ledger.verification import first_fault
from bumm.people.models import Party
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.accounts import CAPITAL
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.selectors import HOLDINGS, capital, holdings, last_number, paid_in
from bumm.shares.selectors import issued as issued_on
from tests.bumm.shares.test_subscriptions import founded, share_class_of
from tests.factories import a_resident, issued

PAR, MOST, CAP = 50_000, 200, 100  # one may hold half of two hundred shares
START = dt.date(2013, 3, 1)
SPAN = [START + dt.timedelta(days=day) for day in range(30)]
DAYS = st.sampled_from(SPAN)
WHO = st.integers(0, 3)
PAIRS = st.permutations(range(4)).map(lambda who: (who[0], who[1]))
QUANTITIES = st.integers(1, 60)
FULL, SOME = (1_000, 50), (20, 30)  # histories, and steps of each


@dataclass
class Line:
    """An event as the child writes it down: who gave (None: the BUMM) how many to whom on which day."""

    day: dt.date
    giver: int | None
    taker: int | None
    quantity: int
    kind: str
    corrected_on: dt.date | None = None


class AnyRegister(RuleBasedStateMachine):
    """Each history begins anew with an empty register; the BUMM and the residents are the same in all."""

    share_class: ShareClass
    parties: list[Party]

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.book = self.share_class.bumm.book
        self.lines: list[Line] = []
        self.answers: Answers = {}
        self.attempts = 0

    # What the list says

    def held(self, day: dt.date, lines: list[Line]) -> dict[int, int]:
        found = dict.fromkeys(range(4), 0)
        for line in lines:
            if line.day <= day:
                if line.giver is not None:
                    found[line.giver] -= line.quantity
                if line.taker is not None:
                    found[line.taker] += line.quantity
        return found

    def later(self, new: Line) -> list[dict[int, int]]:
        """What everybody would hold on the day of a new line and on each later one."""
        return [self.held(day, [*self.lines, new]) for day in SPAN if day >= new.day]

    def is_short(self, new: Line) -> bool:
        return new.giver is not None and any(held[new.giver] < 0 for held in self.later(new))

    def is_over(self, new: Line) -> bool:
        return new.taker is not None and any(held[new.taker] > CAP for held in self.later(new))

    def is_too_much(self, new: Line) -> bool:
        return any(sum(held.values()) > MOST for held in self.later(new))

    def is_illiquid(self, new: Line) -> bool:
        paid = sum(line.quantity for line in self.lines if line.kind == "issue" and line.day <= new.day)
        redeemed = sum(line.quantity for line in self.lines if line.kind == "redeem" and not line.corrected_on)
        return new.quantity + redeemed > paid / 2  # half of the bank, which only payments filled

    # What is done

    def act(self, new: Line, refusal: type[Exception] | None, **more: Any) -> None:
        self.attempts += 1
        verb = getattr(
            services, {"transfer": "transfer_shares", "inherit": "inherit_shares"}.get(new.kind, "redeem_shares")
        )
        ends = {name: self.parties[who] for name in ("giver", "taker") if (who := getattr(new, name)) is not None}
        said = {"quantity": new.quantity, "effective_on": new.day, "reference": f"cause:{self.attempts}"}
        if refusal:
            with pytest.raises(refusal):
                verb(share_class=self.share_class, **ends, **said)
            return
        event = verb(share_class=self.share_class, **ends, **said)
        self.note(event, new)
        assert verb(share_class=self.share_class, **ends, **said) == event
        with pytest.raises(refusals.ReferenceTaken):
            verb(share_class=self.share_class, **ends, **said | {"quantity": new.quantity + 1})

    def note(self, event: ShareEvent, line: Line) -> None:
        self.lines.append(line)
        assert event.number == len(self.lines)

    @rule(day=DAYS, who=WHO, quantity=QUANTITIES)
    def issue(self, day: dt.date, who: int, quantity: int) -> None:
        new = Line(day, None, who, quantity, "issue")
        refusal = refusals.TooManyShares if self.is_too_much(new) else refusals.OverCap if self.is_over(new) else None
        if refusal:
            with pytest.raises(refusal), transaction.atomic():
                issued(self.share_class, {self.parties[who]: quantity}, day)
            return
        [event] = issued(self.share_class, {self.parties[who]: quantity}, day)
        self.note(event, new)

    @rule(day=DAYS, pair=PAIRS, quantity=QUANTITIES)
    def transfer(self, day: dt.date, pair: tuple[int, int], quantity: int) -> None:
        new = Line(day, *pair, quantity, "transfer")
        self.act(new, refusals.NotEnough if self.is_short(new) else refusals.OverCap if self.is_over(new) else None)

    @rule(day=DAYS, pair=PAIRS, quantity=QUANTITIES)
    def inherit(self, day: dt.date, pair: tuple[int, int], quantity: int) -> None:
        new = Line(day, *pair, quantity, "inherit")
        self.act(new, refusals.NotEnough if self.is_short(new) else None)

    @rule(day=DAYS, who=WHO, quantity=QUANTITIES)
    def redeem(self, day: dt.date, who: int, quantity: int) -> None:
        new = Line(day, who, None, quantity, "redeem")
        self.act(
            new, refusals.NotEnough if self.is_short(new) else refusals.NotLiquid if self.is_illiquid(new) else None
        )

    @precondition(lambda self: self.lines)
    @rule(data=st.data(), day=DAYS)
    def correct(self, data: st.DataObject, day: dt.date) -> None:
        number = data.draw(st.integers(1, len(self.lines)))
        wrong = self.lines[number - 1]
        event = ShareEvent.objects.get(share_class=self.share_class, number=number)
        new = Line(day, wrong.taker, wrong.giver, wrong.quantity, "correct")
        if wrong.kind == "correct":
            refusal: type[Exception] | None = refusals.IsACorrection
        elif wrong.corrected_on:
            refusal = None if wrong.corrected_on == day else refusals.ReferenceTaken
        elif day < wrong.day:
            refusal = refusals.BeforeCorrected
        else:
            refusal = refusals.NotEnough if self.is_short(new) else None
        if refusal:
            with pytest.raises(refusal):
                services.correct_event(event=event, effective_on=day)
        else:
            correction = services.correct_event(event=event, effective_on=day)
            if not wrong.corrected_on:
                self.note(correction, new)
                wrong.corrected_on = day

    @rule(day=DAYS, data=st.data())
    def look(self, day: dt.date, data: st.DataObject) -> None:
        known = data.draw(st.integers(0, len(self.lines)))
        self.answers[day, known] = holdings(self.share_class, as_of=day, known_at=known)
        self.compare(day, known)

    # What must be so

    def by_party(self, day: dt.date, known: int) -> dict[int, int]:
        return {self.parties[who].pk: n for who, n in self.held(day, self.lines[:known]).items() if n}

    def compare(self, day: dt.date, known: int) -> None:
        """The reads of the register and of the book's capital, one by one, on one day."""
        held = self.by_party(day, known)
        assert holdings(self.share_class, as_of=day, known_at=known) == held
        assert issued_on(self.share_class, as_of=day, known_at=known) == sum(held.values())
        if known == len(self.lines):
            assert paid_in(self.book, as_of=day) == capital(self.book.bumm, as_of=day) == PAR * sum(held.values())

    def teardown(self) -> None:
        try:
            known = len(self.lines)
            assert last_number(self.share_class) == known
            assert all(n >= 0 for day in SPAN for n in self.held(day, self.lines).values())
            today = {(day, known): self.by_party(day, known) for day in SPAN}
            assert all_holdings(self.share_class, today) == today
            assert all_holdings(self.share_class, self.answers) == self.answers
            issued_by_day = {day: sum(today[day, known].values()) for day in SPAN}
            assert all_issued(self.share_class) == issued_by_day
            assert all_paid_in(self.book) == {day: PAR * number for day, number in issued_by_day.items()}
            for day in {START, *(line.day for line in self.lines[-1:]), SPAN[-1]}:
                self.compare(day, known)
            assert first_fault(self.book) is None
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


# Every day and every number at once, where asking for each by itself would take most of the time.

Answers = dict[tuple[dt.date, int], dict[int, int]]


EVERYWHERE = """
SELECT point.day, point.known, party, units
FROM unnest(%s::date[], %s::int[]) AS point (day, known) CROSS JOIN LATERAL ({}) AS answer
"""


def all_holdings(share_class: ShareClass, wanted: Answers) -> Answers:
    """What the register's own query says of each of these days and numbers."""
    found: Answers = {point: {} for point in wanted}
    query = HOLDINGS % {"share_class": str(share_class.pk), "as_of": "point.day", "known_at": "point.known"}
    days, numbers = [day for day, _known in wanted], [known for _day, known in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            EVERYWHERE.format(query),
            [days, numbers],
        )
        for day, known, party, units in cursor.fetchall():
            found[day, known][party] = units
    return found


def all_issued(share_class: ShareClass) -> dict[dt.date, int]:
    """Shares given out less those taken back, at the end of each day, from the events themselves."""
    moved = ShareEvent.objects.filter(share_class=share_class).values_list("effective_on", "giver", "taker", "quantity")
    return at_each_end((day, quantity * ((giver is None) - (taker is None))) for day, giver, taker, quantity in moved)


def all_paid_in(book: Book) -> dict[dt.date, int]:
    """What stands on paid-in capital at the end of each day, from the transfers themselves."""
    moved = Transfer.objects.filter(book=book).values_list(
        "entry__effective_on", "debit__code", "credit__code", "amount"
    )
    return at_each_end(
        (day, amount * ((credit == CAPITAL) - (debit == CAPITAL))) for day, debit, credit, amount in moved
    )


def at_each_end(moves: Iterable[tuple[dt.date, int]]) -> dict[dt.date, int]:
    kept = list(moves)
    return {end: sum(amount for day, amount in kept if day <= end) for end in SPAN}


def run(histories: int, steps: int) -> None:
    of_residents = CharterShareClass(
        code="A", name="Warga", par=PAR, for_persons=True, holder_cap_bp=5_000, most_units=MOST
    )
    charter = founded(of_residents, redemption_price="nominal", redemption_liquidity_bp=5_000)
    of_one = {"share_class": share_class_of(charter), "parties": [a_resident() for _ in range(4)]}
    run_state_machine_as_test(
        type("AnyRegister", (AnyRegister,), of_one),
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_some_histories() -> None:
    run(*SOME)


@pytest.mark.long
@pytest.mark.django_db
def test_all_histories() -> None:
    run(*FULL)
