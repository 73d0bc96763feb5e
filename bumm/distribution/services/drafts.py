"""Preparing a run: what it freezes at once, and what it then allocates, a step a transaction."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from bumm.charter.models import Charter, WaterfallRow
from bumm.charter.selectors import charter_in_force
from bumm.distribution import exceptions as refusals
from bumm.distribution.allocation import STORED, TO_MEMBERS, ClassAt, OwnersPart
from bumm.distribution.distributable import closed_years, distributable
from bumm.distribution.hashing import digest
from bumm.distribution.models import Allocation, Distribution, Part, Pool
from bumm.ledger.models import Book
from bumm.ledger.selectors import turnover_of_groups
from bumm.money import apportion
from bumm.people.models import Bumm, Group, User
from bumm.people.services import party_of
from bumm.shares.models import ShareClass, ShareEvent

State, Target = Distribution.State, WaterfallRow.Target
MANY = 10_000  # rows that make a table another one to the planner


@transaction.atomic
def prepare_distribution(
    *, bumm: Bumm, period_end: dt.date, amount: int, by: User, record_date: dt.date | None = None
) -> Distribution:
    """Freeze the charter, the register and the book for a run over the year that ends on `period_end`, and its parts.

    `amount` is rupiah; the record date is the year's last day unless given. `carry_on()` then allocates. The same again
    while the run is not announced returns it. Raises NoBook, YearNotClosed, NoCharter, NotInThePeriod, LiveRun,
    NotAnAmount, NothingToDistribute or AboveDistributable.
    """
    Bumm.objects.select_for_update(no_key=True).get(pk=bumm.pk)
    book = Book.objects.select_for_update().filter(bumm=bumm).first()
    if book is None:
        raise refusals.NoBook
    if standing := _standing(bumm, period_end, amount, by, record_date or period_end):
        return standing
    charter = _charter(book, bumm, period_end)
    first, day = period_end.replace(month=1, day=1), record_date or period_end
    if not first <= day <= period_end:
        raise refusals.NotInThePeriod(first, period_end)
    there_is = distributable(book, period_end)
    refuse_amount(amount, there_is.net_income, there_is.retained)
    run = Distribution(
        bumm=bumm,
        book=book,
        period_start=first,
        period_end=period_end,
        record_date=day,
        weighting=charter.weighting,
        charter=charter,
        ledger_head=book.entries.order_by("number").last(),
        net_income=there_is.net_income,
        retained=there_is.retained,
        amount=amount,
        prepared_by=by,
    )
    run.full_clean()
    run.save()
    _divide(run)
    return run


def carry_on(*, distribution: Distribution) -> Distribution:
    """Allocate what is not allocated yet, each step in a transaction of its own, and seal the run as a draft.

    Broken off anywhere, it goes on where it was; with a sealed run it does nothing. Raises NobodyToGiveTo.
    """
    run = distribution
    while run.state == State.PREPARING:
        run = _take_step(run)
    return run


def refuse_amount(amount: int, net_income: int, retained: int) -> None:
    """Raises NotAnAmount, NothingToDistribute or AboveDistributable."""
    if amount < 1:
        raise refusals.NotAnAmount
    most = max(0, min(net_income, retained))
    if not most:
        raise refusals.NothingToDistribute(net_income, retained)
    if amount > most:
        raise refusals.AboveDistributable(amount, most)


def waterfall(charter: Charter, amount: int) -> list[tuple[WaterfallRow, int]]:
    """The charter's rows with their rupiah of an amount."""
    rows = list(charter.waterfall.order_by("position"))
    amounts = apportion(amount, {row.position: row.basis_points for row in rows})
    return [(row, amounts[row.position]) for row in rows]


def classes_of(bumm: Bumm) -> list[tuple[ShareClass, ShareEvent]]:
    """The classes of a BUMM that have events, by their code, each with its last one."""
    last = ShareEvent.objects.filter(share_class__bumm=bumm).order_by("share_class__code", "-number")
    events = last.distinct("share_class__code").select_related("share_class")
    return [(event.share_class, event) for event in events]


def owners_part(run: Distribution, part: Part) -> OwnersPart:
    pools: Any = part.pools.order_by("pk").values_list("pk", "share_class_id", "known_at")
    last = run.record_date if run.weighting == Charter.Weighting.RECORD_DATE else run.period_end
    return OwnersPart(part.amount, [ClassAt(*pool) for pool in pools], run.weighting, run.period_start, last)


def _standing(bumm: Bumm, period_end: dt.date, amount: int, by: User, day: dt.date) -> Distribution | None:
    """The live run of the period, where it is the same; raises LiveRun where it is another."""
    run = Distribution.objects.live().filter(bumm=bumm, period_end=period_end).first()
    if run is None:
        return None
    wanted = (amount, by.pk, day)
    if run.state in (State.PREPARING, State.DRAFT) and (run.amount, run.prepared_by_id, run.record_date) == wanted:
        return run
    raise refusals.LiveRun(period_end.year)


def _charter(book: Book, bumm: Bumm, period_end: dt.date) -> Charter:
    """The charter by which the closed year is distributed: that of its last day, as those years were lived under it."""
    if period_end not in closed_years(book):
        raise refusals.YearNotClosed(period_end.year)
    charter = charter_in_force(bumm, period_end)
    if charter is None:
        raise refusals.NoCharter
    return charter


def _divide(run: Distribution) -> None:
    """Store the run's parts, and the pools of those that are allocated."""
    classes = classes_of(run.bumm)
    for row, amount in waterfall(run.charter, run.amount):
        part = Part(distribution=run, position=row.position, name=row.name, name_en=row.name_en, target=row.target)
        part.account, part.basis_points, part.amount = row.account, row.basis_points, amount
        part.save()
        if row.target == Target.OWNERS:
            for share_class, last in classes:
                Pool.objects.create(part=part, share_class=share_class, known_at=last.number, hash=last.hash)
        elif row.target == Target.SERVICES:
            Pool.objects.create(part=part)


@transaction.atomic
def _take_step(run: Distribution) -> Distribution:
    locked = locked_run(run)
    if locked.state != State.PREPARING:
        return locked
    if locked.step < len(STEPS):
        STEPS[locked.step](locked)
        locked.step += 1
        locked.save(update_fields=["step"])
        return locked
    locked.digest, locked.state = digest(locked), State.DRAFT
    locked.save(update_fields=["digest", "state"])
    return locked


def locked_run(run: Distribution) -> Distribution:
    """The run, locked until the transaction ends."""
    rows = Distribution.objects.select_for_update(of=("self",), no_key=True)
    related = ["bumm__kelurahan", "book", "charter", "ledger_head", "motion__meeting", "entry", "prepared_by"]
    return rows.select_related(*related).get(pk=run.pk)


def _to_owners(run: Distribution) -> None:
    for part in run.parts.filter(target=Target.OWNERS):
        owners = owners_part(run, part)
        with connection.cursor() as cursor:
            cursor.execute(STORED.format(allocated=owners.allocated()), owners.parameters())
            if part.amount and not cursor.rowcount:
                raise refusals.NobodyToGiveTo(part.name, by_shares=True)
            if cursor.rowcount > MANY:  # or the next step is planned for the table as it was before
                cursor.execute("ANALYZE distribution_allocation")


def _to_groups(run: Distribution) -> None:
    for part in run.parts.filter(target=Target.SERVICES):
        turnover = turnover_of_groups(run.book, run.period_start, run.period_end)
        groups = Group.objects.filter(pk__in=[group for group, amount in turnover.items() if amount > 0])
        weights = {party_of(group).pk: turnover[group.pk] for group in groups.order_by("pk")}
        if part.amount and not weights:
            raise refusals.NobodyToGiveTo(part.name, by_shares=False)
        pool = part.pools.get()
        Allocation.objects.bulk_create(
            Allocation(pool=pool, party_id=party, weight=weights[party], amount=amount)
            for party, amount in (apportion(part.amount, weights) if weights else {}).items()
        )


def _to_members(run: Distribution) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TO_MEMBERS, {"run": run.pk, "day": run.record_date})


STEPS = (_to_owners, _to_groups, _to_members)
