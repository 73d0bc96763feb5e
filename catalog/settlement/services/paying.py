"""What becomes of each payout, with its entry in the book."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from bumm.ledger import services as ledger
from bumm.ledger.models import Account, Evidence
from catalog.settlement import exceptions as refusals
from catalog.settlement.accounts import CUSTODY, DUE_FROM_GROUPS, Money
from catalog.settlement.models import Claim, Payout, PayoutBatch
from catalog.settlement.paying import OUT_OF, there_is
from catalog.settlement.services.payouts import locked_batch
from catalog.settlement.services.posting import Change, note_claims

State = Payout.State


@transaction.atomic
def record_paid(
    *,
    batch: PayoutBatch,
    paid_on: dt.date,
    evidence: Sequence[Evidence] = (),
    payouts: Collection[Payout] | None = None,
) -> list[Payout]:
    """Post, an entry each, that these payouts of an approved batch (by default all that are listed) were made.

    Those that were recorded before stay as they are. Raises NotApproved, NothingChosen, NoEvidence where money went
    out, ToCome, NotEnoughMoney, and what posting does.
    """
    locked = locked_batch(batch)
    if locked.state != PayoutBatch.State.APPROVED:
        raise refusals.NotApproved
    rows = locked.payouts.select_related("group").order_by("pk")
    chosen = list(rows.filter(pk__in=[each.pk for each in payouts]) if payouts is not None else rows)
    listed = [row for row in chosen if row.state == State.LISTED]
    if not listed:
        if chosen and all(row.state == State.PAID for row in chosen):
            return chosen
        raise refusals.NothingChosen
    out_of, amount = OUT_OF[PayoutBatch.Method(locked.method)], sum(row.amount for row in listed)
    _refuse(locked, paid_on, amount, evidence)
    codes = dict(Account.objects.filter(book=locked.book, group__isnull=False).values_list("group", "code"))
    drafts = [_draft(locked, row, codes[row.group_id], out_of, paid_on, evidence) for row in listed]
    for row, entry in zip(listed, ledger.post_many(book=locked.book, drafts=drafts), strict=True):
        row.state, row.entry = State.PAID, entry
        row.save(update_fields=["state", "entry"])
        note_claims(locked.book, _netted(row, -1), paid_on, entry)
    return chosen


def _refuse(batch: PayoutBatch, day: dt.date, amount: int, evidence: Sequence[Evidence]) -> None:
    if day > timezone.localdate():
        raise refusals.ToCome
    if amount and not evidence:
        raise refusals.NoEvidence
    if amount > (found := there_is(batch)):
        raise refusals.NotEnoughMoney(amount, found)


def _draft(
    batch: PayoutBatch, row: Payout, code: str, out_of: Money, on: dt.date, evidence: Sequence[Evidence]
) -> ledger.Draft:
    transfers = [(code, str(out_of), row.amount), (code, CUSTODY, row.custody), (code, DUE_FROM_GROUPS, row.due)]
    proof = tuple(each.pk for each in evidence)
    said = tuple(transfer for transfer in transfers if transfer[2])
    return ledger.Draft(f"payout:{batch.number}:{row.pk}", on, said, evidence=proof)


def _netted(row: Payout, sign: int) -> list[Change]:
    return [
        (Claim.Kind.CUSTODY, row.group, None, sign * row.custody),
        (Claim.Kind.DUE, row.group, None, sign * row.due),
    ]


@transaction.atomic
def strike_payout(*, payout: Payout, reason: str) -> Payout:
    """Take a payout out of its batch before it is made: the group is due it again. Raises WrongState or NoReason."""
    locked_batch(payout.batch)
    row = Payout.objects.get(pk=payout.pk)
    if row.state == State.STRUCK:
        return row
    if row.state != State.LISTED:
        raise refusals.WrongState(str(row.get_state_display()))
    if not reason.strip():
        raise refusals.NoReason
    row.state, row.reason = State.STRUCK, reason.strip()[:200]
    row.save(update_fields=["state", "reason"])
    return row


@transaction.atomic
def record_return(*, payout: Payout, returned_on: dt.date, reason: str, evidence: Sequence[Evidence] = ()) -> Payout:
    """Post that a payout came back, such as from a closed account: its entry is reversed whole, so that the group is
    owed all of it again, and holds and owes what it did. Raises WrongState, NoReason, NoEvidence, ToCome."""
    batch = locked_batch(payout.batch)
    row = Payout.objects.select_related("group", "entry").get(pk=payout.pk)
    if row.state == State.RETURNED:
        return row
    if row.state != State.PAID or row.entry is None:
        raise refusals.WrongState(str(row.get_state_display()))
    if not reason.strip():
        raise refusals.NoReason
    if returned_on > timezone.localdate():
        raise refusals.ToCome
    if not evidence:
        raise refusals.NoEvidence
    proof = [each.pk for each in evidence]
    back = ledger.reverse(entry=row.entry, effective_on=returned_on, evidence=proof)
    row.state, row.back, row.reason = State.RETURNED, back, reason.strip()[:200]
    row.save(update_fields=["state", "back", "reason"])
    note_claims(batch.book, _netted(row, 1), returned_on, back)
    return row
