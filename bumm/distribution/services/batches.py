"""Batches of payments: who is paid by which method, prepared by one and approved by another."""

from django.db import connection, transaction
from django.utils import timezone

from bumm.distribution import exceptions as refusals
from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.selectors import lapses_on
from bumm.distribution.services.decisions import refuse_unless
from bumm.distribution.services.drafts import locked_run
from bumm.people.models import User

Method, State = PaymentBatch.Method, PaymentBatch.State
# All who are due something of the run and have no payment that stands: through a bank those whose account is known, in
# cash those without one or, where all may come, everybody.
LISTED = """
INSERT INTO distribution_payment (batch_id, distribution_id, party_id, amount, state, reason)
SELECT %(batch)s, %(run)s, party_id, sum(allocation.amount)::bigint, 'listed', ''
FROM distribution_allocation allocation
JOIN distribution_pool pool ON pool.id = pool_id JOIN distribution_part part ON part.id = part_id
WHERE part.distribution_id = %(run)s
    AND NOT EXISTS (SELECT FROM distribution_payment payment WHERE payment.distribution_id = %(run)s
        AND payment.party_id = allocation.party_id AND state NOT IN ('struck', 'returned'))
    AND (%(with_account)s::boolean IS NULL OR %(with_account)s
        = EXISTS (SELECT FROM distribution_bankaccount account WHERE account.party_id = allocation.party_id))
GROUP BY party_id HAVING sum(allocation.amount) > 0 ORDER BY party_id
"""


@transaction.atomic
def prepare_batch(
    *, distribution: Distribution, number: int, method: str, by: User, also_with_account: bool = False
) -> PaymentBatch:
    """List all who are still due something, as the run's batch of this number: through a bank those with an account; in
    cash those without, or all; lapsed all, once the charter's months are over.

    The same again returns the batch. Raises WrongState, BatchInTheWay, NobodyToPay or NotLapsedYet.
    """
    run = locked_run(distribution)
    refuse_unless(run, Distribution.State.POSTED)
    if batch := PaymentBatch.objects.filter(distribution=run, number=number).first():
        if (batch.method, batch.prepared_by_id) == (method, by.pk):
            return batch
        raise refusals.BatchInTheWay(number)
    if method == Method.LAPSE and lapses_on(run) > timezone.localdate():
        raise refusals.NotLapsedYet(lapses_on(run))
    batch = PaymentBatch(distribution=run, number=number, method=method, prepared_by=by)
    batch.full_clean()
    batch.save()
    wanted = {Method.BANK: True, Method.CASH: None if also_with_account else False, Method.LAPSE: None}
    with connection.cursor() as cursor:
        about = {"batch": batch.pk, "run": run.pk, "with_account": wanted[Method(method)]}
        cursor.execute(LISTED, about)
        if not cursor.rowcount:
            raise refusals.NobodyToPay(batch.get_method_display())
    return batch


@transaction.atomic
def approve_batch(*, batch: PaymentBatch, by: User) -> PaymentBatch:
    """Let a batch be paid. Raises OwnBatch, or WrongState where it or its run was taken back."""
    locked = _locked(batch)
    if locked.state == State.APPROVED and locked.approved_by_id == by.pk:
        return locked
    refuse_unless(locked.distribution, Distribution.State.POSTED)
    if locked.state != State.PREPARED:
        raise refusals.WrongState(locked.get_state_display())
    if locked.prepared_by_id == by.pk:
        raise refusals.OwnBatch
    locked.approved_by, locked.approved_at, locked.state = by, timezone.now(), State.APPROVED
    locked.save(update_fields=["approved_by", "approved_at", "state"])
    return locked


@transaction.atomic
def cancel_batch(*, batch: PaymentBatch, reason: str) -> PaymentBatch:
    """Strike off all that is still to be paid in a batch, for another one. Raises WrongState or NoReason."""
    locked = _locked(batch)
    if locked.state == State.CANCELLED:
        return locked
    if not reason.strip():
        raise refusals.NoReason
    if locked.payments.exclude(state=Payment.State.LISTED).exists():
        raise refusals.WrongState(locked.get_state_display())
    locked.payments.update(state=Payment.State.STRUCK, reason=reason.strip()[:200])
    locked.state = State.CANCELLED
    locked.save(update_fields=["state"])
    return locked


def _locked(batch: PaymentBatch) -> PaymentBatch:
    """The batch, locked after its run."""
    run = locked_run(batch.distribution)
    locked = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    locked.distribution = run
    return locked
