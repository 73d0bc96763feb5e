"""Who above this room is told what becomes of payments and refunds. The rooms above add to these lists when they start.

`CHANGED` is called with a payment after its state changed, money of it arrived or its fee became known; `REFUNDED`
with a refund once its money is on its way back to the buyer. Both inside the transaction that stores the change, so
that it holds together with what follows from it, or not at all. The same may be told twice.

`LOCKS` is called with an order's reference before a payment of it is locked. Rooms above lock their order first and
then call this room; here it must be the same way round, or two of them wait for each other.
"""

from collections.abc import Callable

from catalog.payments.models import Payment, Refund

CHANGED: list[Callable[[Payment], None]] = []
REFUNDED: list[Callable[[Refund], None]] = []
LOCKS: list[Callable[[str], None]] = []
# What people call an order, by its reference: the first that knows it says so.
NAMES: list[Callable[[str], str]] = []


def name_of(order_reference: str) -> str:
    return next((name for one in NAMES if (name := one(order_reference))), order_reference)
