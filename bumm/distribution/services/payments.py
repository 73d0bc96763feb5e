"""What becomes of each payment, with its entry in the book."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from bumm.distribution import exceptions as refusals
from bumm.distribution.accounts import BANK, CASH, PAYABLE, RECEIVABLES, RESERVE
from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.services.decisions import refuse_unless
from bumm.distribution.services.drafts import locked_run
from bumm.ledger import services as ledger
from bumm.ledger.models import Entry, Evidence
from bumm.ledger.selectors import balance_of

State, Method = Payment.State, PaymentBatch.Method
OUT_OF = {Method.BANK: BANK, Method.CASH: CASH, Method.LAPSE: RESERVE}


@transaction.atomic
def record_paid(
    *,
    batch: PaymentBatch,
    paid_on: dt.date,
    evidence: Sequence[Evidence] = (),
    payments: Collection[Payment] | None = None,
) -> Entry:
    """Post that these payments of an approved batch (by default all that are listed) were made on one day.

    Where all of them were recorded together before, their entry is returned. Raises WrongState, BatchNotApproved,
    NothingChosen, NotThisPayment, NoEvidence (lapses need none), ToCome, BeforePosting, NotEnoughCash, and what posting
    does.
    """
    run = locked_run(batch.distribution)
    refuse_unless(run, Distribution.State.POSTED)
    batch = PaymentBatch.objects.get(pk=batch.pk)
    if batch.state != PaymentBatch.State.APPROVED:
        raise refusals.BatchNotApproved
    chosen = batch.payments.order_by()
    chosen = chosen.filter(state=State.LISTED) if payments is None else chosen.filter(pk__in=[p.pk for p in payments])
    if entry := _recorded(batch, chosen, everything=payments is None):
        return entry
    _refuse_day(run, paid_on)
    if not evidence and batch.method != Method.LAPSE:
        raise refusals.NoEvidence
    amount = int(chosen.aggregate(total=Sum("amount"))["total"])
    out_of = OUT_OF[Method(batch.method)]
    if batch.method != Method.LAPSE and (there_is := balance_of(run.book, out_of)) < amount:
        raise refusals.NotEnoughCash(amount, there_is)
    times = batch.payments.exclude(entry=None).values("entry").distinct().count()
    reference = f"distribution:{run.pk}:batch:{batch.number}:paid:{times + 1}"
    proof = [each.pk for each in evidence]
    draft = ledger.Draft(reference, paid_on, ((PAYABLE, out_of, amount),), evidence=proof)
    entry = ledger.post(book=run.book, draft=draft)
    chosen.update(state=State.PAID, entry=entry)
    return entry


@transaction.atomic
def record_return(*, payment: Payment, returned_on: dt.date, reason: str, evidence: Sequence[Evidence] = ()) -> Payment:
    """Post that a payment came back, such as from a closed account: it is due again and goes into another batch.

    Raises NotThisPayment, NoReason, NoEvidence, ToCome, BeforePosting, WrongState, and what posting does.
    """
    locked, run = _locked(payment)
    if locked.state == State.RETURNED and locked.back_id:
        return locked
    refuse_unless(run, Distribution.State.POSTED)
    if locked.state != State.PAID or locked.batch.method == Method.LAPSE:
        raise refusals.NotThisPayment(locked.get_state_display())
    if not reason.strip():
        raise refusals.NoReason
    _refuse_day(run, returned_on)
    if not evidence:
        raise refusals.NoEvidence
    into = OUT_OF[Method(locked.batch.method)]
    locked.back = _post_back(run, locked, (into, PAYABLE), returned_on, evidence)
    locked.state, locked.reason = State.RETURNED, reason.strip()[:200]
    locked.save(update_fields=["back", "state", "reason"])
    return locked


@transaction.atomic
def strike_payment(*, payment: Payment, reason: str) -> Payment:
    """Take a payment off its batch that was not made. Raises NotThisPayment or NoReason."""
    locked, _run = _locked(payment)
    if locked.state == State.STRUCK:
        return locked
    if locked.state != State.LISTED:
        raise refusals.NotThisPayment(locked.get_state_display())
    if not reason.strip():
        raise refusals.NoReason
    locked.state, locked.reason = State.STRUCK, reason.strip()[:200]
    locked.save(update_fields=["state", "reason"])
    return locked


@transaction.atomic
def record_recovery(
    *, payment: Payment, recovered_on: dt.date, into: str = BANK, evidence: Sequence[Evidence] = ()
) -> Payment:
    """Post that what was paid of a reversed run was given back. Raises NotThisPayment, NoEvidence, ToCome, and what
    posting does."""
    locked, run = _locked(payment)
    if locked.state == State.RECOVERED:
        return locked
    if locked.state != State.OWED:
        raise refusals.NotThisPayment(locked.get_state_display())
    if recovered_on > timezone.localdate():
        raise refusals.ToCome(recovered_on)
    if not evidence:
        raise refusals.NoEvidence
    locked.back = _post_back(run, locked, (into, RECEIVABLES), recovered_on, evidence)
    locked.state = State.RECOVERED
    locked.save(update_fields=["back", "state"])
    return locked


def _recorded(batch: PaymentBatch, chosen: QuerySet[Payment], *, everything: bool) -> Entry | None:
    """The entry of these payments where they were all recorded together. Raises NothingChosen or NotThisPayment."""
    found = set(chosen.values_list("state", "entry").distinct())
    if everything and not found:
        found = set(batch.payments.order_by().filter(state=State.PAID).values_list("state", "entry").distinct())
    if not found:
        raise refusals.NothingChosen
    states = {state for state, _entry in found}
    if states == {State.PAID} and len(found) == 1:
        return Entry.objects.get(pk=found.pop()[1])
    if others := states - {State.LISTED}:
        raise refusals.NotThisPayment(str(State(min(others)).label))
    return None


def _locked(payment: Payment) -> tuple[Payment, Distribution]:
    """The payment, locked after its run, and the run."""
    run = locked_run(payment.distribution)
    rows = Payment.objects.select_for_update(of=("self",)).select_related("batch", "party")
    return rows.get(pk=payment.pk), run


def _refuse_day(run: Distribution, day: dt.date) -> None:
    if day > timezone.localdate():
        raise refusals.ToCome(day)
    if run.entry and day < run.entry.effective_on:
        raise refusals.BeforePosting(run.entry.effective_on)


def _post_back(
    run: Distribution, payment: Payment, accounts: tuple[str, str], on: dt.date, evidence: Sequence[Evidence]
) -> Entry:
    reference, proof = f"distribution:{run.pk}:payment:{payment.pk}:back", [each.pk for each in evidence]
    draft = ledger.Draft(reference, on, ((*accounts, payment.amount),), evidence=proof)
    return ledger.post(book=run.book, draft=draft)
