"""The pilot's distributions: one that an objection voided, one that was paid, one that people may still object to."""

import datetime as dt
from typing import Any

from django.utils import timezone

from bumm.charter import services as charters
from bumm.charter.models import Meeting
from bumm.distribution import services
from bumm.distribution.distributable import distributable
from bumm.distribution.models import Distribution, Payment, PaymentBatch
from bumm.distribution.selectors import outstanding, totals_of
from bumm.ledger.services import Draft, post
from bumm.people.models import Bumm, Person, User
from bumm.people.services import party_of
from pilot import papers
from pilot.books import BANK, CASH, vote
from pilot.sources import read

Row = dict[str, Any]


def load() -> None:
    """Once, and only where their accounts are: what is prepared and approved has someone who did."""
    if Distribution.objects.exists():
        return
    for row in read("distributions")["distribution"]:
        run = _announce(Bumm.objects.get(kelurahan__slug=row["bumm"]), row)
        if "objection" in row:
            _object(run, row["objection"], User.objects.get(username=row["supervisor"]))
        if "held_on" in row:
            run = _resolve(run, row)
            _pay(run, row)


def _announce(bumm: Bumm, row: Row) -> Distribution:
    """All that the year leaves to be distributed."""
    year_end = dt.date(row["year"], 12, 31)
    amount = distributable(bumm.book, year_end).amount
    by = User.objects.get(username=row["treasurer"])
    run = services.prepare_distribution(bumm=bumm, period_end=year_end, amount=amount, by=by)
    run = services.carry_on(distribution=run)
    on = row.get("announced_on") or timezone.localdate() - dt.timedelta(days=row["announced_days_ago"])
    return services.announce_distribution(distribution=run, announced_on=on)


def _object(run: Distribution, row: Row, by: User) -> None:
    party = party_of(Person.objects.get(name=row["holder"]))
    objection = services.raise_objection(
        distribution=run, party=party, text=row["text"], raised_on=row["raised_on"], by=run.prepared_by
    )
    services.answer_objection(objection=objection, upheld=row["upheld"], answer=row["answer"], by=by)


def _resolve(run: Distribution, row: Row) -> Distribution:
    """The annual meeting decides, and the supervisor approves."""
    meeting = charters.call_meeting(
        bumm=run.bumm,
        kind=Meeting.Kind.ANNUAL,
        held_on=row["held_on"],
        starts_at=dt.time(19, 30),
        place=row["place"],
        invited_on=row["held_on"] - dt.timedelta(days=10),
        notice=f"Musyawarah tahunan: laporan {row['year']} dan pembagian hasil usahanya.",
        by=None,
    )
    run = services.put_to_meeting(distribution=run, meeting=meeting)
    residents = Person.objects.filter(household__kelurahan=run.bumm.kelurahan).order_by("pk")
    charters.fill_roll(meeting=meeting, weights={party_of(person): 1 for person in residents})
    meeting = charters.freeze_roll(meeting=meeting)
    vote(meeting, meeting.motions.get(), row["votes_against"])
    run = Distribution.objects.get(pk=run.pk)
    return services.approve_distribution(distribution=run, by=User.objects.get(username=row["supervisor"]))


def _pay(run: Distribution, row: Row) -> None:
    """Through the bank, of which one comes back; the rest in cash, which some did not fetch, so that it has lapsed."""
    for number, party in enumerate(totals_of(run)[: row["banked"]], 1):
        services.record_bank_account(
            party=party, bank="Bank Contoh", number=f"90000{number:05}", name=str(party)[:100], by=run.prepared_by
        )
    through_bank = _batch(run, row, 1, PaymentBatch.Method.BANK)
    statement = papers.receipt("Mutasi bank: bagi hasil", row["paid_on"], _sum_of(through_bank), by=run.prepared_by)
    services.record_paid(batch=through_bank, paid_on=row["paid_on"], evidence=[statement])
    last = through_bank.payments.order_by("pk").last()
    assert last is not None  # noqa: S101
    back = papers.receipt("Mutasi bank: dana kembali", row["returned_on"], last.amount, by=run.prepared_by)
    services.record_return(
        payment=last, returned_on=row["returned_on"], reason=row["returned_because"], evidence=[back]
    )
    fetched = ((CASH, BANK, outstanding(run)),)
    post(book=run.book, draft=Draft(f"ambil-kas:bagi-hasil:{row['year']}", row["handed_out_on"], fetched))
    in_cash = _batch(run, row, 2, PaymentBatch.Method.CASH)
    came = list(in_cash.payments.order_by("pk"))[: -row["not_fetched"]]
    signed = sum(payment.amount for payment in came)
    sheet = papers.receipt("Lembar tanda terima bagi hasil", row["handed_out_on"], signed, by=run.prepared_by)
    services.record_paid(batch=in_cash, paid_on=row["handed_out_on"], evidence=[sheet], payments=came)
    for payment in in_cash.payments.filter(state=Payment.State.LISTED):
        services.strike_payment(payment=payment, reason="Tidak diambil")
    services.prepare_batch(distribution=run, number=3, method=PaymentBatch.Method.LAPSE, by=run.prepared_by)


def _batch(run: Distribution, row: Row, number: int, method: str) -> PaymentBatch:
    everybody = method == PaymentBatch.Method.CASH
    batch = services.prepare_batch(
        distribution=run, number=number, method=method, by=run.prepared_by, also_with_account=everybody
    )
    return services.approve_batch(batch=batch, by=User.objects.get(username=row["supervisor"]))


def _sum_of(batch: PaymentBatch) -> int:
    return sum(batch.payments.values_list("amount", flat=True))
