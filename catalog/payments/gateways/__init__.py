"""The ways to pay. Each takes part or not, by the BUMM and the amount; only Stripe's talks to somebody outside."""

from typing import Any, Protocol

from bumm.people.models import Bumm
from catalog.payments.gateways.by_hand import CASH, QRIS, TRANSFER
from catalog.payments.gateways.stripe import STRIPE
from catalog.payments.models import Payment, Refund


class PaymentGateway(Protocol):
    """`begin` opens the gateway's own page for a payment, where it has one, and says its number and where it is.
    `look` asks the gateway how a payment stands, `refund` has it give money back, and `give_up` tells it that nobody
    will pay any more.

    Amounts are in rupiah here; what the gateway counts in, it knows alone.
    """

    @property
    def code(self) -> str: ...

    @property
    def by_hand(self) -> bool:
        """Whether a person confirms, and gives back."""

    @property
    def label(self) -> Any: ...

    def is_offered(self, bumm: Bumm, amount: int) -> bool: ...

    def begin(self, payment: Payment) -> Any: ...

    def look(self, payment: Payment) -> Any: ...

    def refund(self, refund: Refund) -> Any: ...

    def give_up(self, payment: Payment) -> None: ...


ALL: list[PaymentGateway] = [QRIS, TRANSFER, CASH, STRIPE]


def offered(bumm: Bumm, amount: int) -> list[PaymentGateway]:
    """Those that a buyer can choose from, for so many rupiah to a BUMM."""
    return [gateway for gateway in ALL if gateway.is_offered(bumm, amount)]


def gateway_of(code: str) -> PaymentGateway:
    """Raises KeyError."""
    return {gateway.code: gateway for gateway in ALL}[code]
