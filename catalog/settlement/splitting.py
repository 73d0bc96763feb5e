"""The arithmetic of a sale: who gets which part of a line, and how a refund is shared over what is left of the parts.

Knows nothing of the database, so that it can be read and tested alone. All amounts are rupiah.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bumm.money import apportion, percentage
from catalog.settlement.exceptions import DiscountTooHigh, MakersGetTooMuch, TooMuchBack


class Part(NamedTuple):
    """What of a line goes to a group (by its key; None for the BUMM): a debit where it is a discount."""

    kind: str
    group: int | None
    amount: int


class Terms(NamedTuple):
    """What the charter says: the BUMM's part in basis points, and whether it bears discounts itself."""

    commission_bp: int
    bumm_bears_discounts: bool


def split(*, gross: int, discount: int, seller: int, makers: Sequence[tuple[int, int]], terms: Terms) -> list[Part]:
    """The parts of a good's line, none of them of 0: makers by their (group, amount), then commission, the rest to the
    selling group, and the discount to its bearer. Credits less debits come to gross less discount.

    Raises DiscountTooHigh above the price, or where the group bears it above its rest; MakersGetTooMuch where nothing
    would be left for the seller's part to be paid from.
    """
    commission = percentage(gross, terms.commission_bp)
    made = sum(amount for _group, amount in makers)
    if made > gross - commission:
        raise MakersGetTooMuch(made, gross - commission)
    rest = gross - commission - made
    most = gross if terms.bumm_bears_discounts else rest
    if discount > most:
        raise DiscountTooHigh(discount, most)
    parts = [Part("maker", group, amount) for group, amount in makers]
    parts += [Part("commission", None, commission), Part("rest", seller, rest)]
    parts.append(Part("discount", None if terms.bumm_bears_discounts else seller, discount))
    return [part for part in parts if part.amount]


class Left(NamedTuple):
    """What is left of a line's parts, by their keys: of those that were credited, and of its discount."""

    credits: Mapping[int, int]
    debits: Mapping[int, int]

    @property
    def net(self) -> int:
        return sum(self.credits.values()) - sum(self.debits.values())


def take_back(amount: int, lines: Mapping[int, Left]) -> dict[int, int]:
    """How much of each part, by its key, goes back when so much is refunded of these lines (by their keys).

    Shared over what is *left* of each line and part, so that no later refund ever gives anything back; all that is left
    of a line takes all that is left of its parts. Raises TooMuchBack.
    """
    nets = {key: left.net for key, left in lines.items()}
    if amount > sum(nets.values()):
        raise TooMuchBack(sum(nets.values()))
    found: dict[int, int] = {}
    for key, share in apportion(amount, nets).items():
        if share:
            found |= _of_line(share, lines[key])
    return {key: back for key, back in found.items() if back}


def _of_line(share: int, left: Left) -> dict[int, int]:
    """The discount shrinks with what is left of the line, rounded down until the end; the credits carry both."""
    discount = sum(left.debits.values())
    shrinks = discount * share // left.net
    return apportion(share + shrinks, left.credits) | apportion(shrinks, left.debits)
