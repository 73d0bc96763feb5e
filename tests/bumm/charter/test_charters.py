"""Charters: drafted, copied and discarded; adopted by a resolution only; and never changed after."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from bumm.charter import exceptions as refusals
from bumm.charter import services
from bumm.charter.models import Charter, CharterShareClass, Meeting, WaterfallRow
from bumm.charter.selectors import charter_in_force
from bumm.ledger.services import add_account, open_book
from bumm.people.models import Bumm
from tests.factories import BummFactory, CharterFactory, MeetingFactory, adopted, decide, frozen, waterfall

pytestmark = pytest.mark.django_db

FOUNDED = dt.date(2013, 2, 10)


def refused(write: Callable[[], Any]) -> None:
    """The database refuses it, and the test goes on."""
    with pytest.raises(DatabaseError), transaction.atomic():
        write()


def sql(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def terms(charter: Charter) -> dict[str, Any]:
    return {name: getattr(charter, name) for name in services.charters.TERMS}


def put_before(charter: Charter, **details: Any) -> Meeting:
    meeting = MeetingFactory(bumm=charter.bumm, **details)
    services.add_motion(
        meeting=meeting,
        title="AD/ART",
        text="Menerima.",
        effect="adopt_charter",
        charter=charter,
        in_force_from=meeting.held_on,
    )
    return meeting


class TestDrafting:
    def test_versions_count_from_one_in_each_bumm(self) -> None:
        tipes, other = BummFactory(), BummFactory(place="mojosongo")
        drafts = [CharterFactory(bumm=bumm) for bumm in (tipes, tipes, other)]
        assert [charter.version for charter in drafts] == [1, 2, 1]
        assert all(charter.is_draft for charter in drafts)
        assert [row.account for row in drafts[0].waterfall.all()] == [
            "3.3.02",
            "2.1.05",
            "2.1.05",
            "2.1.06",
            "2.1.07",
            "3.4.01",
        ]

    @pytest.mark.parametrize(
        ("parts", "reason"),
        [
            ((4_000, 4_000, 500, 500, 500, 500, 500), "105%: kelebihan 5%"),
            ((4_000, 4_000, 500, 500, 500, 499), "99,99%: kurang 0,01%"),
            ((), "0%: kurang 100%"),
        ],
    )
    def test_a_distribution_of_more_or_less_than_all_is_refused_with_the_sum(
        self, parts: tuple[int, ...], reason: str
    ) -> None:
        with pytest.raises(refusals.DistributionNotWhole, match=reason):
            CharterFactory(waterfall=waterfall(*parts))
        draft = CharterFactory()
        with pytest.raises(refusals.DistributionNotWhole, match=reason):
            services.revise_charter(
                charter=draft, share_classes=[*draft.share_classes.all()], waterfall=waterfall(*parts), title="Lain"
            )
        assert Charter.objects.get().title == "Anggaran Dasar"
        assert draft.waterfall.count() == 6

    @pytest.mark.parametrize("account", ["1.1.01.01", "4.1.01", "3.1.01", "3.3.01"])
    def test_another_fund_is_an_account_that_can_be_one(self, account: str) -> None:
        rows = waterfall(4_000, 4_000, 500, 500, 500, 500)
        rows[-1].account = account
        with pytest.raises(refusals.NotAFund, match=account):
            CharterFactory(waterfall=rows)
        assert not Charter.objects.exists()

    def test_another_fund_may_be_an_account_of_the_bumms_own(self) -> None:
        bumm = BummFactory()
        rows = waterfall(4_000, 4_000, 500, 500, 500, 500)
        rows[-1].account = "2.1.09"
        assert CharterFactory(bumm=bumm, waterfall=rows)  # it may come with the book
        book = open_book(code="BUMM-TIPES", name="Buku", bumm=bumm)
        with pytest.raises(refusals.NotAFund):
            CharterFactory(bumm=bumm, waterfall=rows)
        about = {"kind": "liability", "side": "credit", "activity": "financing"}
        add_account(book=book, code="2.1.09", name="Dana kematian", **about)
        assert CharterFactory(bumm=bumm, waterfall=rows).waterfall.last().account == "2.1.09"

    def test_a_charter_has_a_share_class(self) -> None:
        with pytest.raises(refusals.NoShareClass):
            CharterFactory(share_classes=[])
        assert not Charter.objects.exists()

    @pytest.mark.parametrize(
        "bad",
        [
            {"share_classes": [CharterShareClass(code="A", name="Warga", par=0, for_persons=True)]},
            {"share_classes": [CharterShareClass(code="A", name="Warga", par=10, holder_cap_bp=5)]},
            {"share_classes": [CharterShareClass(code="A", name="W", par=1, for_persons=True) for _ in range(2)]},
            {"waterfall": [*waterfall(5_000, 4_000), *waterfall(1_000)]},
            {"quorum_bp": 0},
            {"commission_bp": 10_001},
            {"majority": "all"},
        ],
        ids=["no par", "no holders", "code twice", "reserve twice", "no quorum", "more than all", "unknown"],
    )
    def test_nonsense_is_refused_and_nothing_is_stored(self, bad: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            CharterFactory(**bad)
        assert not Charter.objects.exists()

    def test_a_draft_is_revised_with_its_tables(self) -> None:
        draft = CharterFactory()
        services.revise_charter(
            charter=draft,
            share_classes=[CharterShareClass(code="C", name="Satu", par=1_000, for_groups=True)],
            waterfall=waterfall(10_000),
            quorum_bp=6_667,
        )
        draft.refresh_from_db()
        assert (draft.version, draft.quorum_bp, draft.title) == (1, 6_667, "Anggaran Dasar")
        assert [str(part) for part in draft.share_classes.all()] == ["C Satu"]
        assert [row.basis_points for row in draft.waterfall.all()] == [10_000]

    def test_a_copy_is_the_next_version_and_says_the_same(self) -> None:
        charter = adopted(CharterFactory(commission_bp=1_250))
        copy = services.copy_charter(charter=charter)
        assert (copy.version, copy.is_draft, terms(copy)) == (2, True, terms(charter))
        assert [str(part) for part in copy.share_classes.all()] == [str(part) for part in charter.share_classes.all()]
        assert [row.basis_points for row in copy.waterfall.all()] == [4_000, 4_000, 500, 500, 500, 500]
        assert charter.waterfall.count() == 6

    def test_a_draft_is_discarded_unless_a_meeting_has_it(self) -> None:
        draft = CharterFactory()
        meeting = put_before(draft)
        with pytest.raises(refusals.CharterOnAgenda):
            services.discard_charter(charter=draft)
        services.withdraw_motion(motion=meeting.motions.get())
        services.discard_charter(charter=draft)
        assert not Charter.objects.exists()
        assert not CharterShareClass.objects.exists()


class TestAdopting:
    def test_a_resolution_puts_it_in_force_from_its_day_until_the_next(self) -> None:
        first = adopted(CharterFactory())
        later = dt.date(2014, 3, 1)
        second = adopted(services.copy_charter(charter=first), kind="annual", held_on=later, from_=dt.date(2014, 4, 1))
        bumm = first.bumm
        days = [dt.date(2013, 2, 9), FOUNDED, dt.date(2014, 3, 31), dt.date(2014, 4, 1)]
        assert [charter_in_force(bumm, day) for day in days] == [None, first, first, second]
        assert [set(Charter.objects.in_force(day)) for day in days] == [set(), {first}, {first}, {second}]
        assert first.resolution.reference == "RES-TIPES-2013-1"

    @pytest.mark.parametrize("day", [FOUNDED, FOUNDED - dt.timedelta(days=1)])
    def test_one_from_the_day_of_the_latest_or_before_is_refused(self, day: dt.date) -> None:
        charter = adopted(CharterFactory(notice_days=0))
        meeting = MeetingFactory(bumm=charter.bumm, kind="annual", held_on=FOUNDED, invited_on=FOUNDED)
        Meeting.objects.filter(pk=meeting.pk).update(held_on=day, invited_on=day)
        meeting.refresh_from_db()
        draft = services.copy_charter(charter=charter)
        with pytest.raises(refusals.InForceTooEarly):
            services.add_motion(
                meeting=meeting, title="A", text="B", effect="adopt_charter", charter=draft, in_force_from=day
            )
        assert not meeting.motions.exists()

    def test_the_database_keeps_charters_from_overlapping_too(self) -> None:
        charter = adopted(CharterFactory(notice_days=0))
        meeting = MeetingFactory(bumm=charter.bumm, kind="annual", held_on=FOUNDED)
        draft = services.copy_charter(charter=charter)
        motion = {"title": "A", "text": "B", "effect": "adopt_charter", "charter": draft, "in_force_from": FOUNDED}
        services.add_motion(meeting=meeting, **motion | {"in_force_from": FOUNDED + dt.timedelta(days=1)})
        meeting.motions.update(in_force_from=FOUNDED)
        with pytest.raises(refusals.InForceTooEarly):
            frozen(meeting)
        meeting.motions.update(in_force_from=FOUNDED + dt.timedelta(days=1))
        voters = frozen(meeting)
        refused(lambda: meeting.motions.update(in_force_from=FOUNDED))
        assert voters

    def test_only_its_own_resolution_adopts_it_and_from_its_own_day(self) -> None:
        charter = adopted(CharterFactory())
        draft = services.copy_charter(charter=charter)
        meeting = put_before(draft, kind="annual", held_on=dt.date(2014, 2, 1))
        services.add_motion(meeting=meeting, title="Laporan", text="Menerima laporan.")
        other = services.copy_charter(charter=charter)
        elsewhere = CharterFactory(bumm=BummFactory(place="mojosongo"))
        voters = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=voters)
        motion, report = meeting.motions.all()
        services.record_votes(motion=report, votes=dict.fromkeys(voters, "for"))
        services.record_votes(motion=motion, votes=dict.fromkeys(voters, "against"))
        resolution = services.close_meeting(
            meeting=meeting, minutes=charter.resolution.motion.meeting.minutes, by=None
        )[0]
        assert resolution.motion == report
        for one in (draft, other, elsewhere):
            rows = Charter.objects.filter(pk=one.pk)
            refused(lambda rows=rows: rows.update(resolution=resolution, in_force_from=dt.date(2014, 2, 1)))
            refused(lambda rows=rows: rows.update(resolution=charter.resolution, in_force_from=FOUNDED))
            refused(lambda rows=rows: rows.update(in_force_from=FOUNDED))
        assert Charter.objects.adopted().count() == 1

    @pytest.mark.parametrize("spoil", ["waterfall", "share_classes"])
    def test_the_database_adopts_none_whose_tables_are_not_whole(self, spoil: str) -> None:
        draft = CharterFactory()
        meeting = put_before(draft)
        getattr(draft, spoil).all()[0].delete()
        if spoil == "share_classes":
            draft.share_classes.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            decide(meeting)
        assert Charter.objects.get().is_draft

    def test_none_begins_as_adopted(self) -> None:
        charter = adopted(CharterFactory())
        again = Charter(bumm=charter.bumm, version=2, resolution=charter.resolution, in_force_from=FOUNDED)
        for name, value in terms(charter).items():
            setattr(again, name, value)
        refused(again.save)


class TestKeeping:
    def test_an_adopted_charter_is_changed_by_nothing(self) -> None:
        charter = adopted(CharterFactory())
        with pytest.raises(refusals.CharterAdopted):
            services.revise_charter(
                charter=charter, share_classes=[*charter.share_classes.all()], waterfall=waterfall(10_000)
            )
        with pytest.raises(refusals.CharterAdopted):
            services.discard_charter(charter=charter)
        rows, share_class, row = Charter.objects.all(), charter.share_classes.all()[0], charter.waterfall.all()[0]
        charter.commission_bp = 9_999
        for write in [
            charter.save,
            lambda: rows.update(commission_bp=1),
            lambda: rows.update(resolution=None, in_force_from=None),
            lambda: Charter.objects.bulk_update([charter], ["commission_bp"]),
            lambda: sql("UPDATE charter_charter SET title = 'x'"),
            lambda: sql("DELETE FROM charter_charter"),
            lambda: sql("TRUNCATE charter_charter CASCADE"),
            share_class.save,
            share_class.delete,
            lambda: CharterShareClass.objects.update(par=1),
            lambda: CharterShareClass.objects.bulk_create(
                [CharterShareClass(charter=charter, code="Z", name="Z", par=1, for_groups=True)]
            ),
            lambda: sql("DELETE FROM charter_chartershareclass"),
            lambda: sql("TRUNCATE charter_chartershareclass"),
            row.delete,
            lambda: WaterfallRow.objects.update(name="x"),
            lambda: WaterfallRow.objects.create(
                charter=charter, position=9, name="Z", target="other", account="3.4.01", basis_points=1
            ),
            lambda: sql("UPDATE charter_waterfallrow SET basis_points = 1"),
            lambda: sql("TRUNCATE charter_waterfallrow"),
        ]:
            refused(write)
        assert Charter.objects.get().commission_bp == 1_000
        assert sum(row.basis_points for row in charter.waterfall.all()) == 10_000

    def test_no_row_moves_into_an_adopted_charter(self) -> None:
        charter = adopted(CharterFactory())
        draft = services.copy_charter(charter=charter)
        row = draft.waterfall.all()[5]
        refused(lambda: WaterfallRow.objects.filter(pk=row.pk).update(charter=charter, position=7))

    def test_a_draft_that_people_have_before_them_is_kept_too(self) -> None:
        draft = CharterFactory()
        frozen(put_before(draft))
        parts = {"share_classes": [*draft.share_classes.all()], "waterfall": [*draft.waterfall.all()]}
        with pytest.raises(refusals.CharterBeforeMeeting):
            services.revise_charter(charter=draft, **parts, title="Lain")
        with pytest.raises(refusals.CharterBeforeMeeting):
            services.discard_charter(charter=draft)
        refused(lambda: Charter.objects.update(title="Lain"))
        refused(lambda: WaterfallRow.objects.update(name="x"))
        refused(lambda: sql("DELETE FROM charter_waterfallrow"))
        assert services.copy_charter(charter=draft).version == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"version": 0},
        {"commission_bp": 10_001},
        {"redemption_liquidity_bp": 10_001},
        {"quorum_bp": 0},
        {"quorum_bp": 10_001},
        {"complaint_days": 91},
        {"objection_days": 91},
        {"notice_days": 61},
        {"lapse_months": 0},
        {"lapse_months": 241},
        {"fee_bearer": "x"},
        {"discount_bearer": "x"},
        {"weighting": "x"},
        {"redemption_price": "x"},
        {"voting_rule": "x"},
        {"majority": "x"},
        {"charter_majority": "x"},
        {"in_force_from": FOUNDED},
    ],
    ids=str,
)
def test_the_database_bounds_the_terms(bad: dict[str, Any]) -> None:
    CharterFactory()
    with pytest.raises(IntegrityError):
        Charter.objects.update(**bad)


@pytest.mark.parametrize(
    "bad",
    [
        {"code": "a"},
        {"par": 0},
        {"par": 10**9 + 1},
        {"for_persons": False},
        {"holder_cap_bp": 0},
        {"holder_cap_bp": 10_001},
        {"most_units": 0},
        {"most_units": 10**12 + 1},
    ],
    ids=str,
)
def test_the_database_bounds_share_classes(bad: dict[str, Any]) -> None:
    CharterFactory()
    with pytest.raises(IntegrityError):
        CharterShareClass.objects.filter(code="A").update(**bad)


@pytest.mark.parametrize(
    "bad",
    [
        {"basis_points": 0},
        {"basis_points": 10_001},
        {"account": "2.1.06"},
        {"target": "x"},
        {"target": "owners"},
        {"position": 2},
    ],
    ids=str,
)
def test_the_database_bounds_the_distribution(bad: dict[str, Any]) -> None:
    CharterFactory()
    with pytest.raises(IntegrityError):
        WaterfallRow.objects.filter(position=1).update(**bad)


def test_a_version_is_there_once(django_assert_num_queries: Any) -> None:
    bumm: Bumm = BummFactory()
    CharterFactory(bumm=bumm)
    CharterFactory(bumm=bumm)
    with pytest.raises(IntegrityError):
        Charter.objects.filter(version=2).update(version=1)
