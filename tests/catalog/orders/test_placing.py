"""Sending off a basket: one order a BUMM, all or nothing, once."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.orders import services
from catalog.orders.exceptions import CartEmpty, NoSuchWay, NotAsShown, TotalRose
from catalog.orders.models import Checkout, Order, OrderEvent, OrderLine, Parcel
from catalog.orders.quoting import quote
from catalog.payments.models import Payment
from catalog.products.models import Availability
from catalog.products.services import change_variant
from catalog.settlement.models import Sale
from catalog.stock.exceptions import NotEnough
from catalog.stock.models import StockLevel
from tests.catalog.orders.shop import DEWI, HOME, cart_with, good, order, ordered, selling
from tests.factories import GroupFactory, GroupPageFactory

pytestmark = pytest.mark.django_db


def test_an_order_keeps_what_was_agreed() -> None:
    bumm = selling()
    variant = good(bumm, 65_000)
    placed = order({variant: 2})
    assert (placed.state, placed.goods, placed.delivery, placed.total) == ("waiting", 130_000, 0, 130_000)
    parcel = placed.parcels.get()
    line = parcel.lines.get()
    assert (parcel.group, line.sku, line.price, line.quantity, line.days) == (
        variant.product.group,
        variant.sku,
        65_000,
        2,
        0,
    )
    assert Sale.objects.get().reference == placed.reference
    payment = Payment.objects.get()
    assert payment.amount == 130_000
    assert 130_000 - 999 <= payment.due < 130_000
    assert Availability.objects.get(variant=variant).in_stock == 8
    change_variant(variant=variant, price=99_000, sku="LAIN-1")
    page = variant.product.page
    page.unpublish()
    line.refresh_from_db()
    assert (line.sku, line.price) != ("LAIN-1", 99_000)
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderLine.objects.update(price=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Order.objects.update(goods=1, total=1)


def test_a_basket_over_several_bumm_becomes_one_order_each_and_a_parcel_a_group() -> None:
    one, other = selling(), selling("mojosongo")
    page = GroupPageFactory(group=GroupFactory(selling_bumm=one))
    first, second, third = good(one, page=page), good(one, 20_000), good(other, 30_000)
    checkout = ordered({first: 1, second: 2, third: 3})
    totals = {placed.bumm: placed.total for placed in checkout.orders.all()}
    assert totals == {one: 105_000, other: 90_000}
    assert Parcel.objects.filter(order__bumm=one).count() == 2
    positions = OrderLine.objects.filter(parcel__order__bumm=one).values_list("position", flat=True)
    assert sorted(positions) == [1, 2]


def test_a_fee_is_taken_for_each_order_that_is_brought() -> None:
    placed = order({good(selling()): 1}, to="beyond")
    assert (placed.delivery, placed.total) == (25_000, 90_000)


def test_where_goods_are_not_brought_nothing_is_ordered() -> None:
    cart = cart_with({good(selling()): 1}, "33.72.05")
    found = quote(cart)
    assert found.baskets[0].delivery is None
    with pytest.raises(NotAsShown):
        services.place(key=cart.key, buyer=HOME, quote=found, seen=10**9, gateways={}, language="id")
    assert not Checkout.objects.exists()


def test_the_same_key_again_is_the_same_checkout() -> None:
    cart = cart_with({good(selling()): 1})
    found = quote(cart)
    said = {
        "key": cart.key,
        "buyer": DEWI,
        "quote": found,
        "seen": found.total,
        "gateways": {found.baskets[0].bumm.pk: "transfer"},
        "language": "id",
    }
    assert services.place(**said) == services.place(**said)
    assert Order.objects.count() == 1


def test_what_is_not_as_it_was_shown_is_refused_and_nothing_stored() -> None:
    variant = good(selling(), in_stock=3)
    cart = cart_with({variant: 3})
    found = quote(cart)
    said = {
        "key": str(uuid.uuid4()),
        "buyer": DEWI,
        "quote": found,
        "gateways": {found.baskets[0].bumm.pk: "transfer"},
        "language": "id",
    }
    with pytest.raises(TotalRose, match=r"Rp195\.000"):
        services.place(seen=found.total - 1, **said)
    with pytest.raises(NoSuchWay):
        services.place(seen=found.total, **said | {"gateways": {}})
    with pytest.raises(NoSuchWay):
        services.place(seen=found.total, **said | {"gateways": {found.baskets[0].bumm.pk: "stripe"}})
    with pytest.raises(CartEmpty):
        services.place(seen=0, **said | {"quote": quote(cart_with({}))})
    order({variant: 1})
    with pytest.raises(NotEnough):
        services.place(seen=found.total, **said)
    assert Checkout.objects.count() == 1
    assert Sale.objects.count() == 1
    assert Payment.objects.count() == 1


def test_made_to_order_goods_need_no_stock() -> None:
    variant = good(selling(), in_stock=0, days=5)
    assert order({variant: 40}).parcels.get().lines.get().days == 5
    assert quote(cart_with({variant: 1})).items[0].is_made_to_order


def test_an_order_in_cash_begins_at_once_and_is_none_beyond_town() -> None:
    variant = good(selling())
    assert order({variant: 1}, by="cash").state == "confirmed"
    with pytest.raises(NoSuchWay):
        order({variant: 1}, by="cash", to="beyond")


def test_the_prices_that_were_shown_are_kept_for_a_day() -> None:
    variant = good(selling(), 65_000)
    cart = cart_with({variant: 1})
    assert quote(cart).total == 65_000
    change_variant(variant=variant, price=70_000, sku=variant.sku)
    assert quote(cart).total == 65_000
    change_variant(variant=variant, price=60_000, sku=variant.sku)
    assert quote(cart).total == 60_000
    assert quote(cart_with({variant: 1})).total == 60_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [10, pytest.param(50, marks=pytest.mark.long)])
def test_the_same_checkout_sent_many_times_at_once_is_one_order(times: int) -> None:
    cart = cart_with({good(selling()): 1})
    found = quote(cart)
    said = {"key": cart.key, "buyer": DEWI, "quote": found, "seen": found.total, "language": "id"}
    gateways = {found.baskets[0].bumm.pk: "transfer"}
    tokens, troubles = [], []
    at_once = threading.Barrier(times)

    def send() -> None:
        try:
            at_once.wait()
            tokens.append(services.place(gateways=gateways, **said).token)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _time in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(tokens) == times
    assert len(set(tokens)) == 1
    assert (Order.objects.count(), OrderEvent.objects.count(), Payment.objects.count()) == (1, 1, 1)
    assert StockLevel.objects.get(variant=found.items[0].variant).reserved == 1
