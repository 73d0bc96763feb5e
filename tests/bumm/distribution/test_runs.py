"""From draft to posted: DOMAIN's figures to the rupiah, what a run freezes, who decides, and what is refused."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bumm.charter import services as charters
from bumm.charter.models import CharterShareClass, Motion
from bumm.distribution import exceptions as refusals
from bumm.distribution import services
from bumm.distribution.models import Allocation, Distribution, MemberPart, Objection, Part, Pool
from bumm.distribution.selectors import missing_for_approval, outstanding
from bumm.ledger import exceptions as ledger_refusals
from bumm.ledger import services as ledger
from bumm.ledger.selectors import balances, transfers_of
from bumm.ledger.verification import first_fault
from bumm.people.models import Bumm, Kelurahan, Party
from bumm.people.services import join_group, party_of
from bumm.shares import services as shares
from bumm.shares.selectors import holdings
from tests.bumm.distribution import scene
from tests.bumm.distribution.scene import END, amounts_of
from tests.factories import InstitutionFactory, PersonFactory, a_resident, frozen, minutes_of

pytestmark = pytest.mark.django_db

POST = "UPDATE distribution_distribution SET state = 'posted', entry_id = %s, approved_at = now(), approved_by_id ="
SIX_WAYS = [("reserve", 3_000), ("owners", 3_000), ("services", 2_000), ("social", 1_000), ("education", 1_000)]


@pytest.fixture
def bumm() -> Bumm:
    """Owners get all; two residents hold 3 and 1 of the shares, and the year brought 400,000."""
    bumm = scene.founded([("owners", 10_000)])
    scene.own(bumm, {a_resident(): 3, a_resident(): 1})
    scene.earn(bumm, 400_000)
    scene.close(bumm)
    return bumm


def standing(bumm: Bumm, code: str) -> int:
    return next(balance for account, balance in balances(bumm.book, dt.date.max) if account.code == code)


def test_the_waterfall_of_24_000_001() -> None:
    """DOMAIN: at 30/30/20/10/5/5 it is 7,200,001 / 7,200,000 / 4,800,000 / 2,400,000 / 1,200,000 / 1,200,000; then
    7,200,000 over turnovers of 2m, 5m and 4m is 1,309,091 / 3,272,727 / 2,618,182."""
    parts = [("reserve", 3_000), ("services", 3_000), ("owners", 2_000), ("social", 1_000), ("education", 1_000)]
    bumm = scene.founded(parts)
    scene.own(bumm, {a_resident(): 1})
    parties = []
    for turnover in (2_000_000, 5_000_000, 4_000_000):
        group, party = scene.group_with(bumm)
        scene.sell(bumm, group, turnover, commission=0)
        parties.append(party.pk)
    scene.earn(bumm, 24_000_001)
    scene.close(bumm)
    run = scene.prepared(bumm, 24_000_001)
    amounts = list(run.parts.order_by("position").values_list("amount", flat=True))
    assert amounts == [7_200_001, 7_200_000, 4_800_000, 2_400_000, 2_400_000]
    assert amounts_of(run, "services") == dict(zip(parties, (1_309_091, 3_272_727, 2_618_182), strict=True))


def test_the_owners_pool_of_25_000_000() -> None:
    """DOMAIN: over 51/12/12/25 shares it is 12,750,000 / 3,000,000 / 3,000,000 / 6,250,000."""
    bumm = scene.founded([("owners", 10_000)])
    kelurahan = party_of(Kelurahan.objects.get(slug="tipes"))
    owners = [kelurahan, party_of(InstitutionFactory()), party_of(InstitutionFactory()), a_resident()]
    scene.own(bumm, dict(zip(owners, (51, 12, 12, 25), strict=True)))
    scene.earn(bumm, 25_000_000)
    scene.close(bumm)
    run = scene.prepared(bumm, 25_000_000)
    assert list(amounts_of(run).values()) == [12_750_000, 3_000_000, 3_000_000, 6_250_000]


def test_the_member_of_a_textbook_cooperative() -> None:
    """DOMAIN: SHU 60,000,000; services 25%, capital 20%; 5/75 of services and 2/100 of capital: 1,240,000."""
    bumm = scene.founded([("reserve", 5_500), ("services", 2_500), ("owners", 2_000)])
    group, party = scene.group_with(bumm)
    others, _other = scene.group_with(bumm)
    scene.own(bumm, {party: 2, a_resident(): 98})
    scene.sell(bumm, group, 5_000_000, commission=0)
    scene.sell(bumm, others, 70_000_000, commission=0)
    scene.earn(bumm, 60_000_000)
    scene.close(bumm)
    run = scene.prepared(bumm, 60_000_000)
    assert amounts_of(run, "services")[party.pk] == 1_000_000
    assert amounts_of(run, "owners")[party.pk] == 240_000


def test_share_days_count_both_ends() -> None:
    """4 shares from the first of March to the 30th of April, 2 to the year's end: 4 x 61 + 2 x 245 = 734 share-days.
    One share from the 31st of December: 1. Of 735,000 rupiah: 734,000 and 1,000."""
    bumm = scene.founded(
        [("owners", 10_000)], weighting="share_days", redemption_price="nominal", redemption_liquidity_bp=10_000
    )
    early, late = a_resident(), a_resident()
    scene.own(bumm, {early: 4})
    scene.own(bumm, {late: 1}, on=END)
    scene.earn(bumm, 735_000)
    share_class = scene.share_class_of(bumm)
    shares.redeem_shares(
        share_class=share_class, giver=early, quantity=2, effective_on=dt.date(2013, 5, 1), reference="tarik"
    )
    scene.close(bumm)
    run = scene.prepared(bumm, 735_000)
    assert amounts_of(run) == {early.pk: 734_000, late.pk: 1_000}


def test_classes_weigh_by_nominal() -> None:
    """Two shares of 50,000 and one of 100,000 weigh the same."""
    classes = [
        CharterShareClass(code="A", name="Biasa", par=50_000, **scene.OF_ALL),
        CharterShareClass(code="B", name="Pendiri", par=100_000, **scene.OF_ALL),
    ]
    bumm = scene.founded([("owners", 10_000)], classes=classes)
    one, other = a_resident(), a_resident()
    scene.own(bumm, {one: 2})
    scene.own(bumm, {other: 1}, code="B")
    scene.earn(bumm, 100_001)
    scene.close(bumm)
    run = scene.prepared(bumm, 100_001)
    assert amounts_of(run) == {one.pk: 50_001, other.pk: 50_000}  # the odd rupiah to the lowest class


def test_a_group_shares_equally_among_its_members_of_the_record_date() -> None:
    bumm = scene.founded([("owners", 10_000)])
    group, party = scene.group_with(bumm)
    members = [PersonFactory() for _ in range(3)]
    for person in members:
        join_group(person=person, group=group, since=dt.date(2013, 1, 1))
    join_group(person=PersonFactory(), group=group, since=dt.date(2014, 1, 1))  # too late
    scene.own(bumm, {party: 1})
    scene.earn(bumm, 100)
    scene.close(bumm)
    run = scene.prepared(bumm, 100)
    parts = MemberPart.objects.filter(allocation__pool__part__distribution=run).order_by("person")
    assert [(part.person, part.amount) for part in parts] == list(zip(members, (34, 33, 33), strict=True))


def test_a_groups_own_rule_goes_before() -> None:
    bumm = scene.founded([("owners", 10_000)])
    group, party = scene.group_with(bumm)
    chair, helper = PersonFactory(), PersonFactory()
    for person in (chair, helper):
        join_group(person=person, group=group, since=dt.date(2013, 1, 1))
    services.set_group_rule(group=group, from_day=dt.date(2013, 3, 1), weights={chair: 2, helper: 1})
    scene.own(bumm, {party: 1})
    scene.earn(bumm, 100)
    scene.close(bumm)
    run = scene.prepared(bumm, 100)
    parts = MemberPart.objects.filter(allocation__pool__part__distribution=run).order_by("person")
    assert [part.amount for part in parts] == [67, 33]
    with pytest.raises(refusals.NotOfTheGroup):
        services.set_group_rule(group=group, from_day=dt.date(2013, 4, 1), weights={PersonFactory(): 1})


def test_what_comes_later_changes_nothing(bumm: Bumm) -> None:
    """The register is frozen at a number: a backdated transfer leaves the run as it was, and its hash fits."""
    run = scene.prepared(bumm, 400_000)
    before = amounts_of(run)
    giver, taker = sorted(before)
    shares.transfer_shares(
        share_class=scene.share_class_of(bumm),
        giver=party(giver),
        taker=party(taker),
        quantity=1,
        effective_on=dt.date(2013, 12, 1),
        reference="susulan",
    )
    assert amounts_of(run) == before
    services.void_distribution(distribution=run, reason="daftar dibetulkan", by=run.prepared_by)
    again = scene.prepared(bumm, 400_000)
    assert amounts_of(again) == {giver: 200_000, taker: 200_000}
    assert first_fault(bumm.book) is None


def party(key: int) -> Party:
    return Party.objects.get(pk=key)


def test_the_whole_way_posts_on_the_day_of_the_resolution() -> None:
    bumm = scene.founded(SIX_WAYS)
    group, _party = scene.group_with(bumm)
    scene.own(bumm, {a_resident(): 1})
    scene.sell(bumm, group, 1_000_000, commission=0)
    scene.earn(bumm, 1_000_000)
    scene.close(bumm)
    run = scene.posted(bumm, 1_000_000)
    assert run.state == Distribution.State.POSTED
    assert run.entry and run.entry.effective_on == scene.HELD
    retained = scene.RETAINED
    assert transfers_of([run.entry])[run.entry.pk] == [
        (retained, "3.3.02", 300_000),
        (retained, "2.1.05", 300_000),
        (retained, "2.1.05", 200_000),
        (retained, "2.1.06", 100_000),
        (retained, "2.1.07", 100_000),
    ]
    assert outstanding(run) == 500_000
    assert first_fault(bumm.book) is None


# What is refused


def test_nothing_comes_of_a_loss() -> None:
    bumm = scene.founded([("owners", 10_000)])
    scene.own(bumm, {a_resident(): 1})
    scene.earn(bumm, -5_000)
    scene.close(bumm)
    with pytest.raises(refusals.NothingToDistribute, match=r"rugi|loss"):
        scene.prepared(bumm, 1)
    assert not Distribution.objects.exists()


def test_earlier_losses_are_made_good_first() -> None:
    """A loss of 300,000 in 2013 and a profit of 400,000 in 2014: 100,000 may be distributed, and no rupiah more."""
    bumm = scene.founded([("owners", 10_000)])
    scene.own(bumm, {a_resident(): 1})
    scene.earn(bumm, -300_000)
    scene.close(bumm)
    scene.earn(bumm, 400_000, on=dt.date(2014, 6, 1))
    scene.close(bumm, 2014)
    with pytest.raises(refusals.AboveDistributable):
        scene.prepared(bumm, 100_001, period_end=dt.date(2014, 12, 31))
    assert scene.prepared(bumm, 100_000, period_end=dt.date(2014, 12, 31)).retained == 100_000


def test_what_another_run_is_to_have_is_not_there_twice() -> None:
    bumm = scene.founded([("owners", 10_000)])
    scene.own(bumm, {a_resident(): 1})
    scene.earn(bumm, 400_000)
    scene.close(bumm)
    scene.earn(bumm, -300_000, on=dt.date(2014, 6, 1))
    scene.close(bumm, 2014)
    scene.earn(bumm, 400_000, on=dt.date(2015, 6, 1))
    scene.close(bumm, 2015)
    scene.prepared(bumm, 100_000)  # what is left of 2013 after the loss of 2014 and before 2015 is 100,000
    with pytest.raises(refusals.AboveDistributable):
        scene.prepared(bumm, 400_001, period_end=dt.date(2015, 12, 31))
    assert scene.prepared(bumm, 400_000, period_end=dt.date(2015, 12, 31)).retained == 400_000


def test_an_open_year_is_not_distributed(bumm: Bumm) -> None:
    with pytest.raises(refusals.YearNotClosed):
        scene.prepared(bumm, 1, period_end=dt.date(2014, 12, 31))


@pytest.mark.parametrize("day", [dt.date(2012, 12, 31), dt.date(2014, 1, 1)])
def test_the_record_date_lies_in_the_year(bumm: Bumm, day: dt.date) -> None:
    with pytest.raises(refusals.NotInThePeriod):
        scene.prepared(bumm, 1, record_date=day)


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_is_an_amount(bumm: Bumm, amount: int) -> None:
    with pytest.raises(refusals.NotAnAmount):
        scene.prepared(bumm, amount)


def test_a_second_live_run_is_refused_and_the_same_again_is_the_same(bumm: Bumm) -> None:
    treasurer = scene.treasurer_of(bumm)
    run = scene.prepared(bumm, 400_000, by=treasurer)
    assert scene.prepared(bumm, 400_000, by=treasurer) == run
    with pytest.raises(refusals.LiveRun):
        scene.prepared(bumm, 300_000, by=treasurer)
    with pytest.raises(refusals.LiveRun):
        scene.prepared(bumm, 400_000)
    assert Distribution.objects.count() == 1


def test_without_turnover_nobody_gets_the_groups_part() -> None:
    bumm = scene.founded([("services", 10_000)])
    scene.earn(bumm, 100)
    scene.close(bumm)
    with pytest.raises(refusals.NobodyToGiveTo):
        scene.prepared(bumm, 100)
    assert not Allocation.objects.exists()


def test_without_shares_nobody_gets_the_owners_part() -> None:
    bumm = scene.founded([("owners", 10_000)])
    scene.earn(bumm, 100)
    scene.close(bumm)
    with pytest.raises(refusals.NobodyToGiveTo):
        scene.prepared(bumm, 100)


def test_whoever_prepared_it_does_not_approve_it(bumm: Bumm) -> None:
    both = scene.treasurer_of(bumm)
    run = scene.resolved(scene.announced(bumm, 400_000, by=both))
    with pytest.raises(refusals.OwnRun):
        services.approve_distribution(distribution=run, by=both)
    run.refresh_from_db()
    assert run.state == Distribution.State.ANNOUNCED


def test_approval_says_all_that_is_missing(bumm: Bumm) -> None:
    run = scene.prepared(bumm, 400_000)
    run = services.announce_distribution(distribution=run, announced_on=dt.date.today())
    services.raise_objection(
        distribution=run, party=a_resident(), text="Saya punya empat.", raised_on=dt.date.today(), by=run.prepared_by
    )
    assert len(missing_for_approval(run)) == 3
    with pytest.raises(refusals.NotYetResolved):
        services.approve_distribution(distribution=run, by=scene.supervisor_of(bumm))


def test_a_meeting_decides_after_the_window(bumm: Bumm) -> None:
    run = scene.announced(bumm, 400_000)
    with pytest.raises(refusals.MeetingTooEarly):
        services.put_to_meeting(distribution=run, meeting=scene.annual_meeting(bumm, dt.date(2014, 2, 3)))
    run = services.put_to_meeting(distribution=run, meeting=scene.annual_meeting(bumm, dt.date(2014, 2, 4)))
    assert run.motion and run.digest in run.motion.text
    with pytest.raises(refusals.AlreadyOnAgenda):
        services.put_to_meeting(distribution=run, meeting=scene.annual_meeting(bumm))


def test_a_cancelled_meeting_lets_go_of_the_run(bumm: Bumm) -> None:
    run = services.put_to_meeting(
        distribution=scene.announced(bumm, 1), meeting=(meeting := scene.annual_meeting(bumm))
    )
    charters.cancel_meeting(meeting=meeting)
    run.refresh_from_db()
    assert run.motion is None


def test_a_frozen_meeting_takes_no_run(bumm: Bumm) -> None:
    meeting = scene.annual_meeting(bumm)
    charters.add_motion(meeting=meeting, title="Lain", text="Lain")
    frozen(meeting)
    with pytest.raises(refusals.MeetingNotOpen):
        services.put_to_meeting(distribution=scene.announced(bumm, 1), meeting=meeting)


def test_a_rejected_run_may_go_to_another_meeting(bumm: Bumm) -> None:
    run = services.put_to_meeting(
        distribution=scene.announced(bumm, 1), meeting=(meeting := scene.annual_meeting(bumm))
    )
    voters = frozen(meeting)
    charters.mark_attendance(meeting=meeting, present=voters)
    charters.record_votes(motion=Motion.objects.get(meeting=meeting), votes=dict.fromkeys(voters, "against"))
    charters.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None)
    run = Distribution.objects.get(pk=run.pk)
    assert run.motion and run.motion.carried is False
    assert len(missing_for_approval(run)) == 1
    run = services.put_to_meeting(distribution=run, meeting=(second := scene.annual_meeting(bumm, dt.date(2014, 3, 9))))
    scene.resolve(second)
    run = services.approve_distribution(distribution=run, by=scene.supervisor_of(bumm))
    assert run.entry and run.entry.effective_on == dt.date(2014, 3, 9)


def test_an_upheld_objection_voids_the_draft_and_a_new_one_freezes_anew(bumm: Bumm) -> None:
    run = scene.announced(bumm, 400_000)
    objection = services.raise_objection(
        distribution=run, party=a_resident(), text="Saham saya kurang.", raised_on=scene.ANNOUNCED, by=run.prepared_by
    )
    services.answer_objection(objection=objection, upheld=True, answer="Benar.", by=scene.supervisor_of(bumm))
    run.refresh_from_db()
    assert (run.state, run.reason) == (Distribution.State.VOID, "Benar.")
    assert scene.prepared(bumm, 400_000).pk != run.pk


def test_objections_are_taken_in_the_window_and_answered_once(bumm: Bumm) -> None:
    run = scene.announced(bumm, 400_000)
    about = {"distribution": run, "party": a_resident(), "text": "Mengapa?", "by": run.prepared_by}
    with pytest.raises(refusals.WindowClosed):
        services.raise_objection(**about, raised_on=dt.date(2014, 2, 4))
    objection = services.raise_objection(**about, raised_on=dt.date(2014, 2, 3))
    assert services.raise_objection(**about, raised_on=dt.date(2014, 2, 3)) == objection
    supervisor = scene.supervisor_of(bumm)
    with pytest.raises(refusals.NoReason):
        services.answer_objection(objection=objection, upheld=False, answer=" ", by=supervisor)
    services.answer_objection(objection=objection, upheld=False, answer="Menurut daftar.", by=supervisor)
    with pytest.raises(refusals.AnsweredAlready):
        services.answer_objection(objection=objection, upheld=True, answer="Benar.", by=supervisor)


def test_a_run_given_up_leaves_the_agenda(bumm: Bumm) -> None:
    run = services.put_to_meeting(
        distribution=scene.announced(bumm, 1), meeting=(meeting := scene.annual_meeting(bumm))
    )
    run = services.void_distribution(distribution=run, reason="salah jumlah", by=run.prepared_by)
    assert run.motion is None
    assert not meeting.motions.exists()


def test_nothing_is_posted_into_a_closed_month(bumm: Bumm) -> None:
    run = scene.resolved(scene.announced(bumm, 400_000))
    ledger.close_period(book=bumm.book, through=scene.HELD, by=None)
    with pytest.raises(ledger_refusals.PeriodClosed):
        services.approve_distribution(distribution=run, by=scene.supervisor_of(bumm))
    run.refresh_from_db()
    assert run.state == Distribution.State.ANNOUNCED


def test_earnings_that_are_gone_since_are_not_distributed(bumm: Bumm) -> None:
    run = scene.resolved(scene.announced(bumm, 400_000))
    draft = ledger.Draft("tutup-rugi", dt.date(2014, 1, 5), ((scene.RETAINED, "3.4.01", 1),))
    ledger.post(book=bumm.book, draft=draft)
    with pytest.raises(refusals.RetainedEarningsGone):
        services.approve_distribution(distribution=run, by=scene.supervisor_of(bumm))


# What the database refuses


def refused(statement: str, *parameters: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("model", [Part, Pool, Allocation, MemberPart])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_rows_of_a_run_stay(bumm: Bumm, model: Any, statement: str) -> None:
    group, party_of_group = scene.group_with(bumm)
    join_group(person=PersonFactory(), group=group, since=dt.date(2013, 1, 1))
    shares.transfer_shares(
        share_class=scene.share_class_of(bumm),
        giver=party(min(shares_of(bumm))),
        taker=party_of_group,
        quantity=1,
        effective_on=scene.ISSUED,
        reference="ke-kelompok",
    )
    scene.prepared(bumm, 400_000)
    assert model.objects.exists()
    refused(statement.format(model._meta.db_table))


def shares_of(bumm: Bumm) -> dict[int, int]:
    return holdings(scene.share_class_of(bumm), as_of=END)


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount - 1",
        "net_income = net_income + 1",
        "record_date = record_date - 1",
        "prepared_by_id = approved_by_id",
        "digest = repeat('0', 64)",
        "state = 'draft'",
    ],
)
def test_a_posted_run_is_never_edited(bumm: Bumm, change: str) -> None:
    scene.posted(bumm, 400_000)
    refused(f"UPDATE distribution_distribution SET {change}")  # noqa: S608
    refused("DELETE FROM distribution_distribution")
    refused("UPDATE distribution_allocation SET amount = amount + 1")


def test_the_database_wants_another_approver(bumm: Bumm) -> None:
    scene.resolved(scene.announced(bumm, 400_000))
    entry = ledger.post(book=bumm.book, draft=ledger.Draft("x", scene.HELD, ((scene.RETAINED, "3.3.02", 1),)))
    update = (
        "UPDATE distribution_distribution SET state = 'posted', entry_id = %s, approved_at = now(), approved_by_id = "
    )
    refused(update + "prepared_by_id", entry.pk)
    with connection.cursor() as cursor:
        cursor.execute(update + "%s", [entry.pk, scene.supervisor_of(bumm).pk])


def test_the_database_wants_a_resolution(bumm: Bumm) -> None:
    run = scene.announced(bumm, 400_000)
    services.put_to_meeting(distribution=run, meeting=scene.annual_meeting(bumm))
    entry = ledger.post(book=bumm.book, draft=ledger.Draft("x", scene.HELD, ((scene.RETAINED, "3.3.02", 1),)))
    update = (
        "UPDATE distribution_distribution SET state = 'posted', entry_id = %s, approved_at = now(), approved_by_id = %s"
    )
    refused(update, entry.pk, scene.supervisor_of(bumm).pk)


def test_a_sealed_run_takes_nothing_more(bumm: Bumm) -> None:
    run = scene.prepared(bumm, 400_000)
    pool = Pool.objects.get(part__distribution=run)
    refused(
        "INSERT INTO distribution_allocation (pool_id, party_id, weight, amount) VALUES (%s, %s, 1, 0)",
        pool.pk,
        a_resident().pk,
    )


def test_a_run_that_does_not_add_up_is_not_sealed(bumm: Bumm) -> None:
    run = services.prepare_distribution(bumm=bumm, period_end=END, amount=400_000, by=scene.treasurer_of(bumm))
    refused("UPDATE distribution_distribution SET state = 'draft', digest = repeat('a', 64) WHERE id = %s", run.pk)


def test_a_changed_allocation_is_found(bumm: Bumm) -> None:
    """Whoever goes round the triggers is named by the hash."""
    run = scene.prepared(bumm, 400_000)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE distribution_allocation SET weight = weight + 1 WHERE amount = 300000")
        cursor.execute("SET session_replication_role = origin")
    fault = first_fault(bumm.book)
    assert fault and fault.where == f"distribution {run.pk}"


def test_an_unanswered_objection_holds_the_posting_up_in_the_database(bumm: Bumm) -> None:
    run = scene.announced(bumm, 400_000)
    services.raise_objection(
        distribution=run, party=a_resident(), text="Mengapa?", raised_on=scene.ANNOUNCED, by=run.prepared_by
    )
    run = scene.resolved(run)
    with pytest.raises(refusals.NotYetResolved):
        services.approve_distribution(distribution=run, by=scene.supervisor_of(bumm))
    entry = ledger.post(book=bumm.book, draft=ledger.Draft("x", scene.HELD, ((scene.RETAINED, "3.3.02", 1),)))
    update = (
        "UPDATE distribution_distribution SET state = 'posted', entry_id = %s, approved_at = now(), approved_by_id = %s"
    )
    refused(update, entry.pk, scene.supervisor_of(bumm).pk)
    refused("DELETE FROM distribution_objection")
    assert Objection.objects.filter(upheld=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_at_once_make_one_run(bumm: Bumm) -> None:
    treasurers = [scene.treasurer_of(bumm), scene.treasurer_of(bumm)]
    outcomes: list[str] = []

    def prepare(number: int) -> None:
        try:
            services.prepare_distribution(bumm=bumm, period_end=END, amount=400_000, by=treasurers[number])
            outcomes.append("prepared")
        except refusals.LiveRun:
            outcomes.append("refused")
        finally:
            connection.close()

    at_once(prepare, 2)
    assert sorted(outcomes) == ["prepared", "refused"]
    assert Distribution.objects.count() == 1


def at_once(act: Callable[[int], None], times: int) -> None:
    threads = [threading.Thread(target=act, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
