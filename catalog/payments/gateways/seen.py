"""What a gateway says, in rupiah and in words of ours."""

from typing import NamedTuple


class Begun(NamedTuple):
    """The gateway's number of a payment, and the address at which the buyer goes on."""

    external_id: str
    redirect_to: str


class Seen(NamedTuple):
    """How a payment stands at the gateway. `state` is open, under_way, paid, failed or expired. `fee` is None while it
    is not known, and `amount` is not in rupiah where the currency is another."""

    external_id: str
    payment: str
    order: str
    state: str
    amount: int
    currency: str
    live: bool
    intent: str
    redirect_to: str
    fee: int | None


class SeenRefund(NamedTuple):
    """How a refund stands at the gateway. `state` is sent, done or failed; `reference` is ours, where we asked for
    it."""

    external_id: str
    reference: str
    intent: str
    amount: int
    currency: str
    state: str
