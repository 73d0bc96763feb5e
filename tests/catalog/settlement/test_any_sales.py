"""Whatever is sold, handed over, refunded and paid out in whatever order: the books balance, every split comes to what
was paid, no row and no deposit is ever negative, and in the end nobody is owed anything."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bumm.ledger import services as ledger
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault
from bumm.people.models import Bumm, Group, User
from catalog.settlement import services
from catalog.settlement.exceptions import DiscountTooHigh, MakersGetTooMuch, NobodyToPay
from catalog.settlement.models import Payout, Sale, SaleEvent
from catalog.settlement.selectors import (
    deposit_of,
    handed_over,
    lines_left,
    net_of,
    rows_left,
    standing_of,
    standings,
)
from catalog.settlement.services import Line, Money
from tests.bumm.distribution import scene
from tests.catalog.settlement.market import DAY, bumm_that_sells, group_of, proof, standing

GROUPS, CAPITAL = 3, 10**12
LATER = DAY + dt.timedelta(days=30)
amounts = st.integers(1, 10_000_000)
# (group, gross, discount in percent, maker or none, the maker's part in percent)
goods = st.tuples(
    st.integers(0, GROUPS - 1), amounts, st.integers(0, 100), st.integers(-1, GROUPS - 1), st.integers(0, 100)
)
carts = st.tuples(st.lists(goods, min_size=1, max_size=4), st.integers(0, 30_000), st.booleans())
# What happens next: to which sale, what, and how much of what is possible, in percent.
steps = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("hhrrrpi"), st.integers(0, 100)), max_size=8)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Market:
    """A BUMM with groups and money, and all that was sold by it."""

    def __init__(self, place: str, bearer: str) -> None:
        self.bumm: Bumm = bumm_that_sells(place=place, discount_bearer=bearer, fee_bearer=bearer)
        self.groups: list[Group] = [group_of(self.bumm) for _group in range(GROUPS)]
        self.treasurer: User = scene.treasurer_of(self.bumm)
        self.supervisor: User = scene.supervisor_of(self.bumm)
        self.proof = proof()
        own = (("1.1.01.02", "3.4.01", CAPITAL), ("1.1.01.01", "3.4.01", CAPITAL))
        ledger.post(book=self.bumm.book, draft=Draft("modal", DAY, own))
        self.sales: list[Sale] = []
        self.times = 0

    def cause(self) -> str:
        self.times += 1
        return f"cause:{self.times}"

    def sell(self, wanted: list[tuple[int, int, int, int, int]], delivery: int, in_custody: bool) -> None:
        lines = []
        for group, gross, off, maker, part in wanted:
            makers = [] if maker < 0 else [(self.groups[maker], gross * part // 100)]
            makers = [(who, amount) for who, amount in makers if amount]
            lines.append(Line(group + 1, self.groups[group], 1, gross, gross * off // 100, makers))
        reference = f"order:{len(self.sales) + 1}"
        try:
            with transaction.atomic():
                sale = services.freeze_sale(reference=reference, bumm=self.bumm, lines=lines, delivery=delivery, on=DAY)
        except (DiscountTooHigh, MakersGetTooMuch):
            return
        self.sales.append(sale)
        total = net_of(rows_left(sale))
        if total:
            holder = self.groups[0] if in_custody else None
            into = Money.CUSTODY if in_custody else Money.BANK
            services.receive(reference=reference, cause=self.cause(), amount=total, into=into, on=DAY, group=holder)

    def step(self, number: int, what: str, part: int) -> None:
        if what == "p":
            self.pay_out()
        elif what == "i":
            self.hand_in(part)
        elif self.sales:
            sale = self.sales[number % len(self.sales)]
            parcels = sorted({row.parcel for row in rows_left(sale)} - {0})
            if what == "h":
                self.hand_over(sale, parcels[part % len(parcels)])
            else:
                self.refund(sale, part)

    def hand_over(self, sale: Sale, parcel: int) -> None:
        services.hand_over(reference=sale.reference, parcel=parcel, on=DAY)

    def refund(self, sale: Sale, part: int) -> None:
        left = sum(line.net for line in lines_left(rows_left(sale)).values())
        if amount := left * part // 100:
            services.refund(reference=sale.reference, cause=self.cause(), amount=amount, out_of=Money.BANK, on=LATER)

    def hand_in(self, part: int) -> None:
        held = standing_of(self.bumm.book, self.groups[0], LATER).custody
        if held > 0 and (amount := held * part // 100):
            services.hand_in(book=self.bumm.book, cause=self.cause(), amount=amount, on=LATER, group=self.groups[0])

    def pay_out(self) -> None:
        try:
            with transaction.atomic():
                batch = services.prepare_payouts(
                    book=self.bumm.book, method="cash", by=self.treasurer, due_by=LATER, also_with_account=True
                )
        except NobodyToPay:
            return
        services.approve_batch(batch=batch, by=self.supervisor)
        services.record_paid(batch=batch, paid_on=LATER, evidence=self.proof)

    def check(self) -> None:
        for sale in self.sales:
            rows = rows_left(sale)
            assert all(row.amount >= 0 for row in rows)
            assert deposit_of(sale) == net_of([row for row in rows if row.parcel not in handed_over(sale)])
        assert all(one.owed >= 0 for one in standings(self.bumm.book, LATER))
        assert all(payout.amount >= 0 for payout in Payout.objects.all())

    def end(self) -> None:
        """All is handed over, and what is owed paid: nothing is left on the groups' accounts nor of the buyers'."""
        for sale in self.sales:
            for parcel in sorted({row.parcel for row in rows_left(sale)} - {0}):
                self.hand_over(sale, parcel)
        self.pay_out()
        left = standing(self.bumm)
        assert "2.1.01" not in left
        assert not [code for code in left if code.startswith("2.1.02")]
        assert first_fault(self.bumm.book) is None
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


Carts = list[tuple[list[tuple[int, int, int, int, int]], int, bool]]
Steps = list[tuple[int, str, int]]


@pytest.fixture
def markets(db: None) -> list[Market]:
    """One in which the BUMM bears discounts, one in which the groups do. Whatever happens in them is undone."""
    return [Market("tipes", "bumm"), Market("mojosongo", "group")]


def any_sales(market: Market, carts: Carts, steps: Steps) -> None:
    with undone():
        market.sales, market.times = [], 0
        for wanted, delivery, in_custody in carts:
            market.sell(wanted, delivery, in_custody)
        for step in steps:
            market.step(*step)
        market.check()
        market.end()
        kinds = SaleEvent.objects.order_by().values("kind").annotate(sum=Sum("amount"))
        sums = {row["kind"]: row["sum"] for row in kinds}
        assert sums.get("refunded", 0) <= sums.get("received", 0)


ANY = {"deadline": None, "suppress_health_check": list(HealthCheck)}
GIVEN = given(st.lists(carts, min_size=1, max_size=3), steps, st.integers(0, 1))


@settings(max_examples=20, **ANY)
@GIVEN
def test_some_sales(markets: list[Market], carts: Carts, steps: Steps, which: int) -> None:
    any_sales(markets[which], carts, steps)


@pytest.mark.long
@settings(max_examples=500, **ANY)
@GIVEN
def test_many_sales(markets: list[Market], carts: Carts, steps: Steps, which: int) -> None:
    any_sales(markets[which], carts, steps)
