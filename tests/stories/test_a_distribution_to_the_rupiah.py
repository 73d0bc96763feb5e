"""How BUMM Tipes shared out its first year, told for an accountant. Every figure below was worked out by hand.

**The owners.** The charter of 10 February 2013 has one class of 50,000 a share; of a year's result half goes to the
owners by share-days, a fifth to the groups by turnover, a fifth to the reserve, a twentieth each to the social and the
education fund. On 1 March ten shares are issued: Asih 4, Bimo 2, Citra 2, and the group Perca Melati 2, which it holds
for its members Asih and Dewi. 500,000 are paid in.

**A transfer and a death.** On 1 July Bimo gives one share to Dewi. Citra dies in September; on 1 October her son Eka
inherits her two.

**The year.** Perca Melati sells for 3,300,000 and Bulu Jaya for 1,100,000; of that 400,000 is commission, and 3,000,000
and 1,000,000 are the groups' turnover. Other revenue is 6,020,001, rent 300,000: the result is 6,120,001.

**The parts.** Half is 3,060,000.5, a fifth 1,224,000.2, a twentieth 306,000.05. Rounded down they lack one rupiah, and
the owners' remainder is the largest: 3,060,001 / 1,224,000 / 1,224,000 / 306,000 / 306,000.

**Share-days.** From 1 March to the year's end are 306 days: 122 before July, 184 from July on, 92 from October. Asih
4 x 306 = 1,224. Bimo 2 x 122 + 184 = 428. Citra 2 x 214 = 428. Dewi 184. Eka 2 x 92 = 184. The group 2 x 306 = 612.
Together 3,060: a thousand rupiah each, and the odd rupiah goes to Asih, whose remainder (1224/3060) is the largest. The
group's 612,000 are 306,000 each for Asih and Dewi. The groups' 1,224,000 are 918,000 and 306,000.

**The meeting** of 20 February 2014 resolves on it; on that day 6,120,001 leave retained earnings, and 4,284,001 are
payable. **Paid:** on 1 March Asih's 1,224,001 and Citra's 428,000 through the bank; Citra's account is closed, and her
money comes back on 5 March. On 15 March, in cash: Citra's 428,000 (to her son), Dewi 184,000, Eka 184,000, Perca Melati
612,000 + 918,000 = 1,530,000, Bulu Jaya 306,000; together 2,632,000. Bimo does not come: 428,000 stay payable.

**An error after the fact.** In May it turns out that Bimo's share had gone to Eka, not to Dewi. The transfer is taken
back and recorded anew, both as of 1 July 2013. What was shared out stays as the meeting had it before it, and can be
counted again from the register as it was known then.

**The next year.** 2014 brings 1,000,000, and Perca Melati alone sells. The owners' half is 50,000 a share of those who
held throughout: Asih 200,000, Bimo 50,000, Eka 150,000, the group 100,000. And Bimo's 428,000 of the first year, twelve
months unclaimed, lapse: the reserve has 1,224,000 + 428,000 = 1,652,000, and after the second run 200,000 more.
"""

import datetime as dt
from dataclasses import dataclass

import pytest

from bumm.distribution import services
from bumm.distribution.hashing import digest
from bumm.distribution.models import Distribution, MemberPart, PaymentBatch
from bumm.distribution.selectors import outstanding, statement_of
from bumm.ledger import services as ledger
from bumm.ledger.selectors import balances
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault
from bumm.people.models import Bumm, Party, User
from bumm.people.services import join_group, party_of
from bumm.shares import services as shares
from bumm.shares.selectors import holdings
from tests.bumm.distribution import scene
from tests.bumm.distribution.scene import BANK, CASH, PAYABLE, RESERVE, RETAINED, amounts_of, proof
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

JULY, OCTOBER, END, HELD = dt.date(2013, 7, 1), dt.date(2013, 10, 1), dt.date(2013, 12, 31), dt.date(2014, 2, 20)
SOCIAL, EDUCATION, RENT, OTHER_REVENUE = "2.1.06", "2.1.07", "6.1.01", "4.1.03"
PARTS = [("owners", 5_000), ("services", 2_000), ("reserve", 2_000), ("social", 500), ("education", 500)]


@dataclass
class Town:
    bumm: Bumm
    treasurer: User
    supervisor: User
    asih: Party
    bimo: Party
    citra: Party
    dewi: Party
    eka: Party
    melati: Party
    jaya: Party

    def standing(self, code: str) -> int:
        return next(balance for account, balance in balances(self.bumm.book, dt.date.max) if account.code == code)

    def holds(self, on: dt.date, known_at: int | None = None) -> dict[str, int]:
        names = {getattr(self, name).pk: name for name in ("asih", "bimo", "citra", "dewi", "eka", "melati")}
        held = holdings(scene.share_class_of(self.bumm), as_of=on, known_at=known_at)
        return {names[key]: units for key, units in sorted(held.items())}


@pytest.fixture
def town() -> Town:
    """1 January 2014: the year 2013 is lived and closed."""
    bumm = scene.founded(PARTS, weighting="share_days", lapse_months=12)
    asih, bimo, citra, dewi, eka = (
        party_of(PersonFactory(name=name)) for name in ("Asih", "Bimo", "Citra", "Dewi", "Eka")
    )
    group, melati = scene.group_with(bumm)
    other_group, jaya = scene.group_with(bumm)
    for member in (asih, dewi):
        assert member.person
        join_group(person=member.person, group=group, since=scene.FOUNDED)
    scene.own(bumm, {asih: 4, bimo: 2, citra: 2, melati: 2})
    share_class = scene.share_class_of(bumm)
    shares.transfer_shares(
        share_class=share_class, giver=bimo, taker=dewi, quantity=1, effective_on=JULY, reference="alih-1"
    )
    shares.inherit_shares(
        share_class=share_class, giver=citra, taker=eka, quantity=2, effective_on=OCTOBER, reference="waris-1"
    )
    scene.sell(bumm, group, 3_300_000, commission=300_000)
    scene.sell(bumm, other_group, 1_100_000, commission=100_000)
    year = (("lain", BANK, OTHER_REVENUE, 6_020_001), ("sewa", RENT, BANK, 300_000), ("kas", CASH, BANK, 3_000_000))
    for reference, debit, credit, amount in year:
        ledger.post(book=bumm.book, draft=Draft(reference, dt.date(2013, 11, 1), ((debit, credit, amount),)))
    scene.close(bumm)
    treasurer, supervisor = scene.treasurer_of(bumm), scene.supervisor_of(bumm)
    return Town(bumm, treasurer, supervisor, asih, bimo, citra, dewi, eka, melati, jaya)


def shared_out(town: Town) -> Distribution:
    """Prepared, announced, resolved on 20 February 2014 and approved."""
    run = scene.resolved(scene.announced(town.bumm, 6_120_001, by=town.treasurer), held_on=HELD)
    return services.approve_distribution(distribution=run, by=town.supervisor)


def batch_of(town: Town, run: Distribution, number: int, method: str) -> PaymentBatch:
    everybody = method == PaymentBatch.Method.CASH
    batch = services.prepare_batch(
        distribution=run, number=number, method=method, by=town.treasurer, also_with_account=everybody
    )
    return services.approve_batch(batch=batch, by=town.supervisor)


def paid(town: Town, run: Distribution) -> None:
    """Through the bank, one of them returned; then in cash, for which Bimo does not come."""
    for party, number in ((town.asih, "111122223333"), (town.citra, "444455556666")):
        services.record_bank_account(party=party, bank="Bank Contoh", number=number, name=str(party), by=town.treasurer)
    through_bank = batch_of(town, run, 1, PaymentBatch.Method.BANK)
    services.record_paid(batch=through_bank, paid_on=dt.date(2014, 3, 1), evidence=[proof("mutasi 1 Maret")])
    services.record_return(
        payment=through_bank.payments.get(party=town.citra),
        returned_on=dt.date(2014, 3, 5),
        reason="rekening ditutup",
        evidence=[proof("mutasi 5 Maret")],
    )
    in_cash = batch_of(town, run, 2, PaymentBatch.Method.CASH)
    came = in_cash.payments.exclude(party=town.bimo)
    services.record_paid(
        batch=in_cash, paid_on=dt.date(2014, 3, 15), evidence=[proof("lembar tanda terima")], payments=list(came)
    )
    services.strike_payment(payment=in_cash.payments.get(party=town.bimo), reason="tidak datang")


def put_right(town: Town) -> None:
    """Bimo's share had gone to Eka."""
    share_class = scene.share_class_of(town.bumm)
    wrong = share_class.events.get(reference="alih-1")
    shares.correct_event(event=wrong, effective_on=JULY, evidence=proof("surat pernyataan"))
    shares.transfer_shares(
        share_class=share_class,
        giver=town.bimo,
        taker=town.eka,
        quantity=1,
        effective_on=JULY,
        reference="alih-2",
    )


def test_the_register_of_the_year(town: Town) -> None:
    assert town.holds(dt.date(2013, 6, 30)) == {"asih": 4, "bimo": 2, "citra": 2, "melati": 2}
    assert town.holds(JULY) == {"asih": 4, "bimo": 1, "citra": 2, "dewi": 1, "melati": 2}
    assert town.holds(END) == {"asih": 4, "bimo": 1, "dewi": 1, "eka": 2, "melati": 2}
    assert town.standing("3.1.01") == 500_000
    assert town.standing(RETAINED) == 6_120_001


def test_what_each_gets(town: Town) -> None:
    run = scene.prepared(town.bumm, 6_120_001, by=town.treasurer)
    assert list(run.parts.order_by("position").values_list("amount", flat=True)) == [
        *(3_060_001, 1_224_000, 1_224_000),
        *(306_000, 306_000),
    ]
    assert amounts_of(run) == {
        town.asih.pk: 1_224_001,
        town.bimo.pk: 428_000,
        town.citra.pk: 428_000,
        town.dewi.pk: 184_000,
        town.eka.pk: 184_000,
        town.melati.pk: 612_000,
    }
    assert amounts_of(run, "services") == {town.melati.pk: 918_000, town.jaya.pk: 306_000}
    behind = MemberPart.objects.filter(allocation__party=town.melati).order_by("person__name")
    assert [(part.person.name, part.amount) for part in behind] == [("Asih", 306_000), ("Dewi", 306_000)]
    assert statement_of(run, town.melati).amount == 1_530_000


def test_the_meeting_posts_it(town: Town) -> None:
    run = shared_out(town)
    assert run.entry and run.entry.effective_on == HELD
    assert town.standing(RETAINED) == 0
    assert town.standing(PAYABLE) == outstanding(run) == 4_284_001
    assert (town.standing(RESERVE), town.standing(SOCIAL), town.standing(EDUCATION)) == (1_224_000, 306_000, 306_000)
    assert first_fault(town.bumm.book) is None


def test_paying_it(town: Town) -> None:
    run = shared_out(town)
    bank, cash = town.standing(BANK), town.standing(CASH)
    paid(town, run)
    assert bank - town.standing(BANK) == 1_224_001  # Citra's came back
    assert cash - town.standing(CASH) == 2_632_000
    assert town.standing(PAYABLE) == outstanding(run) == 428_000  # Bimo's
    assert first_fault(town.bumm.book) is None


def test_an_error_found_later_changes_what_is_known_and_not_what_was(town: Town) -> None:
    run = shared_out(town)
    paid(town, run)
    before, known_at = amounts_of(run), run.parts.get(target="owners").pools.get().known_at
    put_right(town)
    assert town.holds(END) == {"asih": 4, "bimo": 1, "eka": 3, "melati": 2}
    assert town.holds(END, known_at) == {"asih": 4, "bimo": 1, "dewi": 1, "eka": 2, "melati": 2}
    assert amounts_of(run) == before
    assert digest(run) == run.digest
    assert town.standing("3.1.01") == 500_000
    assert first_fault(town.bumm.book) is None


def test_the_next_year(town: Town) -> None:
    first = shared_out(town)
    paid(town, first)
    put_right(town)
    scene.earn(town.bumm, 1_000_000, on=dt.date(2014, 6, 1))
    assert town.melati.group
    scene.sell(town.bumm, town.melati.group, 500_000, commission=0, on=dt.date(2014, 6, 1))
    scene.close(town.bumm, 2014)
    lapse = batch_of(town, first, 3, PaymentBatch.Method.LAPSE)
    services.record_paid(batch=lapse, paid_on=dt.date(2015, 2, 21))
    assert (town.standing(RESERVE), town.standing(PAYABLE)) == (1_652_000, 0)

    run = scene.prepared(town.bumm, 1_000_000, by=town.treasurer, period_end=dt.date(2014, 12, 31))
    assert amounts_of(run) == {
        town.asih.pk: 200_000,
        town.bimo.pk: 50_000,
        town.eka.pk: 150_000,
        town.melati.pk: 100_000,
    }
    assert amounts_of(run, "services") == {town.melati.pk: 200_000}
    run = services.announce_distribution(distribution=run, announced_on=dt.date(2015, 2, 1))
    run = scene.resolved(run, held_on=dt.date(2015, 3, 1))
    run = services.approve_distribution(distribution=run, by=town.supervisor)
    assert (town.standing(RESERVE), town.standing(RETAINED)) == (1_852_000, 0)
    assert town.standing(PAYABLE) == outstanding(run) == 700_000
    assert first_fault(town.bumm.book) is None
