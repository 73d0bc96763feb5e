"""What one party gets of the runs, as the party itself may see it: its parts, when they were paid, and all in words."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.distribution.models import Distribution, MemberPart, Payment, PaymentBatch
from bumm.distribution.paying import units, with_par
from bumm.distribution.selectors import Statement, allocations_of
from bumm.money import format_rupiah
from bumm.people.models import Party, Person

State, Paid, Method = Distribution.State, Payment.State, PaymentBatch.Method
# Of a run that nobody has announced yet, nobody outside the office knows.
SEEN = Q(announced_on__isnull=False)


class Payout(NamedTuple):
    """What of a run goes to a party, in rupiah, and its latest payment. For a member of a group that holds shares
    `party` is the group, which is paid for all, and `amount` the member's part."""

    run: Distribution
    party: Party
    amount: int
    payment: Payment | None

    @property
    def said(self) -> str:
        return payment_in_words(self.run, self.payment)


def payouts_of(party: Party, runs: QuerySet[Distribution]) -> list[Payout]:
    """What a party gets of these runs, the latest first."""
    rows = runs.filter(parts__pools__allocations__party=party)
    summed: Any = _latest_first(rows.annotate(due=Sum("parts__pools__allocations__amount")))
    due = {run: int(run.due) for run in summed}
    paid = _payments([party], due)
    return [Payout(run, party, amount, paid.get((run.pk, party.pk))) for run, amount in due.items()]


def parts_through_groups(person: Person, runs: QuerySet[Distribution]) -> list[Payout]:
    """What groups that hold shares get of these runs for this member, the latest first."""
    rows = MemberPart.objects.filter(person=person, allocation__pool__part__distribution__in=runs)
    way = ("allocation__pool__part__distribution", "allocation__party")
    sums = {(run, party): int(amount) for run, party, amount in rows.values_list(*way).annotate(Sum("amount"))}
    found = _latest_first(runs.filter(pk__in={run for run, _party in sums}))
    groups = Party.objects.filter(pk__in={party for _run, party in sums}).select_related("group").in_bulk()
    paid = _payments(groups.values(), found)
    return [
        Payout(run, group, sums[run.pk, group.pk], paid.get((run.pk, group.pk)))
        for run in found
        for group in groups.values()
        if (run.pk, group.pk) in sums
    ]


def _latest_first(runs: QuerySet[Distribution]) -> QuerySet[Distribution]:
    return runs.select_related("bumm").order_by("-period_end", "-pk")


def _payments(parties: Iterable[Party], runs: Iterable[Distribution]) -> dict[tuple[int, int], Payment]:
    """The latest payment by run and party."""
    rows = Payment.objects.filter(party__in=list(parties), distribution__in=list(runs)).order_by("pk")
    return {(row.distribution_id, row.party_id): row for row in rows.select_related("batch", "entry")}


class Line(NamedTuple):
    """A row of a statement: what counted in a pool, and what it brought. `units` are shares, or share-days; None for a
    group that got its part by turnover, which is then its weight in rupiah."""

    part: str
    code: str
    units: int | None
    weight: int
    amount: int


def lines_of(statement: Statement) -> list[Line]:
    rows = with_par(allocations_of(statement.run).filter(party=statement.party))
    related = rows.select_related("pool__part", "pool__share_class").order_by("pool__part__position", "pool")
    return [
        Line(
            row.pool.part.name,
            row.pool.share_class.code if row.pool.share_class else "",
            units(row) if row.pool.share_class else None,
            int(row.weight),
            row.amount,
        )
        for row in related
    ]


def payment_in_words(run: Distribution, payment: Payment | None) -> str:
    """How far the payment of what a party gets has come, in a sentence for the party."""
    if run.state == State.VOID:
        return _("This draft was given up: nothing is paid of it.")
    if run.state != State.POSTED:
        return _of_a_run_that_is_not_paid(run, payment)
    if payment is None or payment.state == Paid.STRUCK:
        return _("Not paid yet.")
    if payment.state == Paid.RETURNED:
        return _("The payment came back. It will be made again.")
    method = Method(payment.batch.method)
    if payment.state == Paid.LISTED:
        return {
            Method.BANK: _("The transfer to your bank account is being prepared."),
            Method.CASH: _("Cash is being prepared for you: the treasurer tells you when."),
            Method.LAPSE: _("Nobody claimed it in time: it is about to go to the reserve."),
        }[method]
    day = date_format(payment.entry.effective_on) if payment.entry else ""
    return {
        Method.BANK: _("Paid through the bank on {day}."),
        Method.CASH: _("Paid in cash on {day}."),
        Method.LAPSE: _("Nobody claimed it in time: it went to the reserve on {day}."),
    }[method].format(day=day)


def _of_a_run_that_is_not_paid(run: Distribution, payment: Payment | None) -> str:
    if run.state != State.REVERSED:
        return _("A draft: nothing is paid before the meeting has decided.")
    if payment and payment.state == Paid.OWED:
        said = _("This distribution was taken back. {amount} that were paid are to be given back.")
        return said.format(amount=format_rupiah(payment.amount))
    if payment and payment.state == Paid.RECOVERED:
        return _("This distribution was taken back, and so was what had been paid.")
    return _("This distribution was taken back: nothing is paid of it.")


def is_draft(run: Distribution) -> bool:
    return run.state in Distribution.UNPOSTED


def message(statement: Statement) -> str:
    """A statement as a short message to the party itself."""
    run = statement.run
    name = {"bumm": run.bumm, "year": run.period_end.year, "party": statement.party}
    lines = [
        _("{bumm}: distribution of {year}").format(**name),
        _("For {party}").format(**name),
        (_("Draft: {amount}") if is_draft(run) else _("Your part: {amount}")).format(
            amount=format_rupiah(statement.amount)
        ),
        payment_in_words(run, statement.payment),
    ]
    if run.state == State.ANNOUNCED and run.objections_until:
        said = _("Is something wrong? You can object until {day}: tell the treasurer.")
        lines.append(said.format(day=date_format(run.objections_until)))
    return "\n".join(lines)


def phone_of(party: Party) -> str:
    """Where a party can be written to; "" where nobody knows."""
    owner = party.person or party.group
    return str(owner.phone.as_e164) if owner and owner.phone else ""
