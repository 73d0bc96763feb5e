"""The sheet on which receivers of cash sign: pages of so many, each with its sum, in parts that a machine can draw."""

from typing import NamedTuple

from django.db.models import QuerySet, Sum

from bumm.charter.selectors import NAMES
from bumm.distribution.models import Payment, PaymentBatch
from bumm.distribution.paying import units_of

RECEIVERS_A_PAGE = 20
PAGES_A_PART = 50


class Receiver(NamedTuple):
    """`units` are shares or share-days; None for who got a part by turnover only."""

    place: int
    name: str
    units: int | None
    amount: int


class SheetPage(NamedTuple):
    number: int
    receivers: list[Receiver]

    @property
    def amount(self) -> int:
        return sum(receiver.amount for receiver in self.receivers)


class SheetPart(NamedTuple):
    """One part of the sheet of a batch, with what the whole sheet comes to."""

    number: int
    parts: int
    pages: list[SheetPage]
    all_pages: int
    receivers: int
    amount: int

    @property
    def others(self) -> list[int]:
        return [number for number in range(1, self.parts + 1) if number != self.number]

    @property
    def is_last(self) -> bool:
        return self.number == self.parts


def parts_of(batch: PaymentBatch) -> int:
    """In how many parts the sheet comes; one at least."""
    return max(1, -(-_listed(batch).count() // (RECEIVERS_A_PAGE * PAGES_A_PART)))


def sheet_part(batch: PaymentBatch, number: int) -> SheetPart:
    """A part, from 1, of the sheet for all of a batch who are still to be paid."""
    rows = _listed(batch)
    parts, size = parts_of(batch), RECEIVERS_A_PAGE * PAGES_A_PART
    number = min(max(number, 1), parts)
    first = (number - 1) * size
    receivers = _receivers(batch, list(rows.select_related(*NAMES).order_by("pk")[first : first + size]), first)
    cut = range(0, len(receivers), RECEIVERS_A_PAGE)
    pages = [
        SheetPage((first + start) // RECEIVERS_A_PAGE + 1, receivers[start : start + RECEIVERS_A_PAGE]) for start in cut
    ]
    found, amount = rows.count(), int(rows.aggregate(total=Sum("amount"))["total"] or 0)
    return SheetPart(number, parts, pages, -(-found // RECEIVERS_A_PAGE), found, amount)


def _listed(batch: PaymentBatch) -> QuerySet[Payment]:
    return batch.payments.filter(state=Payment.State.LISTED)


def _receivers(batch: PaymentBatch, rows: list[Payment], before: int) -> list[Receiver]:
    units = units_of(batch.distribution, [row.party_id for row in rows])
    return [
        Receiver(place, str(row.party), units.get(row.party_id), row.amount)
        for place, row in enumerate(rows, before + 1)
    ]
