"""Reads of distributions: what is missing for a run's next step, what is due to whom, and what was paid."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.charter.models import WaterfallRow
from bumm.distribution.models import Allocation, Distribution, MemberPart, Part, Payment, PaymentBatch
from bumm.people.models import Party

State = Distribution.State


def missing_for_approval(run: Distribution) -> list[str]:
    """What an announced run still lacks before it can be approved, a sentence each."""
    missing = []
    if run.objections_until and timezone.localdate() <= run.objections_until:
        missing.append(_("Objections are taken through {day}.").format(day=date_format(run.objections_until)))
    if waiting := run.objections.filter(upheld=None).count():
        said = ngettext("{count} objection is not answered.", "{count} objections are not answered.", waiting)
        missing.append(said.format(count=waiting))
    return missing + missing_of_the_meeting(run)


def missing_of_the_meeting(run: Distribution) -> list[str]:
    """What is missing until a meeting has resolved on a run, a sentence at most."""
    if run.motion is None:
        return [_("It is not on the agenda of a meeting yet.")]
    day = date_format(run.motion.meeting.held_on)
    if run.motion.carried is False:
        return [_("The meeting of {day} rejected it.").format(day=day)]
    if not hasattr(run.motion, "resolution"):
        return [_("The meeting of {day} has not resolved on it, or is not closed with its minutes.").format(day=day)]
    return []


class Step(NamedTuple):
    """A run's next step in words, and what is missing for it."""

    name: str
    missing: list[str]


def next_step(run: Distribution) -> Step | None:
    """What comes next for a run; None where nothing does."""
    match State(run.state):
        case State.PREPARING:
            return Step(_("Allocation is under way"), [])
        case State.DRAFT:
            return Step(_("Announce it, so that everybody can look at it and object"), [])
        case State.ANNOUNCED:
            return Step(_("Approval by someone other than who prepared it"), missing_for_approval(run))
        case State.POSTED:
            return _of_paying(run)
    return None


def _of_paying(run: Distribution) -> Step | None:
    left = outstanding(run)
    if not left:
        return None
    waiting = run.batches.filter(state=PaymentBatch.State.PREPARED).count()
    said = ngettext("{count} batch waits for approval.", "{count} batches wait for approval.", waiting)
    return Step(_("Payment"), [said.format(count=waiting)] if waiting else [])


def allocations_of(run: Distribution) -> QuerySet[Allocation]:
    return Allocation.objects.filter(pool__part__distribution=run)


def payable_by_run(run: Distribution) -> int:
    """All that a run allocated to holders and groups, in rupiah."""
    targets = [WaterfallRow.Target.OWNERS, WaterfallRow.Target.SERVICES]
    parts = Part.objects.filter(distribution=run, target__in=targets)
    return int(parts.aggregate(total=Sum("amount"))["total"] or 0)


def paid_out(run: Distribution) -> tuple[int, int]:
    """What of a run was paid and not returned, and what lapsed, in rupiah."""
    paid = Payment.objects.filter(distribution=run, state=Payment.State.PAID)
    is_lapse = Q(batch__method=PaymentBatch.Method.LAPSE)
    sums = paid.aggregate(people=Sum("amount", filter=~is_lapse), lapsed=Sum("amount", filter=is_lapse))
    return int(sums["people"] or 0), int(sums["lapsed"] or 0)


def outstanding(run: Distribution) -> int:
    """What of a posted run is still payable, in rupiah."""
    return payable_by_run(run) - sum(paid_out(run)) if run.state == State.POSTED else 0


def lapses_on(run: Distribution) -> dt.date:
    """The day on which what nobody claimed of a posted run may go to the reserve, by the charter that it froze."""
    posted_on = run.entry.effective_on if run.entry else run.period_end
    months = posted_on.month - 1 + run.charter.lapse_months
    year, month = posted_on.year + months // 12, months % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(posted_on.day, last))


@dataclass(frozen=True)
class PoolFigures:
    """What a pool got in all, in rupiah. `code` is that of its class; empty where groups shared by turnover."""

    part: Part
    code: str
    parties: int
    amount: int


def figures_of_pools(run: Distribution) -> list[PoolFigures]:
    rows = allocations_of(run).order_by("pool__part__position", "pool")
    sums = rows.values("pool__part", code=F("pool__share_class__code")).annotate(
        parties=Count("pk"), total=Sum("amount")
    )
    parts = {part.pk: part for part in run.parts.all()}
    return [PoolFigures(parts[row["pool__part"]], row["code"] or "", row["parties"], int(row["total"])) for row in sums]


class Statement(NamedTuple):
    """What one party gets of a run: rows, their sum, what is in it for members of a group, and the latest payment."""

    run: Distribution
    party: Party
    rows: list[Allocation]
    amount: int
    members: list[MemberPart]
    payment: Payment | None


def statement_of(run: Distribution, party: Party) -> Statement:
    related = ["pool__part", "pool__share_class"]
    rows = list(
        allocations_of(run).filter(party=party).select_related(*related).order_by("pool__part__position", "pool")
    )
    members = MemberPart.objects.filter(allocation__in=rows).select_related("person").order_by("person__name", "person")
    payment = (
        Payment.objects.filter(distribution=run, party=party).select_related("batch", "entry").order_by("pk").last()
    )
    return Statement(run, party, rows, sum(row.amount for row in rows), list(members), payment)


def totals_of(run: Distribution) -> QuerySet[Party]:
    """The parties of a run with `due` in rupiah and `payment_state`, the largest first."""
    latest = Payment.objects.filter(distribution=run, party=OuterRef("pk")).order_by("-pk")
    return (
        Party.objects.filter(allocations__pool__part__distribution=run)
        .annotate(due=Sum("allocations__amount"), payment_state=Subquery(latest.values("state")[:1]))
        .order_by("-due", "pk")
    )


def runs_paid_to(party: Party) -> list[Statement]:
    """The party's statements of all runs that are posted, the latest first."""
    runs = Distribution.objects.filter(state=State.POSTED, parts__pools__allocations__party=party).distinct()
    related = ["bumm__kelurahan", "charter", "entry"]
    return [statement_of(run, party) for run in runs.select_related(*related).order_by("-period_end")]
