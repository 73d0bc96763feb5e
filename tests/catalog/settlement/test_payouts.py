"""How groups are paid: batches, what is taken off, returned payments, and what was paid out before a refund."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bumm.ledger.selectors import turnover_of_groups
from bumm.ledger.verification import first_fault
from catalog.settlement import services
from catalog.settlement.exceptions import (
    NobodyToPay,
    NoEvidence,
    NotApproved,
    NotEnoughMoney,
    NotHeld,
    OwnBatch,
    WrongState,
)
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.selectors import held_by, standing_of
from catalog.settlement.services import Line, Money
from tests.bumm.distribution import scene
from tests.catalog.settlement.market import (
    DAY,
    bumm_that_sells,
    group_of,
    handed,
    paid,
    pay_out,
    payouts_of,
    proof,
    refunded,
    sale_of,
    standing,
    with_bank_account,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

CASH, BANK, CUSTODY, DUE, FIRST, COMMISSION = (
    *("1.1.01.01", "1.1.01.02", "1.1.01.04"),
    *("1.1.03.02", "2.1.02.01", "4.1.01"),
)
LATER = DAY + dt.timedelta(days=10)


def test_cash_that_a_group_holds_is_netted_at_its_payout() -> None:
    """Two sales of 100.000: one paid to the bank, one in cash to the group. It is owed 180.000 and holds 100.000."""
    bumm = bumm_that_sells()
    group = group_of(bumm, name="Perca Uji")
    with_bank_account(group)
    for number, (into, holder) in enumerate([(Money.BANK, None), (Money.CUSTODY, group)]):
        sale = sale_of(bumm, Line(1, group, 1, 100_000), reference=f"order:{number}")
        paid(sale, 100_000, into=into, group=holder)
        handed(sale)
    assert standing(bumm) == {BANK: 100_000, CUSTODY: 100_000, FIRST: 180_000, COMMISSION: 20_000}
    batch = pay_out(bumm, method="bank")
    assert payouts_of(batch) == {"Perca Uji": (180_000, 100_000, 0, 80_000)}
    assert standing(bumm) == {BANK: 20_000, COMMISSION: 20_000}
    assert first_fault(bumm.book) is None
    assert turnover_of_groups(bumm.book, DAY, LATER) == {group.pk: 180_000}


def test_what_was_paid_out_becomes_due_from_the_group_and_is_offset() -> None:
    bumm = bumm_that_sells()
    group = group_of(bumm, name="Perca Uji")
    sale = sale_of(bumm, Line(1, group, 1, 100_000))
    paid(sale, 100_000, into=Money.CASH)
    handed(sale)
    pay_out(bumm)
    assert standing(bumm) == {CASH: 10_000, COMMISSION: 10_000}
    scene.earn(bumm, 200_000, on=DAY)
    refunded(sale, 50_000, on=LATER)
    assert standing(bumm)[DUE] == 45_000
    assert standing_of(bumm.book, group, LATER).due == 45_000
    again = sale_of(bumm, Line(1, group, 1, 100_000), reference="order:2")
    paid(again, 100_000, into=Money.CASH)
    handed(again)
    batch = pay_out(bumm)
    assert payouts_of(batch) == {"Perca Uji": (90_000, 0, 45_000, 45_000)}
    assert DUE not in standing(bumm)
    assert first_fault(bumm.book) is None


def test_who_holds_more_than_he_is_owed_gets_nothing_and_keeps_the_rest() -> None:
    bumm = bumm_that_sells()
    group = group_of(bumm, name="Perca Uji")
    sale = sale_of(bumm, Line(1, group, 1, 100_000))
    paid(sale, 100_000, into=Money.CUSTODY, group=group)
    handed(sale)
    batch = services.prepare_payouts(book=bumm.book, method="cash", by=scene.treasurer_of(bumm), due_by=LATER)
    assert payouts_of(batch) == {"Perca Uji": (90_000, 90_000, 0, 0)}
    services.approve_batch(batch=batch, by=scene.supervisor_of(bumm))
    services.record_paid(batch=batch, paid_on=LATER)  # no money goes out, so nothing need prove it
    assert standing(bumm) == {CUSTODY: 10_000, COMMISSION: 10_000}
    services.hand_in(book=bumm.book, cause="in:1", amount=10_000, on=LATER, group=group)
    assert standing(bumm) == {CASH: 10_000, COMMISSION: 10_000}
    with pytest.raises(NotHeld):
        services.hand_in(book=bumm.book, cause="in:2", amount=1, on=LATER, group=group)


def test_an_attendant_hands_in_what_he_took() -> None:
    bumm = bumm_that_sells()
    attendant = UserFactory()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 30_000))
    paid(sale, 30_000, into=Money.CUSTODY, holder=attendant)
    assert held_by(bumm.book, attendant.pk) == 30_000
    services.hand_in(book=bumm.book, cause="in:1", amount=20_000, on=DAY, holder=attendant)
    assert held_by(bumm.book, attendant.pk) == 10_000
    assert first_fault(bumm.book) is None


def test_one_prepares_and_another_approves() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 100_000))
    paid(sale, 100_000, into=Money.CASH)
    treasurer = scene.treasurer_of(bumm)
    with pytest.raises(NobodyToPay):
        services.prepare_payouts(book=bumm.book, method="cash", by=treasurer, due_by=LATER)
    handed(sale)
    batch = services.prepare_payouts(book=bumm.book, method="cash", by=treasurer, due_by=LATER)
    with pytest.raises(NotApproved):
        services.record_paid(batch=batch, paid_on=LATER, evidence=proof())
    with pytest.raises(OwnBatch):
        services.approve_batch(batch=batch, by=treasurer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(
            state="approved", approved_by=treasurer, approved_at="2014-01-01"
        )
    with pytest.raises(NobodyToPay):  # all that is due is listed already
        services.prepare_payouts(book=bumm.book, method="cash", by=treasurer, due_by=LATER)
    services.approve_batch(batch=batch, by=scene.supervisor_of(bumm))
    with pytest.raises(NoEvidence):
        services.record_paid(batch=batch, paid_on=LATER)
    services.record_paid(batch=batch, paid_on=LATER, evidence=proof())
    entries = bumm.book.entries.count()
    services.record_paid(batch=batch, paid_on=LATER, evidence=proof())
    assert bumm.book.entries.count() == entries
    with pytest.raises(WrongState):
        services.strike_payout(payout=Payout.objects.get(), reason="keliru")


def test_money_that_is_not_there_is_not_paid() -> None:
    bumm = bumm_that_sells()
    sale = sale_of(bumm, Line(1, group_of(bumm), 1, 100_000))
    paid(sale, 100_000)
    handed(sale)
    with pytest.raises(NotEnoughMoney, match=r"Rp90\.000.*Rp0"):
        pay_out(bumm, method="cash")


def test_a_refund_leaves_alone_what_is_listed_for_payment() -> None:
    bumm = bumm_that_sells()
    group = group_of(bumm)
    sale = sale_of(bumm, Line(1, group, 1, 100_000))
    paid(sale, 100_000, into=Money.CASH)
    handed(sale)
    batch = services.prepare_payouts(book=bumm.book, method="cash", by=scene.treasurer_of(bumm), due_by=LATER)
    refunded(sale, 10_000, out_of=Money.CASH, on=LATER)
    assert standing(bumm) == {CASH: 90_000, DUE: 9_000, FIRST: 90_000, COMMISSION: 9_000}
    services.cancel_batch(batch=batch, reason="ada retur")
    batch = services.prepare_payouts(book=bumm.book, method="cash", by=scene.treasurer_of(bumm), due_by=LATER)
    assert list(payouts_of(batch).values()) == [(90_000, 0, 9_000, 81_000)]


def test_a_payment_that_came_back_is_owed_again() -> None:
    bumm = bumm_that_sells()
    group = group_of(bumm, name="Perca Uji")
    with_bank_account(group)
    for number, holder in enumerate([None, group]):
        sale = sale_of(bumm, Line(1, group, 1, 100_000), reference=f"order:{number}")
        paid(sale, 100_000, into=Money.CUSTODY if holder else Money.BANK, group=holder)
        handed(sale)
    before = standing(bumm)
    payout = pay_out(bumm, method="bank").payouts.get()
    services.record_return(payout=payout, returned_on=LATER, reason="rekening tutup", evidence=proof())
    assert standing(bumm) == before
    assert turnover_of_groups(bumm.book, DAY, LATER) == {group.pk: 180_000}
    assert payouts_of(pay_out(bumm, method="bank")) == {"Perca Uji": (180_000, 100_000, 0, 80_000)}
    assert first_fault(bumm.book) is None
