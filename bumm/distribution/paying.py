"""Reads of paying: who is left to pay, what a batch comes to, and where its money goes."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from bumm.charter.selectors import NAMES
from bumm.distribution.accounts import BANK, CASH
from bumm.distribution.models import Allocation, BankAccount, Distribution, Payment, PaymentBatch
from bumm.distribution.selectors import allocations_of
from bumm.ledger.selectors import balance_of
from bumm.people.models import Bumm, Party
from bumm.shares.models import ShareEvent

Method, State = PaymentBatch.Method, Payment.State
OUT_OF = {Method.BANK: BANK, Method.CASH: CASH}


class Sums(NamedTuple):
    """How many parties, and how much for all of them, in rupiah."""

    parties: int
    amount: int


class Left(NamedTuple):
    """Who is due something of a run and stands in no batch: by whether their bank account is known."""

    banked: Sums
    others: Sums

    @property
    def everybody(self) -> Sums:
        return Sums(self.banked.parties + self.others.parties, self.banked.amount + self.others.amount)


def left_to_pay(run: Distribution) -> Left:
    stands = Payment.objects.filter(distribution=run, party=OuterRef("party")).exclude(state__in=Payment.OVER)
    has_account = Exists(BankAccount.objects.filter(party=OuterRef("party")))
    due = allocations_of(run).order_by().exclude(Exists(stands)).annotate(banked=has_account)
    by_party = due.values("party", "banked").annotate(due=Sum("amount")).filter(due__gt=0)
    known, unknown = Q(banked=True), Q(banked=False)
    found = by_party.aggregate(
        through_bank=Count("party", filter=known),
        to_bank=Sum("due", filter=known),
        by_hand=Count("party", filter=unknown),
        in_cash=Sum("due", filter=unknown),
    )
    banked = Sums(found["through_bank"], int(found["to_bank"] or 0))
    return Left(banked, Sums(found["by_hand"], int(found["in_cash"] or 0)))


def with_sums(batches: QuerySet[PaymentBatch]) -> QuerySet[PaymentBatch]:
    """With `parties` and `total` of all that a batch lists, and `waiting`, how many of them are still to be paid."""
    payments = Payment.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
    listed = payments.filter(state=State.LISTED)
    return batches.annotate(
        parties=Subquery(payments.annotate(n=Count("pk")).values("n")),
        total=Subquery(payments.annotate(n=Sum("amount")).values("n")),
        waiting=Subquery(listed.annotate(n=Count("pk")).values("n")),
    )


def sums_by_state(payments: QuerySet[Payment]) -> dict[Payment.State, Sums]:
    """In the order of the states, without those that no payment is in."""
    rows = payments.order_by().values("state").annotate(n=Count("pk"), total=Sum("amount"))
    found = {row["state"]: Sums(row["n"], int(row["total"])) for row in rows}
    return {state: found[state] for state in State if state in found}


def next_number(run: Distribution) -> int:
    """The number of the run's next batch."""
    last = run.batches.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def there_is(batch: PaymentBatch) -> int | None:
    """What stands on the account out of which a batch is paid; None for one that lapses."""
    code = OUT_OF.get(Method(batch.method))
    return balance_of(batch.distribution.book, code) if code else None


def payments_with_accounts(batch: PaymentBatch) -> QuerySet[Payment]:
    """The payments of a batch with `bank`, `account_number` and `account_name`: as they were known when it was
    approved, so that nobody redirects money after that; of one that is not approved yet, as they are known now."""
    until = batch.approved_at or timezone.now()
    known = BankAccount.objects.filter(party=OuterRef("party"), recorded_at__lte=until).order_by("-pk")
    columns = {"bank": "bank", "account_number": "number", "account_name": "name"}
    found = {name: Subquery(known.values(column)[:1]) for name, column in columns.items()}
    return batch.payments.select_related(*NAMES, "entry").annotate(**found).order_by("pk")


def reference_of(batch: PaymentBatch, place: int) -> str:
    """By which the bank's statement is matched. `place` is that of a payment in its batch, from 1."""
    return f"BH-{batch.distribution.period_end.year}-{batch.number}-{place}"


def bank_rows(batch: PaymentBatch) -> Iterator[list[object]]:
    """What the bank is asked to transfer: all of a batch that is still to be paid. A place never changes."""
    rows = payments_with_accounts(batch).iterator(chunk_size=2_000)
    for place, row in enumerate(rows, 1):
        if row.state == State.LISTED:
            account: Any = row
            yield [
                place,
                *(account.bank, account.account_number, account.account_name),
                *(row.amount, reference_of(batch, place)),
            ]


def units_of(run: Distribution, parties: Collection[int]) -> dict[int, int]:
    """What counted of these parties' shares in a run: shares, or share-days where the run goes by them."""
    rows = allocations_of(run).filter(party__in=parties, pool__share_class__isnull=False)
    found: dict[int, int] = {}
    for row in with_par(rows):
        found[row.party_id] = found.get(row.party_id, 0) + units(row)
    return found


def with_par(rows: QuerySet[Allocation]) -> QuerySet[Allocation]:
    """With `par` of the pool's class, in rupiah; None where groups share by turnover."""
    events = ShareEvent.objects.filter(share_class=OuterRef("pool__share_class")).order_by("number")
    return rows.annotate(par=Subquery(events.values("par")[:1]))


def units(row: Any) -> int:
    """Shares or share-days of an allocation with its `par`, whose weight is par times them."""
    return int(row.weight // row.par)


def parties_of(bumm: QuerySet[Bumm]) -> QuerySet[Party]:
    """Whoever these BUMM may come to owe a part: who ever took a share of them, and the groups that they sell for."""
    taken = ShareEvent.objects.filter(share_class__bumm__in=bumm, taker__isnull=False)
    return Party.objects.filter(Q(pk__in=taken.values("taker")) | Q(group__selling_bumm__in=bumm))


def named(parties: QuerySet[Party], wanted: str) -> QuerySet[Party]:
    """Those whose name has this in it."""
    owners = ("person", "group", "kelurahan", "institution")
    conditions = [Q(**{f"{owner}__name__icontains": wanted}) for owner in owners]
    return parties.filter(_any(conditions)).select_related(*owners)


def of_name(payments: QuerySet[Payment], wanted: str) -> QuerySet[Payment]:
    """The payments to those whose name has this in it."""
    return payments.filter(_any([Q(**{f"{name}__name__icontains": wanted}) for name in NAMES]))


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
