"""The basket in the session."""

import time

import pytest
from django.contrib.sessions.backends.base import SessionBase

from catalog.orders.cart import HONOURED_FOR, MOST_GOODS, Cart
from catalog.orders.exceptions import CartFull
from catalog.orders.models.orders import MOST_PIECES


class Session(SessionBase):
    """One that is never stored."""


@pytest.fixture
def session() -> SessionBase:
    return Session()


def test_pieces_are_added_changed_and_taken_out(session: SessionBase) -> None:
    cart = Cart(session)
    assert cart.add(7, 2) == 2
    assert cart.add(7, 1) == 3
    cart.put(8, 5)
    assert Cart(session).pieces == {7: 3, 8: 5}
    cart.put(7, 0)
    assert Cart(session).pieces == {8: 5}


def test_huge_numbers_are_cut_and_too_many_goods_refused(session: SessionBase) -> None:
    cart = Cart(session)
    assert cart.add(1, 10**9) == MOST_PIECES
    for key in range(2, MOST_GOODS + 1):
        cart.add(key, 1)
    with pytest.raises(CartFull):
        cart.add(MOST_GOODS + 1, 1)
    assert cart.add(2, 1) == 2
    assert len(cart.pieces) == MOST_GOODS


def test_what_was_taken_out_last_can_be_put_back(session: SessionBase) -> None:
    cart = Cart(session)
    cart.put(1, 4)
    cart.take_out(1)
    assert (cart.pieces, cart.removed) == ({}, 1)
    cart.put_back()
    assert (cart.pieces, cart.removed) == ({1: 4}, None)


def test_an_amount_that_was_shown_does_not_rise_for_a_day(
    session: SessionBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart, now = Cart(session), time.time()
    assert cart.honoured("price:1", 10_000) == 10_000
    assert cart.honoured("price:1", 12_000) == 10_000
    assert cart.honoured("price:1", 9_000) == 9_000
    assert cart.honoured("price:1", 9_500) == 9_000
    monkeypatch.setattr(time, "time", lambda: now + HONOURED_FOR + 60)
    assert cart.honoured("price:1", 12_000) == 12_000


def test_a_basket_that_was_sent_off_makes_room_for_the_next(session: SessionBase) -> None:
    cart = Cart(session)
    cart.put(1, 4)
    cart.destination = "beyond"
    cart.details = {"name": "Dewi"}
    key = cart.key
    assert Cart(session).key == key
    cart.sent_off(key, "token")
    after = Cart(session)
    assert (after.pieces, after.destination, after.details) == ({}, "beyond", {"name": "Dewi"})
    assert after.led_to(key) == "token"
    assert after.key != key
    assert after.led_to(after.key) is None
