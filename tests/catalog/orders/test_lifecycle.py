"""The way of an order from payment to the end, with its money in the book at each step."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from bumm.ledger.verification import first_fault
from catalog.orders import services
from catalog.orders.exceptions import (
    AlreadyComplained,
    NoReason,
    NotPaid,
    TooLateToCancel,
    TooMuchBack,
    WindowClosed,
    WrongStep,
)
from catalog.orders.models import Order, Parcel
from catalog.payments import services as payments
from catalog.payments.models import Refund
from catalog.products.models import Availability
from catalog.stock.models import StockLevel
from tests.catalog.orders.shop import admin_of, good, handed_over, order, ordered, pay, payment_of, selling
from tests.catalog.settlement.market import standing
from tests.factories import holder

pytestmark = pytest.mark.django_db

CASH, BANK, CUSTODY, DEPOSITS, FIRST = "1.1.01.01", "1.1.01.02", "1.1.01.04", "2.1.01", "2.1.02.01"
COMMISSION, DELIVERY, CODES = "4.1.01", "4.1.02", "7.1.01"


def left(variant: Any) -> tuple[int, int]:
    """Pieces that are there, and that can be bought."""
    level = StockLevel.objects.get(variant=variant)
    return level.on_hand, Availability.objects.get(variant=variant).in_stock


def test_paid_by_transfer_packed_and_handed_over() -> None:
    bumm = selling()
    variant = good(bumm, 65_000)
    placed = order({variant: 1}, to="beyond")
    code = payment_of(placed).unique_code
    with pytest.raises(NotPaid):
        services.accept_parcel(parcel=placed.parcels.get(), by=admin_of(placed.parcels.get()))
    pay(placed)
    assert placed.state == Order.State.CONFIRMED
    assert standing(bumm) == {BANK: 90_000 - code, DEPOSITS: 90_000, CODES: -code}
    parcel = placed.parcels.get()
    by = admin_of(parcel)
    services.accept_parcel(parcel=parcel, by=by)
    services.ready_parcel(parcel=parcel, by=by)
    services.ship_parcel(parcel=parcel, courier="JNE", tracking="SOC123", by=by)
    assert left(variant) == (9, 9)
    services.hand_over_parcel(parcel=parcel, by=None)
    services.hand_over_parcel(parcel=parcel, by=None)
    placed.refresh_from_db()
    assert placed.state == Order.State.DONE
    assert standing(bumm) == {
        BANK: 90_000 - code,
        FIRST: 58_500,
        COMMISSION: 6_500,
        DELIVERY: 25_000,
        CODES: -code,
    }
    assert first_fault(bumm.book) is None


def test_paid_in_cash_at_the_hand_over_the_group_holds_it() -> None:
    bumm = selling()
    variant = good(bumm, 65_000)
    placed = order({variant: 2}, by="cash")
    handed_over(placed)
    assert placed.state == Order.State.DONE
    assert payment_of(placed).state == "paid"
    assert standing(bumm) == {CUSTODY: 130_000, FIRST: 117_000, COMMISSION: 13_000}
    assert left(variant) == (8, 8)
    assert first_fault(bumm.book) is None


def test_paid_in_cash_at_the_bumm_it_lies_in_the_till() -> None:
    bumm = selling()
    handed_over(order({good(bumm, 65_000): 1}, by="cash"), in_till=True)
    assert standing(bumm) == {CASH: 65_000, FIRST: 58_500, COMMISSION: 6_500}


def test_what_is_paid_in_cash_goes_by_no_courier() -> None:
    placed = order({good(selling()): 1}, by="cash")
    parcel = placed.parcels.get()
    by = admin_of(parcel)
    services.accept_parcel(parcel=parcel, by=by)
    services.ready_parcel(parcel=parcel, by=by)
    with pytest.raises(NotPaid):
        services.ship_parcel(parcel=parcel, courier="JNE", tracking="1", by=by)


def test_a_step_that_is_not_next_is_refused() -> None:
    placed = order({good(selling()): 1}, by="cash")
    parcel = placed.parcels.get()
    with pytest.raises(WrongStep):
        services.ready_parcel(parcel=parcel, by=admin_of(parcel))
    with pytest.raises(WrongStep):
        services.hand_over_parcel(parcel=parcel, by=admin_of(parcel))


def test_a_buyer_cancels_before_a_group_begins_and_not_after() -> None:
    bumm = selling()
    variant = good(bumm)
    placed = order({variant: 4})
    assert left(variant) == (10, 6)
    services.cancel_order(order=placed, reason="")
    services.cancel_order(order=placed, reason="")
    assert left(variant) == (10, 10)
    assert payment_of(placed).state == "cancelled"
    begun = order({variant: 1}, by="cash")
    parcel = begun.parcels.get()
    services.accept_parcel(parcel=parcel, by=admin_of(parcel))
    with pytest.raises(TooLateToCancel):
        services.cancel_order(order=begun, reason="")
    manager = holder("manager", bumm=bumm)
    with pytest.raises(NoReason):
        services.cancel_order(order=begun, reason=" ", by=manager)
    services.cancel_order(order=begun, reason="bahan habis", by=manager)
    assert left(variant) == (10, 10)


def test_a_paid_order_that_is_cancelled_is_given_back_in_full() -> None:
    bumm = selling()
    placed = order({good(bumm, 65_000): 1}, to="beyond")
    code = payment_of(placed).unique_code
    pay(placed)
    services.cancel_order(order=placed, reason="")
    asked = Refund.objects.get()
    assert (asked.amount, asked.state) == (90_000, "asked")
    treasurer = holder("treasurer", bumm=bumm)
    payments.record_refund_made(refund=asked, on=timezone.localdate(), by=treasurer, bank_reference="BALIK-1")
    assert standing(bumm) == {BANK: -code, CODES: -code}
    assert first_fault(bumm.book) is None


def test_one_groups_part_is_called_off_and_the_others_go_on() -> None:
    bumm = selling()
    one, other = good(bumm, 10_000), good(bumm, 20_000)
    placed = order({one: 1, other: 1})
    code = payment_of(placed).unique_code
    pay(placed)
    manager = holder("manager", bumm=bumm)
    gone, stays = sorted(placed.parcels.all(), key=lambda parcel: parcel.group_id != other.product.group_id)
    services.cancel_parcel(parcel=gone, reason="mesin rusak", by=manager)
    asked = Refund.objects.get()
    assert asked.amount == 20_000
    payments.record_refund_made(
        refund=asked, on=timezone.localdate(), by=holder("treasurer", bumm=bumm), bank_reference="B1"
    )
    by = admin_of(stays)
    for step in (services.accept_parcel, services.ready_parcel, services.hand_over_parcel):
        step(parcel=stays, by=by)
    placed.refresh_from_db()
    assert placed.state == Order.State.DONE
    amounts = sorted(standing(bumm).values())
    assert amounts == sorted([10_000 - code, 9_000, 1_000, -code])


def test_what_is_not_paid_in_time_expires_and_its_goods_are_on_sale_again() -> None:
    variant = good(selling())
    placed = order({variant: 3})
    assert services.expire_orders() == 0
    later = timezone.now() + dt.timedelta(hours=25)
    assert services.expire_orders(now=later) == 1
    assert services.expire_orders(now=later) == 0
    placed.refresh_from_db()
    assert placed.state == Order.State.EXPIRED
    assert left(variant) == (10, 10)


def test_a_claimed_payment_is_looked_at_before_its_order_expires() -> None:
    placed = order({good(selling()): 1})
    from catalog.payments.models import Payment

    Payment.objects.update(state="claimed")
    assert services.expire_orders(now=timezone.now() + dt.timedelta(hours=25)) == 0
    placed.refresh_from_db()
    assert placed.state == Order.State.WAITING


@pytest.mark.parametrize("goods_left", [True, False])
def test_money_that_comes_after_the_time_revives_the_order_or_is_given_back(goods_left: bool) -> None:
    bumm = selling()
    variant = good(bumm, in_stock=2)
    placed = order({variant: 2})
    services.expire_orders(now=timezone.now() + dt.timedelta(hours=25))
    if not goods_left:
        order({variant: 1}, by="cash")
    pay(placed)
    assert placed.state == (Order.State.CONFIRMED if goods_left else Order.State.EXPIRED)
    assert Refund.objects.exists() is not goods_left
    if not goods_left:
        asked = Refund.objects.get()
        assert asked.amount == 130_000
        payments.record_refund_made(
            refund=asked, on=timezone.localdate(), by=holder("treasurer", bumm=bumm), bank_reference="B"
        )
        assert DEPOSITS not in standing(bumm)
    assert first_fault(bumm.book) is None


def test_an_order_in_cash_that_no_group_begins_with_lapses() -> None:
    variant = good(selling())
    placed = order({variant: 1}, by="cash")
    assert services.expire_orders(now=timezone.now() + dt.timedelta(days=4)) == 1
    placed.refresh_from_db()
    assert (placed.state, left(variant)) == (Order.State.CANCELLED, (10, 10))


def test_paid_in_parts_and_paid_too_much() -> None:
    bumm = selling()
    placed = order({good(bumm, 65_000): 1})
    pay(placed, 60_000)
    assert placed.state == Order.State.WAITING
    pay(placed, 10_000)
    assert placed.state == Order.State.CONFIRMED
    asked = Refund.objects.get()
    assert asked.amount == 5_000
    payments.record_refund_made(
        refund=asked, on=timezone.localdate(), by=holder("treasurer", bumm=bumm), bank_reference="B"
    )
    assert standing(bumm) == {BANK: 65_000, DEPOSITS: 65_000}


def test_a_complaint_within_the_days_gives_a_part_back() -> None:
    bumm = selling()
    placed = order({good(bumm, 65_000): 1}, by="cash")
    parcel = handed_over(placed, in_till=True)[0]
    complaint = services.complain(parcel=parcel, kind="damaged", words="Jahitannya lepas <b>")
    with pytest.raises(AlreadyComplained):
        services.complain(parcel=parcel, kind="wrong", words="")
    manager = holder("manager", bumm=bumm)
    said = {"complaint": complaint, "accept": True, "answer": "Maaf, kami ganti sebagian.", "by": manager}
    with pytest.raises(TooMuchBack):
        services.answer_complaint(amount=65_001, **said)
    with pytest.raises(NoReason):
        services.answer_complaint(amount=6_500, **said | {"answer": " "})
    services.answer_complaint(amount=6_500, **said)
    with pytest.raises(WrongStep):
        services.answer_complaint(amount=6_500, **said)
    payments.record_refund_made(
        refund=Refund.objects.get(),
        on=timezone.localdate(),
        by=holder("treasurer", bumm=bumm),
        bank_reference="",
        evidence=proof(),
    )
    assert standing(bumm) == {CASH: 58_500, FIRST: 52_650, COMMISSION: 5_850}
    assert first_fault(bumm.book) is None


def proof() -> Any:
    from tests.catalog.settlement import market

    return market.proof()[0]


def test_no_complaint_before_the_hand_over_or_after_the_days() -> None:
    placed = order({good(selling()): 1}, by="cash")
    parcel = placed.parcels.get()
    with pytest.raises(WrongStep):
        services.complain(parcel=parcel, kind="damaged", words="")
    handed_over(placed)
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)), pytest.raises(WindowClosed):
        services.complain(parcel=parcel, kind="damaged", words="")


def test_the_buyer_is_told_by_mail_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        checkout = ordered({good(selling()): 1})
    [message] = [each for each in mail.outbox if each.to == ["dewi@example.org"]]
    assert checkout.orders.get().number in message.subject
    assert checkout.token in message.body
    assert Parcel.objects.count() == 1


def test_time_ends_orders_and_a_buyer_is_erased_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    placed = order({good(selling()): 1})
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        call_command("end_orders")
    assert "1 orders ended, 0 buyers forgotten." in capsys.readouterr().err
    for wrong in ({"phone": "12"}, {"phone": "0812-0000-0902"}, {"email": "lain@example.org"}):
        with pytest.raises(CommandError):
            call_command("erase_person", **wrong)
    call_command("erase_person", phone="0812-0000-0901")
    placed.checkout.refresh_from_db()
    assert (placed.checkout.name, placed.checkout.erased_at is None) == ("", False)
