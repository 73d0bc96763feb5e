"""Cash that is held for the BUMM comes in."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bumm.ledger import services as ledger
from bumm.ledger.models import Book, Entry
from bumm.people.models import Group, User
from catalog.settlement import exceptions as refusals
from catalog.settlement.accounts import CUSTODY, Money
from catalog.settlement.models import Claim
from catalog.settlement.selectors import held_by, standing_of
from catalog.settlement.services.posting import locked_book, note_claims


@transaction.atomic
def hand_in(
    *,
    book: Book,
    cause: str,
    amount: int,
    on: dt.date,
    group: Group | None = None,
    holder: User | None = None,
    into: Money = Money.CASH,
    evidence: Sequence[str] = (),
) -> Entry:
    """Post that a group, or an attendant, hands in cash that it holds and that no payout is to take off.

    The same cause again returns its entry. Raises NotAnAmount, ToCome, NotHeld, and what posting does.
    """
    if amount < 1:
        raise refusals.NotAnAmount
    if on > timezone.localdate():
        raise refusals.ToCome
    locked = locked_book(book)
    draft = ledger.Draft(cause, on, ((str(into), CUSTODY, amount),), evidence=tuple(evidence))
    if locked.entries.filter(reference=cause).exists():
        return ledger.post(book=locked, draft=draft)  # the same again, or refused
    held = standing_of(locked, group, on).custody if group else held_by(locked, holder.pk) if holder else 0
    if amount > held:
        raise refusals.NotHeld(max(0, held))
    entry = ledger.post(book=locked, draft=draft)
    note_claims(locked, [(Claim.Kind.CUSTODY, group, holder, -amount)], on, entry)
    return entry
