"""Meetings: called by the charter, with a roll that freezes, a quorum, votes, and resolutions that take effect."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from bumm.charter import exceptions as refusals
from bumm.charter import services
from bumm.charter.models import Charter, Meeting, Motion, Resolution, Vote, Voter
from bumm.charter.models.charters import Majority
from bumm.charter.selectors import charter_in_force, quorum_of
from bumm.ledger.models import Book, PeriodEvent
from bumm.ledger.services import close_period, open_book
from bumm.people import services as people
from tests.bumm.charter.test_charters import put_before, refused, sql
from tests.factories import (
    BummFactory,
    CharterFactory,
    GroupFactory,
    MeetingFactory,
    PersonFactory,
    UserFactory,
    adopted,
    decide,
    frozen,
    minutes_of,
)

pytestmark = pytest.mark.django_db

FOUNDED, LATER = dt.date(2013, 2, 10), dt.date(2014, 3, 1)


def annual(charter: Charter, held_on: dt.date = LATER, motions: int = 1, **details: Any) -> Meeting:
    """A meeting of a founded BUMM with so many motions that have no effect in the books."""
    meeting = MeetingFactory(bumm=charter.bumm, kind="annual", held_on=held_on, **details)
    for number in range(motions):
        services.add_motion(meeting=meeting, title=f"Usul {number + 1}", text="Diputuskan.")
    return meeting


@pytest.fixture
def charter() -> Charter:
    return adopted(CharterFactory())


class TestCalling:
    def test_a_founding_meeting_is_held_once_and_comes_first(self) -> None:
        bumm = BummFactory()
        for kind in ("annual", "extraordinary"):
            with pytest.raises(refusals.NotFoundedYet):
                MeetingFactory(bumm=bumm, kind=kind)
        adopted(CharterFactory(bumm=bumm))
        with pytest.raises(refusals.AlreadyFounded):
            MeetingFactory(bumm=bumm)
        with pytest.raises(refusals.NotFoundedYet):
            MeetingFactory(bumm=bumm, kind="annual", held_on=FOUNDED - dt.timedelta(days=1))

    def test_people_are_invited_in_time(self, charter: Charter) -> None:
        with pytest.raises(refusals.ShortNotice, match="7"):
            annual(charter, invited_on=LATER - dt.timedelta(days=6))
        meeting = annual(charter, invited_on=LATER - dt.timedelta(days=7))
        with pytest.raises(refusals.ShortNotice):
            services.change_meeting(meeting=meeting, invited_on=LATER)
        with pytest.raises(ValidationError):
            services.change_meeting(meeting=meeting, invited_on=LATER + dt.timedelta(days=1))
        assert services.change_meeting(meeting=meeting, place="Pendapa").place == "Pendapa"

    def test_a_founding_meeting_keeps_the_notice_of_the_charter_that_it_adopts(self) -> None:
        meeting = put_before(CharterFactory(notice_days=14))
        with pytest.raises(refusals.ShortNotice, match="14"):
            frozen(meeting)
        assert not meeting.is_frozen

    def test_it_is_cancelled_until_its_roll_is_frozen(self, charter: Charter) -> None:
        meeting = annual(charter)
        services.fill_roll(meeting=meeting, weights={people.party_of(PersonFactory()): 1})
        services.cancel_meeting(meeting=meeting)
        assert Meeting.objects.count() == 1  # the founding one
        meeting = annual(charter)
        frozen(meeting)
        with pytest.raises(refusals.RollFrozen):
            services.cancel_meeting(meeting=meeting)


class TestAgenda:
    def test_motions_are_numbered_and_move_up(self, charter: Charter) -> None:
        meeting = annual(charter, motions=3)
        services.withdraw_motion(motion=meeting.motions.get(position=1))
        assert [str(motion) for motion in meeting.motions.all()] == ["1. Usul 2", "2. Usul 3"]

    def test_a_meeting_adopts_one_draft_of_its_own_bumm(self, charter: Charter) -> None:
        meeting = annual(charter)
        adoption = {"title": "AD/ART", "text": "Menerima.", "effect": "adopt_charter", "in_force_from": LATER}
        elsewhere = CharterFactory(bumm=BummFactory(place="mojosongo"))
        for other in (charter, elsewhere, None):
            with pytest.raises(refusals.NotADraftHere):
                services.add_motion(meeting=meeting, charter=other, **adoption)
        with pytest.raises(refusals.InForceBeforeMeeting):
            early = LATER - dt.timedelta(days=1)
            draft = services.copy_charter(charter=charter)
            services.add_motion(meeting=meeting, charter=draft, **adoption | {"in_force_from": early})
        services.add_motion(meeting=meeting, charter=draft, **adoption)
        with pytest.raises(refusals.SecondCharter):
            services.add_motion(meeting=meeting, charter=services.copy_charter(charter=charter), **adoption)
        refused(lambda: meeting.motions.filter(effect="adopt_charter").update(charter=elsewhere))
        refused(lambda: meeting.motions.filter(effect="none").update(effect="adopt_charter"))

    def test_nothing_is_opened_again_that_is_not_closed(self, charter: Charter) -> None:
        meeting = annual(charter)
        reopening = {"title": "Buka buku", "text": "Membuka.", "effect": "reopen_period"}
        with pytest.raises(refusals.NothingToReopen):
            services.add_motion(meeting=meeting, **reopening)
        book = open_book(code="BUMM-TIPES", name="Buku", bumm=charter.bumm)
        close_period(book=book, through=dt.date(2013, 12, 31), by=None)
        with pytest.raises(refusals.NothingToReopen):
            services.add_motion(meeting=meeting, reopen_back_to=dt.date(2013, 12, 31), **reopening)
        services.add_motion(meeting=meeting, reopen_back_to=dt.date(2013, 12, 30), **reopening)

    @pytest.mark.parametrize(
        "bad",
        [
            {"effect": "x"},
            {"effect": "adopt_charter"},
            {"in_force_from": LATER},
            {"reopen_back_to": LATER},
            {"position": 2},
            {"carried": True},
        ],
        ids=str,
    )
    def test_the_database_knows_what_an_effect_needs(self, charter: Charter, bad: dict[str, Any]) -> None:
        meeting = annual(charter, motions=2)
        refused(lambda: meeting.motions.filter(position=1).update(**bad))


class TestRoll:
    def test_freezing_takes_the_rule_from_the_charter_in_force(self, charter: Charter) -> None:
        meeting = annual(charter)
        voters = frozen(meeting, heads=4)
        meeting.refresh_from_db()
        rule = (meeting.quorum_bp, meeting.voting_rule, meeting.majority, meeting.charter_majority)
        assert rule == (5_000, "head", "half", "two_thirds")
        assert [(voter.weight, voter.attended) for voter in voters] == [(1, False)] * 4

    def test_a_founding_meeting_counts_heads_by_the_draft_that_it_is_to_adopt(self) -> None:
        draft = CharterFactory(voting_rule="share", quorum_bp=6_000)
        meeting = MeetingFactory(bumm=draft.bumm)
        services.add_motion(meeting=meeting, title="Sapa", text="Sapa.")
        with pytest.raises(refusals.NothingToFound):
            frozen(meeting)
        services.withdraw_motion(motion=meeting.motions.get())
        services.add_motion(
            meeting=meeting, title="A", text="B", effect="adopt_charter", charter=draft, in_force_from=FOUNDED
        )
        with pytest.raises(refusals.HeadsCountOnce):
            services.fill_roll(meeting=meeting, weights={people.party_of(PersonFactory()): 2})
        frozen(meeting)
        meeting.refresh_from_db()
        assert (meeting.quorum_bp, meeting.voting_rule) == (6_000, "head")

    def test_a_charter_that_votes_by_shares_waits_for_the_register(self) -> None:
        charter = adopted(CharterFactory(voting_rule="share"))
        meeting = annual(charter)
        with pytest.raises(refusals.NoShareVotes):
            services.freeze_roll(meeting=meeting)
        parties = [people.party_of(PersonFactory()), people.party_of(GroupFactory())]
        services.fill_roll(meeting=meeting, weights={parties[0]: 70, parties[1]: 30})
        services.freeze_roll(meeting=meeting)
        voters = list(meeting.voters.order_by("-weight"))
        services.mark_attendance(meeting=meeting, present=voters[:1])
        motion = services.record_votes(motion=meeting.motions.get(), votes={voters[0]: "for"})
        assert (motion.votes_for, motion.carried) == (70, True)

    @pytest.mark.parametrize("missing", ["motions", "voters"])
    def test_it_freezes_with_an_agenda_and_voters_only(self, charter: Charter, missing: str) -> None:
        meeting = annual(charter, motions=0 if missing == "motions" else 1)
        if missing == "motions":
            with pytest.raises(refusals.EmptyAgenda):
                frozen(meeting)
        else:
            with pytest.raises(refusals.EmptyRoll):
                services.freeze_roll(meeting=meeting)
            rule = {"quorum_bp": 1, "voting_rule": "head", "majority": "half", "charter_majority": "half"}
            refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(roll_frozen_at=timezone.now(), **rule))

    def test_a_frozen_roll_and_agenda_are_changed_by_nothing(self, charter: Charter) -> None:
        meeting = annual(charter, motions=2)
        voters = frozen(meeting)
        stranger = people.party_of(PersonFactory())
        motion = meeting.motions.all()[0]
        for service in [
            lambda: services.freeze_roll(meeting=meeting),
            lambda: services.fill_roll(meeting=meeting, weights={stranger: 1}),
            lambda: services.add_motion(meeting=meeting, title="A", text="B"),
            lambda: services.withdraw_motion(motion=motion),
            lambda: services.change_meeting(meeting=meeting, place="Lain"),
        ]:
            with pytest.raises(refusals.RollFrozen):
                service()
        for write in [
            lambda: Voter.objects.create(meeting=meeting, party=stranger),
            lambda: Voter.objects.bulk_create([Voter(meeting=meeting, party=stranger)]),
            lambda: meeting.voters.update(weight=2),
            lambda: Voter.objects.filter(pk=voters[0].pk).update(party=stranger),
            lambda: meeting.voters.all().delete(),
            lambda: sql("DELETE FROM charter_voter"),
            lambda: sql("TRUNCATE charter_voter CASCADE"),
            lambda: meeting.motions.update(text="Lain"),
            lambda: Motion.objects.create(meeting=meeting, position=3, title="A", text="B"),
            lambda: sql("DELETE FROM charter_motion"),
            lambda: sql("TRUNCATE charter_motion CASCADE"),
            lambda: Meeting.objects.filter(pk=meeting.pk).update(quorum_bp=1),
            lambda: Meeting.objects.filter(pk=meeting.pk).update(held_on=FOUNDED),
            lambda: sql("DELETE FROM charter_meeting WHERE id = %s", meeting.pk),
            lambda: sql("TRUNCATE charter_meeting CASCADE"),
        ]:
            refused(write)
        assert set(meeting.voters.all()) == set(voters)
        assert meeting.motions.count() == 2

    def test_a_bumm_has_one_frozen_meeting_at_a_time(self, charter: Charter) -> None:
        first, second = annual(charter), annual(charter, held_on=LATER + dt.timedelta(days=30))
        voters = frozen(first)
        with pytest.raises(refusals.AnotherMeeting):
            frozen(second)
        rule = {"quorum_bp": 1, "voting_rule": "head", "majority": "half", "charter_majority": "half"}
        refused(lambda: Meeting.objects.filter(pk=second.pk).update(roll_frozen_at=timezone.now(), **rule))
        services.close_meeting(meeting=first, minutes=minutes_of(first), by=None)
        services.freeze_roll(meeting=second)
        assert voters

    def test_who_is_there_is_marked_and_marked_again(self, charter: Charter) -> None:
        meeting = annual(charter)
        with pytest.raises(refusals.RollNotFrozen):
            services.mark_attendance(meeting=meeting, present=[])
        one, two, three = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=[one, two])
        services.mark_attendance(meeting=meeting, present=[two, three])
        assert set(meeting.voters.filter(attended=True)) == {two, three}
        services.record_votes(motion=meeting.motions.get(), votes={two: "for"})
        with pytest.raises(refusals.HasVoted, match=str(two)):
            services.mark_attendance(meeting=meeting, present=[one])
        refused(lambda: meeting.voters.update(attended=False))
        assert set(meeting.voters.filter(attended=True)) == {two, three}

    def test_nobody_is_there_before_the_day(self, charter: Charter) -> None:
        meeting = annual(charter, held_on=timezone.localdate() + dt.timedelta(days=8))
        voters = frozen(meeting)
        for act in [
            lambda: services.mark_attendance(meeting=meeting, present=voters),
            lambda: services.record_votes(motion=meeting.motions.get(), votes={}),
            lambda: services.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None),
        ]:
            with pytest.raises(refusals.NotHeldYet):
                act()


@pytest.mark.parametrize(
    "bad",
    [{"kind": "x"}, {"invited_on": LATER + dt.timedelta(days=1)}, {"quorum_bp": 5_000}, {"closed_at": timezone.now()}],
    ids=["kind", "invited late", "half a rule", "closed open"],
)
def test_the_database_bounds_meetings(charter: Charter, bad: dict[str, Any]) -> None:
    meeting = annual(charter)
    with pytest.raises(IntegrityError):
        Meeting.objects.filter(pk=meeting.pk).update(**bad)


def test_no_meeting_begins_frozen_and_none_that_founds_counts_shares(charter: Charter) -> None:
    meeting = annual(charter)
    rule = {"quorum_bp": 1, "voting_rule": "share", "majority": "half", "charter_majority": "half"}
    for name, value in {**rule, "pk": None, "roll_frozen_at": timezone.now()}.items():
        setattr(meeting, name, value)
    refused(lambda: meeting.save(force_insert=True))
    founding = put_before(CharterFactory(bumm=BummFactory(place="mojosongo")))
    services.fill_roll(meeting=founding, weights={people.party_of(PersonFactory()): 1})
    refused(lambda: Meeting.objects.filter(pk=founding.pk).update(roll_frozen_at=timezone.now(), **rule))


@pytest.mark.parametrize("bad", [{"weight": 0}, {"weight": 10**15 + 1}])
def test_the_database_bounds_votes_of_a_voter(charter: Charter, bad: dict[str, int]) -> None:
    meeting = annual(charter)
    party = people.party_of(PersonFactory())
    services.fill_roll(meeting=meeting, weights={party: 1})
    refused(lambda: meeting.voters.update(**bad))
    refused(lambda: Voter.objects.create(meeting=meeting, party=party))


class TestVoting:
    @pytest.fixture
    def meeting(self, charter: Charter) -> Meeting:
        return annual(charter, motions=2)

    def test_votes_are_counted_and_more_than_half_carries(self, meeting: Meeting) -> None:
        voters = frozen(meeting, heads=5)
        services.mark_attendance(meeting=meeting, present=voters[:4])
        first, second = meeting.motions.all()
        for_, against, abstain = "for", "against", "abstain"
        choices = [for_, for_, against, abstain]
        motion = services.record_votes(motion=first, votes=dict(zip(voters[:4], choices, strict=True)))
        assert (motion.votes_for, motion.votes_against, motion.abstained, motion.carried) == (2, 1, 1, True)
        motion = services.record_votes(motion=second, votes=dict(zip(voters[:2], [for_, against], strict=True)))
        assert (motion.votes_for, motion.votes_against, motion.carried) == (1, 1, False)

    def test_without_a_quorum_nothing_is_voted_on(self, meeting: Meeting) -> None:
        voters = frozen(meeting, heads=5)
        services.mark_attendance(meeting=meeting, present=voters[:2])
        quorum = quorum_of(Meeting.objects.get(pk=meeting.pk))
        assert (quorum.present, quorum.roll, quorum.needed, quorum.is_reached) == (2, 5, 3, False)
        motion = meeting.motions.all()[0]
        with pytest.raises(refusals.NoQuorum, match=r"2.*5.*3"):
            services.record_votes(motion=motion, votes=dict.fromkeys(voters[:2], "for"))
        assert not Vote.objects.filter(motion=motion).exists()
        Vote.objects.create(motion=motion, voter=voters[0], choice="for")
        counted = {"votes_for": 1, "votes_against": 0, "abstained": 0, "carried": True}
        refused(lambda: Motion.objects.filter(pk=motion.pk).update(**counted))

    def test_exactly_the_quorum_is_enough(self, meeting: Meeting) -> None:
        voters = frozen(meeting, heads=4)
        services.mark_attendance(meeting=meeting, present=voters[:2])
        motion = services.record_votes(motion=meeting.motions.all()[0], votes=dict.fromkeys(voters[:2], "for"))
        assert motion.carried

    def test_before_the_roll_is_frozen_nothing_is_voted_on(self, meeting: Meeting) -> None:
        motion = meeting.motions.all()[0]
        with pytest.raises(refusals.RollNotFrozen):
            services.record_votes(motion=motion, votes={})
        counted = {"votes_for": 0, "votes_against": 0, "abstained": 0, "carried": False}
        refused(lambda: Motion.objects.filter(pk=motion.pk).update(**counted))

    def test_whoever_is_not_there_does_not_vote(self, meeting: Meeting, charter: Charter) -> None:
        one, two, absent = frozen(meeting)
        stranger = Voter.objects.filter(meeting__kind="founding").first()
        services.mark_attendance(meeting=meeting, present=[one, two])
        motion = meeting.motions.all()[0]
        for other in (absent, stranger):
            with pytest.raises(refusals.AbsentVoter):
                services.record_votes(motion=motion, votes={one: "for", other: "for"})
            refused(lambda other=other: Vote.objects.create(motion=motion, voter=other, choice="for"))
        assert not motion.votes.exists()

    def test_a_motion_is_voted_on_once(self, meeting: Meeting) -> None:
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        motion = meeting.motions.all()[0]
        services.record_votes(motion=motion, votes=dict.fromkeys(voters[:2], "for"))
        with pytest.raises(refusals.MotionDecided):
            services.record_votes(motion=motion, votes=dict.fromkeys(voters, "against"))
        for write in [
            lambda: Vote.objects.create(motion=motion, voter=voters[2], choice="against"),
            lambda: Vote.objects.create(motion=motion, voter=voters[0], choice="against"),
            lambda: motion.votes.update(choice="against"),
            lambda: motion.votes.all().delete(),
            lambda: sql("DELETE FROM charter_vote"),
            lambda: sql("TRUNCATE charter_vote"),
            lambda: meeting.motions.filter(pk=motion.pk).update(votes_for=3),
            lambda: meeting.motions.filter(pk=motion.pk).update(carried=False),
        ]:
            refused(write)
        assert motion.votes.count() == 2

    def test_the_database_counts_along(self, meeting: Meeting) -> None:
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        motion = meeting.motions.filter(position=1)
        votes = dict(zip(voters, ["for", "against", "against"], strict=True))
        for voter, choice in votes.items():
            Vote.objects.create(motion=motion.get(), voter=voter, choice=choice)
        refused(lambda: Vote.objects.create(motion=motion.get(), voter=voters[0], choice="for"))
        refused(lambda: Vote.objects.create(motion=meeting.motions.last(), voter=voters[0], choice="x"))
        right = {"votes_for": 1, "votes_against": 2, "abstained": 0, "carried": False}
        for wrong in [{"carried": True}, {"votes_for": 2}, {"votes_against": None}, {"abstained": -1}]:
            refused(lambda wrong=wrong: motion.update(**right | wrong))
        motion.update(**right)

    def test_a_charter_wants_its_own_majority(self, charter: Charter) -> None:
        draft = services.copy_charter(charter=charter)
        meeting = put_before(draft, kind="annual", held_on=LATER)
        voters = frozen(meeting, heads=5)
        services.mark_attendance(meeting=meeting, present=voters)
        choices = ["for", "for", "for", "against", "against"]
        motion = services.record_votes(motion=meeting.motions.get(), votes=dict(zip(voters, choices, strict=True)))
        assert not motion.carried  # three of five are more than half, and less than two thirds
        assert services.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None) == []
        draft.refresh_from_db()
        assert draft.is_draft


@pytest.mark.parametrize(
    ("majority", "votes_for", "votes_against", "carried"),
    [
        ("half", 1, 0, True),
        ("half", 1, 1, False),
        ("half", 2, 1, True),
        ("half", 0, 0, False),
        ("two_thirds", 2, 1, True),
        ("two_thirds", 1, 1, False),
        ("two_thirds", 0, 0, False),
        ("two_thirds", 66_666, 33_334, False),
        ("two_thirds", 66_667, 33_333, True),
        ("three_quarters", 3, 1, True),
        ("three_quarters", 74, 26, False),
        ("three_quarters", 0, 0, False),
        ("three_quarters", 3 * 10**17, 10**17, True),
        ("three_quarters", 3 * 10**17 - 1, 10**17 + 1, False),
    ],
)
def test_a_majority_is_exact(majority: str, votes_for: int, votes_against: int, carried: bool) -> None:
    assert Majority(majority).is_reached(votes_for, votes_against) is carried


class TestClosing:
    def test_each_carried_motion_becomes_a_numbered_resolution(self, charter: Charter) -> None:
        user = UserFactory()
        meeting = annual(charter, motions=3)
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        first, second, third = meeting.motions.all()
        services.record_votes(motion=first, votes=dict.fromkeys(voters, "for"))
        services.record_votes(motion=second, votes=dict.fromkeys(voters, "against"))
        services.record_votes(motion=third, votes=dict.fromkeys(voters, "for"))
        minutes = minutes_of(meeting)
        resolutions = services.close_meeting(meeting=meeting, minutes=minutes, by=user)
        assert [str(resolution) for resolution in resolutions] == ["RES-TIPES-2014-1", "RES-TIPES-2014-2"]
        assert [resolution.motion for resolution in resolutions] == [first, third]
        meeting.refresh_from_db()
        assert (meeting.is_closed, meeting.minutes, meeting.closed_by) == (True, minutes, user)
        later = decide(annual(charter, held_on=dt.date(2014, 9, 1)))
        next_year = decide(annual(charter, held_on=dt.date(2015, 3, 1)))
        assert [str(resolution) for resolution in later + next_year] == ["RES-TIPES-2014-3", "RES-TIPES-2015-1"]

    def test_a_meeting_closes_once_frozen_and_with_minutes(self, charter: Charter) -> None:
        meeting = annual(charter)
        with pytest.raises(refusals.RollNotFrozen):
            services.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None)
        frozen(meeting)
        now = timezone.now()
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(closed_at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            services.close_meeting(meeting=meeting, minutes=None, by=None)  # type: ignore[arg-type]
        assert not Meeting.objects.get(pk=meeting.pk).is_closed

    def test_a_closed_meeting_is_changed_by_nothing(self, charter: Charter) -> None:
        meeting = annual(charter, motions=2)
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters[:2])
        motion, open_motion = meeting.motions.all()
        services.record_votes(motion=motion, votes=dict.fromkeys(voters[:2], "for"))
        services.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None)
        for service in [
            lambda: services.close_meeting(
                meeting=meeting, minutes=minutes_of(charter.resolution.motion.meeting), by=None
            ),
            lambda: services.mark_attendance(meeting=meeting, present=voters),
            lambda: services.record_votes(motion=open_motion, votes={voters[0]: "for"}),
        ]:
            with pytest.raises((refusals.MeetingClosed, IntegrityError)), transaction.atomic():
                service()
        counted = {"votes_for": 0, "votes_against": 0, "abstained": 0, "carried": False}
        for write in [
            lambda: Meeting.objects.update(minutes=None, closed_at=None),
            lambda: Meeting.objects.update(closed_at=timezone.now()),
            lambda: sql("UPDATE charter_meeting SET place = 'x'"),
            lambda: sql("DELETE FROM charter_meeting"),
            lambda: meeting.voters.update(attended=True),
            lambda: Vote.objects.create(motion=open_motion, voter=voters[0], choice="for"),
            lambda: meeting.motions.filter(pk=open_motion.pk).update(**counted),
            lambda: Resolution.objects.update(number=9),
            lambda: Resolution.objects.all().delete(),
            lambda: sql("TRUNCATE charter_resolution CASCADE"),
        ]:
            refused(write)

    def test_the_database_issues_no_resolution_out_of_order_or_without_a_carried_motion(self, charter: Charter) -> None:
        meeting = annual(charter, motions=2)
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        carried, other = meeting.motions.all()
        services.record_votes(motion=carried, votes=dict.fromkeys(voters, "for"))
        right = {"bumm": charter.bumm, "year": 2014, "number": 1, "adopted_on": LATER, "reference": "RES-X"}
        refused(lambda: Resolution.objects.create(motion=carried, **right))  # not closed yet
        Meeting.objects.filter(pk=meeting.pk).update(closed_at=timezone.now(), minutes=minutes_of(meeting))
        for wrong in [
            {"motion": other},
            {"number": 2},
            {"number": 0},
            {"year": 2013, "number": 2},
            {"adopted_on": FOUNDED},
            {"bumm": BummFactory(place="mojosongo")},
            {"reference": ""},
            {"reference": "RES-TIPES-2013-1"},
        ]:
            refused(lambda wrong=wrong: Resolution.objects.create(**{"motion": carried, **right, **wrong}))
        Resolution.objects.create(motion=carried, **right)

    def test_a_founding_meeting_puts_the_first_charter_in_force(self) -> None:
        draft = CharterFactory()
        meeting = put_before(draft)
        voters = frozen(meeting, heads=7)
        services.mark_attendance(meeting=meeting, present=voters[:6])
        votes = dict(zip(voters[:6], ["for"] * 4 + ["against"] + ["abstain"], strict=True))
        motion = services.record_votes(motion=meeting.motions.get(), votes=votes)
        assert motion.carried
        assert charter_in_force(draft.bumm, FOUNDED) is None
        services.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None)
        assert charter_in_force(draft.bumm, FOUNDED) == draft
        assert charter_in_force(draft.bumm) == draft
        draft.refresh_from_db()
        assert (draft.in_force_from, draft.resolution.motion) == (FOUNDED, motion)

    def test_a_resolution_opens_a_closed_period_again(self, charter: Charter) -> None:
        book = open_book(code="BUMM-TIPES", name="Buku", bumm=charter.bumm)
        close_period(book=book, through=dt.date(2013, 12, 31), by=None)
        meeting = annual(charter, motions=0)
        services.add_motion(
            meeting=meeting,
            title="Buka buku",
            text="Membuka Desember.",
            effect="reopen_period",
            reopen_back_to=dt.date(2013, 11, 30),
        )
        decide(meeting)
        assert Book.objects.get().closed_through == dt.date(2013, 11, 30)
        event = PeriodEvent.objects.get(kind="reopened")
        assert event.resolution == Resolution.objects.latest("pk").reference == "RES-TIPES-2014-1"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_who_close_one_meeting_issue_its_resolutions_once(self) -> None:
        meeting = annual(adopted(CharterFactory()), motions=3)
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        for motion in meeting.motions.all():
            services.record_votes(motion=motion, votes=dict.fromkeys(voters, "for"))
        minutes = minutes_of(meeting)
        answers = at_once(lambda _: services.close_meeting(meeting=meeting, minutes=minutes, by=None))
        assert sorted(type(answer).__name__ for answer in answers) == ["MeetingClosed", "list"]
        numbers = Resolution.objects.filter(year=2014).order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2, 3]

    def test_two_who_vote_at_once_are_counted_once(self) -> None:
        meeting = annual(adopted(CharterFactory()))
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        votes = [dict.fromkeys(voters, choice) for choice in ("for", "against")]
        answers = at_once(lambda n: services.record_votes(motion=meeting.motions.get(), votes=votes[n]))
        assert sorted(type(answer).__name__ for answer in answers) == ["Motion", "MotionDecided"]
        assert Vote.objects.filter(motion__meeting=meeting).count() == 3

    def test_of_two_meetings_that_freeze_at_once_one_waits(self) -> None:
        charter = adopted(CharterFactory())
        meetings = [annual(charter), annual(charter)]
        for meeting in meetings:
            services.fill_roll(meeting=meeting, weights={people.party_of(PersonFactory()): 1})
        answers = at_once(lambda n: services.freeze_roll(meeting=meetings[n]))
        assert sorted(type(answer).__name__ for answer in answers) == ["AnotherMeeting", "Meeting"]


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Do it in two threads that start together; what each returned, or the refusal that it met."""
    answers: list[Any] = [None, None]
    ready = threading.Barrier(2)

    def run(number: int) -> None:
        ready.wait()
        try:
            answers[number] = act(number)
        except (refusals.CharterRefusal, DatabaseError) as refusal:
            answers[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
