"""Batches of payouts: who is paid by which method, prepared by one and approved by another."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bumm.distribution.models import BankAccount
from bumm.ledger.models import Book
from bumm.people.models import User
from catalog.settlement import exceptions as refusals
from catalog.settlement.models import Payout, PayoutBatch
from catalog.settlement.selectors import Standing, standings
from catalog.settlement.services.posting import locked_book

Method, State = PayoutBatch.Method, PayoutBatch.State


@transaction.atomic
def prepare_payouts(
    *,
    book: Book,
    method: str,
    by: User,
    due_by: dt.date | None = None,
    also_with_account: bool = False,
    number: int | None = None,
) -> PayoutBatch:
    """List all groups that are owed something whose days to complain are over: through a bank those whose account is
    known; in cash those without one, or all. What a group owes and the cash it holds are taken off.

    `number` is that of the batch which a form is about: sent again, it returns the batch. Raises NobodyToPay, ToCome,
    or BatchInTheWay.
    """
    day = due_by or timezone.localdate()
    if day > timezone.localdate():
        raise refusals.ToCome
    locked = locked_book(book)
    if number and (batch := locked.payout_batches.filter(number=number).first()):
        if (batch.method, batch.prepared_by_id) == (method, by.pk):
            return batch
        raise refusals.BatchInTheWay(number)
    wanted = {Method.BANK: True, Method.CASH: None if also_with_account else False}[Method(method)]
    banked = with_account()
    found = [
        standing
        for standing in standings(locked, day)
        if standing.payable and (wanted is None or (standing.group.pk in banked) == wanted)
    ]
    if not found:
        raise refusals.NobodyToPay(str(Method(method).label))
    about = {"number": next_number(locked), "method": method, "due_by": day, "prepared_by": by}
    batch = PayoutBatch.objects.create(book=locked, **about)
    Payout.objects.bulk_create(_payout(batch, standing) for standing in found)
    return batch


def next_number(book: Book) -> int:
    """The number of the book's next batch."""
    return (book.payout_batches.aggregate(last=Max("number"))["last"] or 0) + 1


def with_account() -> set[int | None]:
    """The keys of the groups whose bank account is known."""
    rows = BankAccount.objects.filter(party__group__isnull=False).order_by()
    return set(rows.values_list("party__group", flat=True).distinct())


def _payout(batch: PayoutBatch, standing: Standing) -> Payout:
    return Payout(
        batch=batch,
        book=batch.book,
        group=standing.group,
        payable=standing.payable,
        due=standing.due_off,
        custody=standing.custody_off,
        amount=standing.pays,
    )


@transaction.atomic
def approve_batch(*, batch: PayoutBatch, by: User) -> PayoutBatch:
    """Let a batch be paid. Raises OwnBatch or WrongState."""
    locked = locked_batch(batch)
    if locked.state == State.APPROVED and locked.approved_by_id == by.pk:
        return locked
    if locked.state != State.PREPARED:
        raise refusals.WrongState(str(locked.get_state_display()))
    if locked.prepared_by_id == by.pk:
        raise refusals.OwnBatch
    locked.state, locked.approved_by, locked.approved_at = State.APPROVED, by, timezone.now()
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    return locked


@transaction.atomic
def cancel_batch(*, batch: PayoutBatch, reason: str) -> PayoutBatch:
    """Strike off all of a batch of which nothing is paid yet, for another one. Raises WrongState or NoReason."""
    locked = locked_batch(batch)
    if locked.state == State.CANCELLED:
        return locked
    if not reason.strip():
        raise refusals.NoReason
    if locked.payouts.exclude(state__in=[Payout.State.LISTED, Payout.State.STRUCK]).exists():
        raise refusals.WrongState(str(Payout.State.PAID.label))
    locked.payouts.filter(state=Payout.State.LISTED).update(state=Payout.State.STRUCK, reason=reason.strip()[:200])
    locked.state = State.CANCELLED
    locked.save(update_fields=["state"])
    return locked


def locked_batch(batch: PayoutBatch) -> PayoutBatch:
    """The batch, locked after its book."""
    book = locked_book(batch.book)
    locked = PayoutBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    locked.book = book
    return locked
