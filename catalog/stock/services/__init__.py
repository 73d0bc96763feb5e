"""Every change to stock. Each function is one transaction, and what has a reference may be called again.

What is changed for several references in one transaction is changed for all their variants in one call, or with
`lock_stock` of them all before: who waits for whom is settled by the order of keys.
"""

from catalog.stock.services.counts import count, count_many, take_counted
from catalog.stock.services.marks import set_low_mark
from catalog.stock.services.movements import move, take_back
from catalog.stock.services.places import lock_stock, workshop_of
from catalog.stock.services.reservations import Wanted, keep, release, reserve, use

__all__ = [
    "Wanted",
    "count",
    "count_many",
    "keep",
    "lock_stock",
    "move",
    "release",
    "reserve",
    "set_low_mark",
    "take_back",
    "take_counted",
    "use",
    "workshop_of",
]
