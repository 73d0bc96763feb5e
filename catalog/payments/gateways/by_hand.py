"""Ways to pay that a person confirms: nobody outside tells us anything."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bumm.people.models import Bumm
from catalog.payments.models import Payment, Refund
from catalog.payments.models.payments import MOST_CODE
from catalog.payments.selectors import account_of

MOST_BY_QRIS = 10_000_000  # rupiah, by the rules of Bank Indonesia


class ByHand(NamedTuple):
    """A way without a page of its own."""

    code: str
    takes: Callable[[Bumm, int], bool]
    by_hand: bool = True

    @property
    def label(self) -> Any:
        return Payment.Gateway(self.code).label

    def is_offered(self, bumm: Bumm, amount: int) -> bool:
        return self.takes(bumm, amount)

    def begin(self, payment: Payment) -> None:
        return None

    def look(self, payment: Payment) -> None:
        return None

    def refund(self, refund: Refund) -> None:
        return None

    def give_up(self, payment: Payment) -> None:
        return None


def _by_qris(bumm: Bumm, amount: int) -> bool:
    account = account_of(bumm)
    return bool(account and account.qris) and 1 <= amount <= MOST_BY_QRIS


def _by_transfer(bumm: Bumm, amount: int) -> bool:
    """From where on every code leaves something to transfer."""
    account = account_of(bumm)
    return bool(account and account.number) and amount > MOST_CODE


QRIS = ByHand(Payment.Gateway.QRIS, _by_qris)
TRANSFER = ByHand(Payment.Gateway.TRANSFER, _by_transfer)
CASH = ByHand(Payment.Gateway.CASH, lambda bumm, amount: amount >= 1)
