"""The money of sales in the book: deposit, hand-over, refund, fee."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bumm.ledger.verification import first_fault
from catalog.settlement import services
from catalog.settlement.exceptions import NoBook, NothingSold, NotReceived, OtherSale, TooMuchBack
from catalog.settlement.models import RowReversal, Sale, SaleEvent, SaleLine, SplitRow
from catalog.settlement.selectors import left_of_parcel, standing_of
from catalog.settlement.services import Line, Money
from tests.catalog.settlement.market import (
    DAY,
    bumm_that_sells,
    group_of,
    handed,
    paid,
    refunded,
    sale_of,
    standing,
)
from tests.factories import BummFactory

pytestmark = pytest.mark.django_db

BANK, CLEARING, CUSTODY, DEPOSITS = "1.1.01.02", "1.1.01.03", "1.1.01.04", "2.1.01"
FIRST, SECOND = "2.1.02.01", "2.1.02.02"
COMMISSION, DELIVERY, DISCOUNTS, FEES, CODES = "4.1.01", "4.1.02", "4.1.04", "6.1.07", "7.1.01"


def test_a_sale_from_payment_to_hand_over() -> None:
    bumm = bumm_that_sells()
    group = group_of(bumm)
    sale = sale_of(bumm, Line(1, group, 1, 65_000), delivery=10_000)
    assert standing(bumm) == {}
    paid(sale, 74_783, unique_code=217)
    assert standing(bumm) == {BANK: 74_783, DEPOSITS: 75_000, CODES: -217}
    handed(sale)
    assert standing(bumm) == {BANK: 74_783, FIRST: 58_500, COMMISSION: 6_500, DELIVERY: 10_000, CODES: -217}
    assert first_fault(bumm.book) is None


def test_each_parcel_is_posted_once_and_the_first_brings_the_delivery() -> None:
    bumm = bumm_that_sells()
    one, other = group_of(bumm), group_of(bumm)
    sale = sale_of(bumm, Line(1, one, 1, 10_000), Line(2, other, 2, 20_000), delivery=5_000)
    paid(sale, 35_000)
    handed(sale, 2)
    handed(sale, 2)
    assert standing(bumm) == {BANK: 35_000, DEPOSITS: 10_000, SECOND: 18_000, COMMISSION: 2_000, DELIVERY: 5_000}
    handed(sale, 1)
    assert standing(bumm) == {BANK: 35_000, FIRST: 9_000, SECOND: 18_000, COMMISSION: 3_000, DELIVERY: 5_000}


@pytest.mark.parametrize("bearer", ["bumm", "group"])
def test_a_discount_is_borne_by_whom_the_charter_says(bearer: str) -> None:
    bumm = bumm_that_sells(discount_bearer=bearer)
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 100_000, discount=10_000))
    paid(sale, 90_000)
    handed(sale)
    expected = {BANK: 90_000, COMMISSION: 10_000}
    theirs = {FIRST: 90_000, DISCOUNTS: 10_000} if bearer == "bumm" else {FIRST: 80_000}
    assert standing(bumm) == expected | theirs
    refunded(sale, 45_000)
    refunded(sale, 45_000)
    assert standing(bumm) == {}
    assert first_fault(bumm.book) is None


def test_makers_of_another_kelurahan_are_payables_of_the_selling_bumm() -> None:
    bumm = bumm_that_sells()
    maker = group_of(bumm_that_sells(place="mojosongo"))
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000, makers=[(maker, 20_000)]))
    paid(sale, 65_000)
    handed(sale)
    assert standing(bumm) == {BANK: 65_000, FIRST: 20_000, SECOND: 38_500, COMMISSION: 6_500}
    assert standing_of(bumm.book, maker, DAY).owed == 20_000


def test_nothing_is_handed_over_before_it_is_paid() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000))
    paid(sale, 64_999)
    with pytest.raises(NotReceived, match="Rp1 "):
        handed(sale)
    assert standing(bumm) == {BANK: 64_999, DEPOSITS: 64_999}


def test_a_refund_before_the_hand_over_comes_out_of_the_deposit() -> None:
    bumm = bumm_that_sells()
    one, other = group_of(bumm), group_of(bumm)
    sale = sale_of(bumm, Line(1, one, 1, 10_000), Line(2, other, 1, 20_000))
    paid(sale, 30_000)
    refunded(sale, 20_000, parcels=[2])
    assert standing(bumm) == {BANK: 10_000, DEPOSITS: 10_000}
    handed(sale, 1)
    handed(sale, 2)  # of which nothing is left
    assert standing(bumm) == {BANK: 10_000, FIRST: 9_000, COMMISSION: 1_000}


def test_a_refund_after_the_hand_over_takes_back_from_those_who_got_it() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000))
    paid(sale, 65_000)
    handed(sale)
    refunded(sale, 6_500)
    assert standing(bumm) == {BANK: 58_500, FIRST: 52_650, COMMISSION: 5_850}
    assert left_of_parcel(sale.reference, 1) == 58_500
    with pytest.raises(TooMuchBack, match=r"58\.500"):
        refunded(sale, 58_501)
    refunded(sale, 58_500)
    assert standing(bumm) == {}


def test_what_was_paid_above_the_price_can_be_given_back_and_nothing_else() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000))
    paid(sale, 70_000)
    about = {"reference": sale.reference, "out_of": Money.BANK, "on": DAY}
    with pytest.raises(TooMuchBack):
        services.refund_excess(cause="over:1", amount=5_001, **about)
    services.refund_excess(cause="over:2", amount=5_000, **about)
    assert standing(bumm) == {BANK: 65_000, DEPOSITS: 65_000}


@pytest.mark.parametrize(("bearer", "left"), [("bumm", {FIRST: 90_000, FEES: 3_900}), ("group", {FIRST: 86_100})])
def test_the_gateways_fee(bearer: str, left: dict[str, int]) -> None:
    bumm = bumm_that_sells(fee_bearer=bearer)
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 100_000))
    paid(sale, 100_000, into=Money.CLEARING)
    handed(sale)
    for _twice in range(2):
        services.charge_fee(reference=sale.reference, cause="fee:1", amount=3_900, on=DAY)
    assert standing(bumm) == {CLEARING: 96_100, COMMISSION: 10_000} | left


def test_the_same_cause_is_posted_once_and_another_under_it_refused() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000))
    about = {"reference": sale.reference, "cause": "paid", "into": Money.BANK, "on": DAY}
    assert services.receive(amount=65_000, **about) == services.receive(amount=65_000, **about)
    with pytest.raises(OtherSale):
        services.receive(amount=65_001, **about)
    assert bumm.book.entries.count() == 1
    assert sale_of(bumm, Line(1, group_of(bumm), 3, 1)) == sale  # the reference is the sale


def test_a_sale_needs_a_book_and_something_sold() -> None:
    with pytest.raises(NoBook):
        sale_of(BummFactory(place="gandekan"), Line(1, group_of(BummFactory(place="kauman")), 1, 1))
    with pytest.raises(NothingSold):
        sale_of(bumm_that_sells())


def test_the_days_to_complain_keep_the_money_back() -> None:
    bumm = bumm_that_sells()
    group = group_of(bumm)
    sale = sale_of(bumm, Line(1, group, 1, 65_000))
    paid(sale, 65_000)
    handed(sale)
    assert standing_of(bumm.book, group, DAY + dt.timedelta(days=2)).payable == 0
    assert standing_of(bumm.book, group, DAY + dt.timedelta(days=3)).payable == 58_500


def refuses(statement: str, *values: object) -> str:
    with pytest.raises((DatabaseError, IntegrityError)) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return str(caught.value)


def test_the_database_keeps_splits_whole_and_history_as_it_was() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000))
    paid(sale, 65_000)
    handed(sale)
    refunded(sale, 60_000)
    row, line, event = SplitRow.objects.first(), SaleLine.objects.get(), SaleEvent.objects.last()
    assert row and event
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    more = "INSERT INTO settlement_splitrow (line_id, position, kind, account_id, amount) VALUES (%s, 9, 'rest', %s, 1)"
    assert "does not come to its net" in refuses(more, line.pk, row.account_id)
    over = "INSERT INTO settlement_rowreversal (event_id, row_id, amount) VALUES (%s, %s, %s)"
    other = SaleEvent.objects.first()
    assert other
    assert "more is taken back" in refuses(over, other.pk, row.pk, row.amount)
    uses = (
        'INSERT INTO settlement_saleevent (sale_id, kind, cause, amount, deposit, "on")'
        " VALUES (%s, 'refunded', 'x', 1, -1, now())"
    )
    assert "uses more than its buyer" in refuses(uses, sale.pk)
    for model in (Sale, SaleLine, SplitRow, SaleEvent, RowReversal):
        table = model._meta.db_table
        assert "Cannot update or delete" in refuses(f"UPDATE {table} SET id = id")  # noqa: S608
        assert "Cannot update or delete" in refuses(f"DELETE FROM {table}")  # noqa: S608
        assert "append-only" in refuses(f"TRUNCATE {table} CASCADE")


def test_verification_finds_a_deposit_that_no_sale_explains() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 65_000))
    paid(sale, 65_000)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE settlement_saleevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE settlement_saleevent SET deposit = deposit - 1")
    fault = first_fault(bumm.book)
    assert fault and fault.where == f"account {DEPOSITS}"
