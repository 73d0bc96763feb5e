"""Two orders from the basket to the makers' hands, worked out by hand first.

BUMM Tipes takes a commission of 10% and keeps the groups' money for three days in case of complaints.

*The first order* goes by courier and is paid by transfer: two doormats of Perca Melati at Rp35.000, a set of coasters
of Perca Kenanga at Rp60.000, and Rp25.000 for the courier, in all Rp155.000. The buyer transfers so many rupiah less as
the unique code says.

*The second* is picked up: a bag of Perca Melati at Rp100.000, paid in cash to Melati, who holds it for the BUMM.

One doormat is badly made. The buyer complains and gets its price back: of Rp35.000, Melati bears 31.500 and the BUMM
its commission of 3.500.

After three days the groups are paid through the bank:

              sold    commission    given back    cash held    paid
    Melati    170.000    17.000       31.500       100.000     21.500
    Kenanga    60.000     6.000            0             0     54.000

What the BUMM keeps: commission 7.000 + 6.000 + 10.000 - 3.500 = 19.500, and the courier's 25.000; less the unique code.
"""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from bumm.ledger.selectors import turnover_of_groups
from bumm.ledger.verification import first_fault
from catalog.orders import services
from catalog.payments import services as payments
from catalog.payments.models import Refund
from catalog.settlement import services as settlement
from catalog.settlement.selectors import standing_of
from tests.bumm.distribution import scene
from tests.catalog.orders.shop import good, handed_over, order, pay, payment_of, selling
from tests.catalog.settlement.market import payouts_of, proof, standing, with_bank_account
from tests.factories import GroupFactory, GroupPageFactory, holder

BANK, CUSTODY, DEPOSITS = "1.1.01.02", "1.1.01.04", "2.1.01"
COMMISSION, DELIVERY, CODES = "4.1.01", "4.1.02", "7.1.01"


@pytest.mark.django_db
def test_an_order_from_the_basket_to_its_makers() -> None:
    bumm = selling()
    melati, kenanga = (
        GroupPageFactory(group=GroupFactory(selling_bumm=bumm, name=name)) for name in ("Perca Melati", "Perca Kenanga")
    )
    doormat, coasters = good(bumm, 35_000, page=melati), good(bumm, 60_000, page=kenanga)
    bag = good(bumm, 100_000, page=melati)
    for page in (melati, kenanga):
        with_bank_account(page.group)

    # The first order is placed: its total stands, and nothing is in the book yet.
    first = order({doormat: 2, coasters: 1}, to="beyond")
    assert (first.goods, first.delivery, first.total) == (130_000, 25_000, 155_000)
    assert standing(bumm) == {}

    # The transfer arrives, short of the code: the whole total is the buyer's deposit.
    code = payment_of(first).unique_code
    pay(first)
    assert standing(bumm) == {BANK: 155_000 - code, CODES: -code, DEPOSITS: 155_000}

    # Both groups pack and hand over: each rupiah of the deposit has its owner.
    handed_over(first)
    of = {group: standing_of(bumm.book, group, timezone.localdate()) for group in (melati.group, kenanga.group)}
    assert [of[group].owed for group in (melati.group, kenanga.group)] == [63_000, 54_000]
    assert [of[group].payable for group in (melati.group, kenanga.group)] == [0, 0]
    assert standing(bumm)[COMMISSION] == 13_000
    assert standing(bumm)[DELIVERY] == 25_000
    assert DEPOSITS not in standing(bumm)

    # The second order is picked up and paid in cash, which Melati holds.
    second = order({bag: 1}, by="cash")
    handed_over(second)
    assert standing(bumm)[CUSTODY] == 100_000
    assert standing_of(bumm.book, melati.group, timezone.localdate()).owed == 153_000

    # One doormat comes back: its price is shared as it was earned.
    parcel = next(one for one in first.parcels.all() if one.group == melati.group)
    complaint = services.complain(parcel=parcel, kind="damaged", words="Jahitannya lepas.")
    services.answer_complaint(
        complaint=complaint, accept=True, amount=35_000, answer="Maaf.", by=holder("manager", bumm=bumm)
    )
    treasurer = scene.treasurer_of(bumm)
    payments.record_refund_made(
        refund=Refund.objects.get(), on=timezone.localdate(), by=treasurer, bank_reference="BALIK-1"
    )
    assert standing_of(bumm.book, melati.group, timezone.localdate()).owed == 121_500
    assert standing(bumm)[COMMISSION] == 19_500

    # Three days later the groups are paid; the cash that Melati holds is taken off.
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        today = timezone.localdate()
        batch = settlement.prepare_payouts(book=bumm.book, method="bank", by=treasurer)
        assert payouts_of(batch) == {
            "Perca Melati": (121_500, 100_000, 0, 21_500),
            "Perca Kenanga": (54_000, 0, 0, 54_000),
        }
        settlement.approve_batch(batch=batch, by=scene.supervisor_of(bumm))
        settlement.record_paid(batch=batch, paid_on=today, evidence=proof())

    # What is left is the BUMM's own, and every control agrees.
    assert standing(bumm) == {BANK: 44_500 - code, COMMISSION: 19_500, DELIVERY: 25_000, CODES: -code}
    assert first_fault(bumm.book) is None
    assert turnover_of_groups(bumm.book, dt.date(2013, 1, 1), today) == {
        melati.group.pk: 121_500,
        kenanga.group.pk: 54_000,
    }
