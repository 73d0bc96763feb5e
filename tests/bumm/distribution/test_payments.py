"""Paying a run out: batches by two people, each rupiah once, what comes back, what lapses, and a run taken back."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bumm.distribution import exceptions as refusals
from bumm.distribution import services
from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.selectors import lapses_on, outstanding, statement_of
from bumm.ledger import services as ledger
from bumm.ledger.models import Entry
from bumm.ledger.selectors import balances, transfers_of
from bumm.ledger.verification import first_fault
from bumm.people.models import Bumm, Party, User
from tests.bumm.distribution import scene
from tests.factories import a_resident

pytestmark = pytest.mark.django_db

MARCH, APRIL = dt.date(2014, 3, 1), dt.date(2014, 4, 1)
BANK, CASH, LAPSE = PaymentBatch.Method.BANK, PaymentBatch.Method.CASH, PaymentBatch.Method.LAPSE


@pytest.fixture
def owners() -> list[Party]:
    """The first has a bank account, the other two have none."""
    return [a_resident() for _ in range(3)]


@pytest.fixture
def run(owners: list[Party]) -> Distribution:
    """300,000 / 200,000 / 100,000 are payable, and 600,000 stand on the bank and 900,000 in cash."""
    bumm = scene.founded([("owners", 10_000)])
    scene.own(bumm, dict(zip(owners, (3, 2, 1), strict=True)))
    scene.earn(bumm, 600_000)
    cash = ledger.Draft("kas", dt.date(2013, 6, 2), ((scene.CASH, "3.4.01", 900_000),))
    ledger.post(book=bumm.book, draft=cash)
    scene.close(bumm)
    services.record_bank_account(party=owners[0], bank="Bank Rakyat", number="0012-345 678", name="W", by=None)
    return scene.posted(bumm, 600_000)


@pytest.fixture
def treasurer(run: Distribution) -> User:
    return scene.treasurer_of(run.bumm)


@pytest.fixture
def supervisor(run: Distribution) -> User:
    return scene.supervisor_of(run.bumm)


def standing(bumm: Bumm, code: str) -> int:
    return next(balance for account, balance in balances(bumm.book, dt.date.max) if account.code == code)


def approved(run: Distribution, method: str, by: User, approver: User, number: int = 1, **details: Any) -> PaymentBatch:
    batch = services.prepare_batch(distribution=run, number=number, method=method, by=by, **details)
    return services.approve_batch(batch=batch, by=approver)


def test_each_is_paid_once_by_bank_or_in_cash(
    run: Distribution, owners: list[Party], treasurer: User, supervisor: User
) -> None:
    through_bank = approved(run, BANK, treasurer, supervisor)
    in_cash = approved(run, CASH, treasurer, supervisor, 2)
    assert list(through_bank.payments.values_list("party", "amount")) == [(owners[0].pk, 300_000)]
    assert sorted(in_cash.payments.values_list("amount", flat=True)) == [100_000, 200_000]
    entry = services.record_paid(batch=through_bank, paid_on=MARCH, evidence=[scene.proof()])
    assert transfers_of([entry])[entry.pk] == [(scene.PAYABLE, scene.BANK, 300_000)]
    services.record_paid(batch=in_cash, paid_on=MARCH, evidence=[scene.proof("lembar kas")])
    assert outstanding(run) == 0 == standing(run.bumm, scene.PAYABLE)
    assert first_fault(run.book) is None
    with pytest.raises(refusals.NobodyToPay):
        services.prepare_batch(distribution=run, number=3, method=CASH, by=treasurer, also_with_account=True)


def test_the_same_again_pays_nothing_twice(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = approved(run, CASH, treasurer, supervisor, also_with_account=True)
    assert services.prepare_batch(distribution=run, number=1, method=CASH, by=treasurer) == batch
    assert services.approve_batch(batch=batch, by=supervisor) == batch
    entry = services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    assert services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()]) == entry
    assert Payment.objects.count() == 3
    assert standing(run.bumm, scene.PAYABLE) == 0


def test_some_of_a_sheet_are_paid_and_the_rest_later(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = approved(run, CASH, treasurer, supervisor, also_with_account=True)
    first, *rest = batch.payments.all()
    services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()], payments=[first])
    assert outstanding(run) == 300_000
    with pytest.raises(refusals.NotThisPayment):
        services.record_paid(batch=batch, paid_on=APRIL, evidence=[scene.proof()], payments=[first, *rest])
    services.record_paid(batch=batch, paid_on=APRIL, evidence=[scene.proof()])
    assert Entry.objects.filter(payments__batch=batch).distinct().count() == 2
    assert outstanding(run) == 0


def test_a_returned_payment_is_due_again(
    run: Distribution, owners: list[Party], treasurer: User, supervisor: User
) -> None:
    batch = approved(run, BANK, treasurer, supervisor)
    services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    payment = batch.payments.get()
    about = {"payment": payment, "returned_on": APRIL, "reason": "rekening ditutup"}
    with pytest.raises(refusals.NoEvidence):
        services.record_return(**about)
    returned = services.record_return(**about, evidence=[scene.proof("mutasi")])
    assert returned.back and transfers_of([returned.back])[returned.back.pk] == [(scene.BANK, scene.PAYABLE, 300_000)]
    assert services.record_return(**about, evidence=[scene.proof("mutasi")]) == returned
    assert outstanding(run) == 600_000 == standing(run.bumm, scene.PAYABLE)
    again = approved(run, CASH, treasurer, supervisor, 2, also_with_account=True)
    services.record_paid(batch=again, paid_on=APRIL, evidence=[scene.proof()])
    assert statement_of(run, owners[0]).payment.state == Payment.State.PAID  # type: ignore[union-attr]
    assert first_fault(run.book) is None


def test_who_prepares_a_batch_does_not_approve_it(run: Distribution, treasurer: User) -> None:
    batch = services.prepare_batch(distribution=run, number=1, method=CASH, by=treasurer)
    with pytest.raises(refusals.OwnBatch):
        services.approve_batch(batch=batch, by=treasurer)
    with pytest.raises(refusals.BatchNotApproved):
        services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        approve = "UPDATE distribution_paymentbatch SET state = 'approved', approved_at = now(), approved_by_id ="
        cursor.execute(f"{approve} prepared_by_id")


def test_a_payment_needs_evidence_a_day_and_money(run: Distribution, treasurer: User, supervisor: User) -> None:
    batch = approved(run, CASH, treasurer, supervisor, also_with_account=True)
    with pytest.raises(refusals.NoEvidence):
        services.record_paid(batch=batch, paid_on=MARCH)
    with pytest.raises(refusals.ToCome):
        services.record_paid(batch=batch, paid_on=dt.date(2100, 1, 1), evidence=[scene.proof()])
    with pytest.raises(refusals.BeforePosting):
        services.record_paid(batch=batch, paid_on=dt.date(2014, 2, 19), evidence=[scene.proof()])
    spent = ledger.Draft("beli", dt.date(2014, 2, 25), (("1.3.01", scene.CASH, 300_001),))
    ledger.post(book=run.book, draft=spent)
    with pytest.raises(refusals.NotEnoughCash):
        services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    assert set(batch.payments.values_list("state", flat=True)) == {Payment.State.LISTED}


def test_a_batch_may_be_cancelled_and_a_payment_struck_off(
    run: Distribution, treasurer: User, supervisor: User
) -> None:
    batch = services.prepare_batch(distribution=run, number=1, method=CASH, by=treasurer)
    services.cancel_batch(batch=batch, reason="lewat bank saja")
    batch = approved(run, CASH, treasurer, supervisor, 2)
    payment = batch.payments.first()
    assert payment
    services.strike_payment(payment=payment, reason="tidak datang")
    with pytest.raises(refusals.NotThisPayment):
        services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()], payments=[payment])
    services.record_paid(batch=batch, paid_on=MARCH, evidence=[scene.proof()])
    with pytest.raises(refusals.WrongState):
        services.cancel_batch(batch=batch, reason="terlambat")
    assert outstanding(run) == 300_000 + payment.amount


def test_what_nobody_claims_lapses_to_the_reserve(run: Distribution, treasurer: User, supervisor: User) -> None:
    """36 months after the posting on 20 February 2014."""
    assert lapses_on(run) == dt.date(2017, 2, 20)
    services.record_paid(batch=approved(run, BANK, treasurer, supervisor), paid_on=MARCH, evidence=[scene.proof()])
    lapse = approved(run, LAPSE, treasurer, supervisor, 2)
    entry = services.record_paid(batch=lapse, paid_on=dt.date(2017, 2, 21))
    assert transfers_of([entry])[entry.pk] == [(scene.PAYABLE, scene.RESERVE, 300_000)]
    assert outstanding(run) == 0
    with pytest.raises(refusals.NotThisPayment):
        services.record_return(
            payment=lapse.payments.all()[0], returned_on=APRIL, reason="minta", evidence=[scene.proof()]
        )
    assert first_fault(run.book) is None


def test_nothing_lapses_before_its_day(owners: list[Party]) -> None:
    bumm = scene.founded([("owners", 10_000)], lapse_months=240)
    scene.own(bumm, {owners[0]: 1})
    scene.earn(bumm, 10)
    scene.close(bumm)
    run = scene.posted(bumm, 10)
    with pytest.raises(refusals.NotLapsedYet):
        services.prepare_batch(distribution=run, number=1, method=LAPSE, by=scene.treasurer_of(bumm))
    assert not PaymentBatch.objects.exists()


def test_a_reversed_run_becomes_a_receivable_and_a_new_one_may_be(
    run: Distribution, owners: list[Party], treasurer: User, supervisor: User
) -> None:
    services.record_paid(batch=approved(run, BANK, treasurer, supervisor), paid_on=MARCH, evidence=[scene.proof()])
    waiting = approved(run, CASH, treasurer, supervisor, 2)
    about = {"distribution": run, "effective_on": APRIL, "by": supervisor}
    with pytest.raises(refusals.NoReason):
        services.reverse_distribution(**about, reason="")
    with pytest.raises(refusals.OwnRun):
        services.reverse_distribution(**about | {"by": run.prepared_by}, reason="salah")
    back = services.reverse_distribution(**about, reason="daftar salah", evidence=[scene.proof()])
    assert services.reverse_distribution(**about, reason="daftar salah") == back
    assert back.state == Distribution.State.REVERSED
    assert standing(run.bumm, "1.1.03.01") == 300_000
    assert standing(run.bumm, scene.PAYABLE) == 0
    assert standing(run.bumm, scene.RETAINED) == 600_000
    assert set(waiting.payments.values_list("state", flat=True)) == {Payment.State.STRUCK}
    assert first_fault(run.book) is None
    owed = Payment.objects.get(party=owners[0])
    services.record_recovery(payment=owed, recovered_on=APRIL, evidence=[scene.proof("setoran")])
    assert standing(run.bumm, "1.1.03.01") == 0
    assert scene.prepared(run.bumm, 600_000).state == Distribution.State.DRAFT


def test_what_lapsed_comes_back_from_the_reserve_with_a_reversal(
    run: Distribution, treasurer: User, supervisor: User
) -> None:
    services.record_paid(batch=approved(run, LAPSE, treasurer, supervisor), paid_on=dt.date(2017, 2, 21))
    services.reverse_distribution(
        distribution=run, effective_on=dt.date(2017, 3, 1), reason="daftar salah", by=supervisor
    )
    assert standing(run.bumm, scene.RESERVE) == 0 == standing(run.bumm, scene.PAYABLE)
    assert first_fault(run.book) is None


def test_the_database_pays_no_other_amount_and_nobody_twice(
    run: Distribution, owners: list[Party], treasurer: User
) -> None:
    batch = services.prepare_batch(distribution=run, number=1, method=BANK, by=treasurer)
    insert = (
        "INSERT INTO distribution_payment (batch_id, distribution_id, party_id, amount, state, reason)"
        " VALUES (%s, %s, %s, %s, 'listed', '')"
    )
    for party, amount in ((owners[1], 200_001), (a_resident(), 5), (owners[0], 300_000)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, [batch.pk, run.pk, party.pk, amount])


@pytest.mark.parametrize("number", ["12", "abcdefg", "1" * 21, ""])
def test_an_account_number_is_digits(owners: list[Party], number: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        services.record_bank_account(party=owners[0], bank="Bank", number=number, name="W", by=None)


def test_money_moved_by_hand_is_found(run: Distribution) -> None:
    ledger.post(book=run.book, draft=ledger.Draft("tangan", MARCH, ((scene.PAYABLE, scene.BANK, 1),)))
    fault = first_fault(run.book)
    assert fault and fault.where == f"account {scene.PAYABLE}"
