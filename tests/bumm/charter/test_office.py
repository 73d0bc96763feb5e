"""The office's screens of charters and meetings: what forms keep, refuse and store, and what each role is shown."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bumm.charter import services
from bumm.charter.models import Charter, CharterShareClass, Meeting, Motion, Resolution
from bumm.charter.office.tasks import tasks
from bumm.charter.percent import format_percent, parse_percent
from bumm.charter.terms import compared
from bumm.people import services as people
from bumm.people.models import Bumm, Role, User
from tests.factories import (
    BummFactory,
    CharterFactory,
    GroupFactory,
    HouseholdFactory,
    MeetingFactory,
    PersonFactory,
    adopted,
    frozen,
    holder,
    waterfall,
)

pytestmark = pytest.mark.django_db

LATER = dt.date(2014, 3, 1)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def bumm() -> Bumm:
    return BummFactory()


@pytest.fixture
def steward() -> Client:
    return desk(holder("steward"))


@pytest.fixture
def manager(bumm: Bumm) -> Client:
    return desk(holder("manager", bumm=bumm))


def annual(bumm: Bumm, **details: Any) -> Meeting:
    """A called meeting of a founded BUMM with one motion."""
    if not bumm.charters.adopted().exists():
        adopted(CharterFactory(bumm=bumm))
    meeting = MeetingFactory(bumm=bumm, **{"kind": "annual", "held_on": LATER} | details)
    services.add_motion(meeting=meeting, title="Laporan", text="Menerima laporan.")
    return meeting


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def act(client: Client, step: str, row: Any, **fields: Any) -> HttpResponse:
    return client.post(reverse(step, args=[row.pk]), fields)


# --- Charters --------------------------------------------------------------------------------------------------------


def charter_form(bumm: Bumm, *parts: str, **changes: Any) -> dict[str, Any]:
    """A charter as its form sends it, with these parts of the distribution."""
    form = {
        "bumm": bumm.pk,
        "title": "Anggaran Dasar",
        "articles": "Pasal 1",
        "commission_bp": "12,5%",
        "fee_bearer": "bumm",
        "discount_bearer": "group",
        "complaint_days": "3",
        "weighting": "share_days",
        "objection_days": "14",
        "lapse_months": "36",
        "redemption_price": "nominal",
        "redemption_liquidity_bp": "20",
        "notice_days": "7",
        "quorum_bp": "50",
        "voting_rule": "head",
        "majority": "half",
        "charter_majority": "two_thirds",
        "classes-TOTAL_FORMS": "2",
        "classes-INITIAL_FORMS": "0",
        "classes-0-code": "A",
        "classes-0-name": "Warga",
        "classes-0-par": "Rp50.000",
        "classes-0-for_persons": "on",
        "classes-0-holder_cap_bp": "5",
        "rows-TOTAL_FORMS": str(len(parts) + 1),
        "rows-INITIAL_FORMS": "0",
    }
    for number, (row, part) in enumerate(zip(waterfall(*[1] * len(parts)), parts, strict=True)):
        form |= {f"rows-{number}-{name}": getattr(row, name) for name in ("name", "target", "account")}
        form[f"rows-{number}-basis_points"] = part
    return form | changes


WHOLE = ("40", "40", "5", "5", "5", "5")


class TestCharterForm:
    def test_it_drafts_a_charter_with_its_tables(self, steward: Client, bumm: Bumm) -> None:
        answer = steward.post(reverse("charter:add"), charter_form(bumm, *WHOLE))
        charter = Charter.objects.get()
        assert answer.url == reverse("charter:inspect", args=[charter.pk])
        assert (charter.commission_bp, charter.quorum_bp, charter.version) == (1_250, 5_000, 1)
        share_class = charter.share_classes.get()
        assert (share_class.par, share_class.holder_cap_bp, share_class.most_units) == (50_000, 500, None)
        assert [row.basis_points for row in charter.waterfall.all()] == [4_000, 4_000, 500, 500, 500, 500]

    def test_105_percent_are_refused_with_what_is_too_much_and_all_that_was_typed(
        self, steward: Client, bumm: Bumm
    ) -> None:
        answer = steward.post(reverse("charter:add"), charter_form(bumm, *WHOLE, "5"))
        assert answer.status_code == 200
        assert any("105%" in error and " 5%" in error for error in answer.context["form"].non_field_errors())
        assert "Rp50.000" in text(answer)
        assert 'value="12,5%"' in text(answer)
        assert not Charter.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "table", "field"),
        [
            ({"classes-0-par": "murah"}, "share_classes", "par"),
            ({"classes-0-par": "0"}, "share_classes", "par"),
            ({"classes-0-code": "a b"}, "share_classes", "code"),
            ({"classes-0-for_persons": ""}, "share_classes", "__all__"),
            ({"rows-5-account": ""}, "waterfall", "account"),
            ({"rows-0-basis_points": "x"}, "waterfall", "basis_points"),
            ({"rows-0-basis_points": "140"}, "waterfall", "basis_points"),
        ],
    )
    def test_a_mistake_in_a_table_stands_beside_it(
        self, steward: Client, bumm: Bumm, changes: dict[str, str], table: str, field: str
    ) -> None:
        answer = steward.post(reverse("charter:add"), charter_form(bumm, *WHOLE, **changes))
        found = [name for errors in getattr(answer.context["form"], table).errors for name in errors]
        assert found == [field]
        assert not Charter.objects.exists()

    def test_two_rows_do_not_go_to_one_place(self, steward: Client, bumm: Bumm) -> None:
        form = charter_form(bumm, *WHOLE, **{"rows-1-target": "reserve"})
        answer = steward.post(reverse("charter:add"), form)
        assert answer.context["form"].waterfall.non_form_errors()
        twice = {f"classes-1-{name}": form[f"classes-0-{name}"] for name in ("code", "name", "par", "for_persons")}
        answer = steward.post(reverse("charter:add"), charter_form(bumm, *WHOLE, **twice))
        assert answer.context["form"].share_classes.non_form_errors()
        assert not Charter.objects.exists()

    def test_without_a_share_class_there_is_none(self, steward: Client, bumm: Bumm) -> None:
        form = charter_form(bumm, *WHOLE, **{"classes-TOTAL_FORMS": "0"})
        assert steward.post(reverse("charter:add"), form).context["form"].non_field_errors()

    def test_a_draft_is_changed_and_a_row_left_out(self, steward: Client, bumm: Bumm) -> None:
        draft = CharterFactory(bumm=bumm)
        page = text(steward.get(reverse("charter:edit", args=[draft.pk])))
        assert 'value="Rp100.000"' in page
        assert 'value="40%"' in page
        left_out = {
            "rows-INITIAL_FORMS": "6",
            "rows-6-DELETE": "on",
            "classes-INITIAL_FORMS": "2",
            "classes-1-DELETE": "on",
        }
        form = charter_form(bumm, *WHOLE, "5", **left_out, title="Lain")
        assert steward.post(reverse("charter:edit", args=[draft.pk]), form).status_code == 302
        draft.refresh_from_db()
        assert (draft.title, draft.share_classes.count(), draft.waterfall.count()) == ("Lain", 1, 6)

    def test_what_is_adopted_leads_back_to_the_record(self, steward: Client, bumm: Bumm) -> None:
        charter = adopted(CharterFactory(bumm=bumm))
        record = reverse("charter:inspect", args=[charter.pk])
        for step in ("charter:edit", "charter:discard"):
            assert steward.get(reverse(step, args=[charter.pk])).url == record
            assert act(steward, step, charter).url == record
        page = text(steward.get(record))
        assert reverse("charter:edit", args=[charter.pk]) not in page
        assert reverse("charter:new_version", args=[charter.pk]) in page
        assert "RES-TIPES-2013-1" in page

    def test_a_copy_is_made_and_opened(self, steward: Client, bumm: Bumm) -> None:
        charter = adopted(CharterFactory(bumm=bumm))
        answer = act(steward, "charter:new_version", charter)
        draft = Charter.objects.drafts().get()
        assert answer.url == reverse("charter:edit", args=[draft.pk])
        assert steward.get(answer.url).status_code == 200

    def test_a_draft_is_discarded_after_a_question(self, steward: Client, bumm: Bumm) -> None:
        draft = CharterFactory(bumm=bumm)
        assert steward.get(reverse("charter:discard", args=[draft.pk])).status_code == 200
        assert Charter.objects.exists()
        assert act(steward, "charter:discard", draft).url == reverse("charter:index")
        assert not Charter.objects.exists()


class TestComparing:
    def test_differences_are_marked_in_terms_tables_and_articles(self, steward: Client, bumm: Bumm) -> None:
        one = CharterFactory(bumm=bumm, articles="Pasal 1\nSama\n\nPasal 2\nLama")
        other = CharterFactory(
            bumm=bumm,
            commission_bp=1_250,
            articles="Pasal 1\nSama\nPasal 2\nBaru\nPasal 3",
            waterfall=waterfall(4_500, 4_000, 500, 500, 500),
            share_classes=[CharterShareClass(code="A", name="Warga", par=50_000, for_persons=True, holder_cap_bp=500)],
        )
        lines = [line for _heading, found in compared(one, other) for line in found if line.differs]
        said = [(line.left, line.right) for line in lines]
        assert ("10%", "12,5%") in said
        assert ("Lama", "Baru") in said
        assert ("–", "Pasal 3") in said
        assert [line.label for line in lines if line.right == "–"] == ["B", "Bagian 6"]
        assert len(lines) == 6
        page = steward.get(reverse("charter:compare", args=[other.pk]))
        assert (page.context["other"], page.context["differences"]) == (one, 6)

    @pytest.mark.parametrize("chosen", ["", "x", "999999", "9" * 40])
    def test_there_is_always_a_page(self, steward: Client, bumm: Bumm, chosen: str) -> None:
        draft = CharterFactory(bumm=bumm)
        elsewhere = CharterFactory(bumm=BummFactory(place="mojosongo"))
        address = reverse("charter:compare", args=[draft.pk])
        assert steward.get(address, {"with": chosen}).context["other"] is None
        assert steward.get(address, {"with": elsewhere.pk}).context["other"] is None


@pytest.mark.parametrize(
    ("text_", "basis_points"), [("10", 1_000), ("12,5", 1_250), ("7.25 %", 725), ("0,01%", 1), ("100%", 10_000)]
)
def test_percentages_are_read_and_written(text_: str, basis_points: int) -> None:
    assert parse_percent(text_) == basis_points
    assert parse_percent(format_percent(basis_points)) == basis_points


@pytest.mark.parametrize("text_", ["", "x", "-1", "1,234", "1e3", "١٠", "5 persen"])
def test_what_is_no_percentage_is_refused(text_: str) -> None:
    with pytest.raises(ValueError, match="not a percentage"):
        parse_percent(text_)


# --- Meetings --------------------------------------------------------------------------------------------------------


def meeting_form(bumm: Bumm, **changes: Any) -> dict[str, Any]:
    form = {"bumm": bumm.pk, "kind": "annual", "held_on": "2014-03-01", "starts_at": "19:30", "place": "Balai"}
    return form | {"invited_on": "2014-02-20", "notice": "Mohon hadir."} | changes


class TestMeetingForm:
    def test_a_manager_calls_a_meeting_of_the_own_bumm_only(self, manager: Client, bumm: Bumm) -> None:
        adopted(CharterFactory(bumm=bumm))
        other = adopted(CharterFactory(bumm=BummFactory(place="mojosongo"))).bumm
        assert manager.post(reverse("meeting:add"), meeting_form(other)).context["form"].errors["bumm"]
        manager.post(reverse("meeting:add"), meeting_form(bumm))
        meeting = Meeting.objects.get(kind="annual")
        assert (meeting.bumm, meeting.called_by.active_roles) == (bumm, {"manager"})

    @pytest.mark.parametrize("changes", [{"kind": "founding"}, {"invited_on": "2014-02-28"}, {"held_on": "2012-01-01"}])
    def test_what_the_charter_does_not_allow_is_said_and_nothing_is_lost(
        self, manager: Client, bumm: Bumm, changes: dict[str, str]
    ) -> None:
        adopted(CharterFactory(bumm=bumm))
        changes = changes | ({"invited_on": "2011-12-01"} if "held_on" in changes else {})
        answer = manager.post(reverse("meeting:add"), meeting_form(bumm, **changes))
        assert answer.context["form"].non_field_errors()
        assert "Mohon hadir." in text(answer)
        assert not Meeting.objects.exclude(kind="founding").exists()

    def test_it_is_changed_until_the_roll_is_frozen(self, manager: Client, bumm: Bumm) -> None:
        meeting = annual(bumm)
        edit = reverse("meeting:edit", args=[meeting.pk])
        manager.post(edit, meeting_form(bumm, place="Pendapa"))
        meeting.refresh_from_db()
        assert meeting.place == "Pendapa"
        frozen(meeting)
        assert manager.get(edit).url == reverse("meeting:inspect", args=[meeting.pk])
        manager.post(edit, meeting_form(bumm, place="Lain"))
        meeting.refresh_from_db()
        assert meeting.place == "Pendapa"

    def test_who_manages_one_bumm_and_reads_all_runs_but_the_one(self, bumm: Bumm) -> None:
        user = holder("manager", bumm=bumm)
        people.assign(user=user, role=Role.objects.get(code="cooperative_officer"))
        own, other = annual(bumm), annual(BummFactory(place="mojosongo"))
        client = desk(User.objects.get(pk=user.pk))
        for meeting, may in [(own, True), (other, False)]:
            assert client.get(reverse("meeting:inspect", args=[meeting.pk])).status_code == 200
            sheet = client.get(reverse("meeting:print_attendance", args=[meeting.pk]))
            roll = client.get(reverse("meeting:roll", args=[meeting.pk]))
            assert [answer.status_code == 200 for answer in (sheet, roll)] == [may, may]


class TestSteps:
    def test_a_motion_says_what_its_effect_needs(self, manager: Client, bumm: Bumm) -> None:
        draft = CharterFactory(bumm=bumm)
        meeting = MeetingFactory(bumm=bumm)
        motion = {"title": "AD/ART", "text": "Menerima.", "effect": "adopt_charter"}
        answer = act(manager, "meeting:add_motion", meeting, **motion)
        assert set(answer.context["form"].errors) == {"charter", "in_force_from"}
        early = act(manager, "meeting:add_motion", meeting, **motion, charter=draft.pk, in_force_from="2013-02-09")
        assert early.context["form"].non_field_errors()
        act(manager, "meeting:add_motion", meeting, **motion, charter=draft.pk, in_force_from="2013-02-10")
        assert meeting.motions.get().charter == draft
        act(manager, "meeting:withdraw_motion", meeting.motions.get())
        plain = motion | {"effect": "none", "charter": draft.pk, "in_force_from": "2013-02-10"}
        act(manager, "meeting:add_motion", meeting, **plain)
        assert (meeting.motions.get().charter, meeting.motions.get().in_force_from) == (None, None)

    def test_residents_stand_on_the_roll_of_a_founding_meeting_and_no_groups(self, manager: Client, bumm: Bumm) -> None:
        here = [PersonFactory(household=HouseholdFactory()) for _ in range(3)]
        PersonFactory(household=HouseholdFactory(place="mojosongo"))
        GroupFactory(selling_bumm=bumm)
        meeting = MeetingFactory(bumm=bumm)
        form = manager.get(reverse("meeting:roll", args=[meeting.pk])).context["form"]
        assert list(form.fields) == ["residents"]
        assert form.fields["residents"].initial == [str(person.pk) for person in here]
        act(manager, "meeting:roll", meeting, residents=[here[0].pk, here[1].pk])
        assert {voter.party.person for voter in meeting.voters.all()} == set(here[:2])
        form = manager.get(reverse("meeting:roll", args=[meeting.pk])).context["form"]
        assert set(form.fields["residents"].initial) == {str(here[0].pk), str(here[1].pk)}

    def test_groups_stand_on_the_roll_of_other_meetings(self, manager: Client, bumm: Bumm) -> None:
        meeting = annual(bumm)
        group = GroupFactory(selling_bumm=bumm)
        act(manager, "meeting:roll", meeting, groups=[group.pk])
        assert [str(voter) for voter in meeting.voters.all()] == [group.name]
        answer = act(manager, "meeting:roll", meeting, groups=["0"])
        assert answer.context["form"].errors["groups"]

    def test_a_roll_by_shares_is_not_filled_here(self, manager: Client, bumm: Bumm) -> None:
        adopted(CharterFactory(bumm=bumm, voting_rule="share"))
        meeting = annual(bumm)
        assert manager.get(reverse("meeting:roll", args=[meeting.pk])).status_code == 302
        act(manager, "meeting:freeze", meeting)
        assert not Meeting.objects.get(pk=meeting.pk).is_frozen

    def test_from_freezing_to_closing(self, manager: Client, bumm: Bumm) -> None:
        meeting = annual(bumm)
        voters = [people.party_of(PersonFactory()) for _ in range(5)]
        services.fill_roll(meeting=meeting, weights=dict.fromkeys(voters, 1))
        record = reverse("meeting:inspect", args=[meeting.pk])
        assert act(manager, "meeting:freeze", meeting).url == record
        motion, roll = meeting.motions.get(), list(meeting.voters.all())
        refused = act(manager, "meeting:votes", motion, everyone="for")
        assert refused.url == record  # no quorum yet
        act(manager, "meeting:attendance", meeting, present=[voter.pk for voter in roll[:4]])
        form = manager.get(reverse("meeting:votes", args=[motion.pk])).context["form"]
        assert len(form.exceptions) == 4
        assert act(manager, "meeting:votes", motion).context["form"].errors.keys() == {"everyone"}
        act(manager, "meeting:votes", motion, everyone="for", **{f"voter-{roll[0].pk}": "against"})
        motion.refresh_from_db()
        assert (motion.votes_for, motion.votes_against, motion.carried) == (3, 1, True)
        without = act(manager, "meeting:close", meeting)
        assert set(without.context["form"].errors) == {"minutes", "final"}
        wrong = SimpleUploadedFile("notulen.pdf", b"bukan pdf")
        assert act(manager, "meeting:close", meeting, minutes=wrong, final="on").context["form"].errors
        signed = SimpleUploadedFile("notulen.pdf", b"%PDF-1.4 notulen")
        assert act(manager, "meeting:close", meeting, minutes=signed, final="on").url == record
        assert str(Resolution.objects.get(motion=motion)) in text(manager.get(record))
        download = manager.get(reverse("meeting:minutes", args=[meeting.pk]))
        assert download.getvalue() == b"%PDF-1.4 notulen"
        assert "attachment" in download["Content-Disposition"]
        again = SimpleUploadedFile("notulen.pdf", b"%PDF-1.4 lain")
        assert act(manager, "meeting:close", meeting, minutes=again, final="on").url == record
        steps = set(ModelLogEntry.objects.filter(object_id=str(meeting.pk)).values_list("action", flat=True))
        expected = {"charter.freeze_roll", "charter.mark_attendance", "charter.record_votes", "charter.close_meeting"}
        assert steps == expected
        assert manager.get(reverse("meeting:history", args=[meeting.pk])).status_code == 200

    def test_whoever_has_voted_stays_present(self, manager: Client, bumm: Bumm) -> None:
        meeting = annual(bumm)
        roll = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=roll)
        services.record_votes(motion=meeting.motions.get(), votes=dict.fromkeys(roll, "for"))
        answer = act(manager, "meeting:attendance", meeting, present=[roll[0].pk])
        assert answer.context["form"].non_field_errors()
        assert meeting.voters.filter(attended=True).count() == 3

    def test_a_meeting_is_cancelled_after_a_question(self, manager: Client, bumm: Bumm) -> None:
        meeting = annual(bumm)
        assert manager.get(reverse("meeting:cancel", args=[meeting.pk])).status_code == 200
        act(manager, "meeting:cancel", meeting)
        assert not Meeting.objects.filter(pk=meeting.pk).exists()
        later = annual(bumm)
        frozen(later)
        act(manager, "meeting:cancel", later)
        assert Meeting.objects.filter(pk=later.pk).exists()

    def test_there_are_no_minutes_before_the_end(self, manager: Client, bumm: Bumm) -> None:
        assert manager.get(reverse("meeting:minutes", args=[annual(bumm).pk])).status_code == 404


class TestPaper:
    def test_names_stand_on_the_sheet_to_sign_and_not_in_the_minutes(self, manager: Client, bumm: Bumm) -> None:
        meeting = annual(bumm)
        roll = frozen(meeting)
        services.mark_attendance(meeting=meeting, present=roll[:2])
        services.record_votes(motion=meeting.motions.get(), votes=dict.fromkeys(roll[:2], "for"))
        pages = {
            name: text(manager.get(reverse(f"meeting:print_{name}", args=[meeting.pk])))
            for name in ("invitation", "attendance", "minutes")
        }
        names = [str(voter) for voter in roll]
        assert all(name in pages["attendance"] for name in names)
        assert not any(name in pages["minutes"] + pages["invitation"] for name in names)
        assert all("Laporan" in pages[name] for name in ("invitation", "minutes"))

    def test_a_charter_prints_its_articles_and_tables(self, manager: Client, bumm: Bumm) -> None:
        page = text(manager.get(reverse("charter:print", args=[CharterFactory(bumm=bumm).pk])))
        assert all(word in page for word in ["BUMM ini milik warga.", "Rp50.000", "40%", "100%", "3.3.02"])


# --- Lists and tasks -------------------------------------------------------------------------------------------------


def several(kind: str, bumm: Bumm) -> Any:
    """A page of many rows, and a way to make them more."""
    if kind == "charter":
        return lambda: CharterFactory(bumm=bumm)
    if kind == "meeting":
        return lambda: annual(bumm)
    return lambda: adopted(CharterFactory(bumm=BummFactory(place="mojosongo")))


@pytest.mark.parametrize("screen", ["charter", "meeting", "resolution"])
def test_a_list_asks_no_more_for_more_rows(screen: str, bumm: Bumm) -> None:
    client, more = desk(holder("auditor")), several(screen, bumm)
    adopted(CharterFactory(bumm=bumm))
    more()
    address = reverse(f"{screen}:index")
    client.get(address)
    few = queries(client, address)
    if screen == "resolution":
        adopted(CharterFactory(bumm=BummFactory(place="sondakan")))
    else:
        more()
        more()
    assert queries(client, address) == few


@pytest.mark.parametrize("screen", ["charter", "meeting", "resolution"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_taken_along(screen: str, kind: str, bumm: Bumm) -> None:
    adopted(CharterFactory(bumm=bumm))
    answer = desk(holder("supervisor", bumm=bumm)).get(reverse(f"{screen}:index"), {"export": kind})
    body = answer.getvalue() if answer.streaming else answer.content
    assert body.startswith(b"PK") if kind == "xlsx" else bumm.name.encode() in body


@pytest.mark.parametrize(
    ("screen", "query", "found"),
    [
        ("charter", "resolution__isnull=true", 1),
        ("charter", "resolution__isnull=false", 1),
        ("meeting", "closed_at__isnull=true", 1),
        ("meeting", "kind=founding", 1),
        ("resolution", "year=2012", 0),
    ],
)
def test_a_list_is_filtered(screen: str, query: str, found: int, bumm: Bumm) -> None:
    annual(bumm)
    CharterFactory(bumm=bumm)
    answer = desk(holder("auditor")).get(f"{reverse(f'{screen}:index')}?{query}")
    assert len(answer.context["object_list"]) == found


def test_a_record_of_a_meeting_asks_no_more_for_more_voters(bumm: Bumm) -> None:
    few, many = annual(bumm), annual(BummFactory(place="mojosongo"))
    counts = []
    for meeting, heads in [(few, 2), (many, 9)]:
        frozen(meeting, heads=heads)
        client = desk(holder("manager", bumm=meeting.bumm))
        for step in ("inspect", "attendance", "print_attendance"):
            client.get(reverse(f"meeting:{step}", args=[meeting.pk]))
        counts.append([queries(client, reverse(f"meeting:{s}", args=[meeting.pk])) for s in ("inspect", "attendance")])
    assert counts[0] == counts[1]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def waiting(user: User) -> list[int]:
    return [task.waiting for task in tasks(user)]


class TestTasks:
    def test_a_steward_finds_drafts_and_bumm_without_a_charter(self, bumm: Bumm) -> None:
        user = holder("steward")
        assert waiting(user)[:2] == [0, 1]
        draft = CharterFactory(bumm=bumm)
        assert waiting(user)[:2] == [1, 1]
        adopted(draft)
        assert waiting(user)[:2] == [0, 0]

    def test_a_manager_finds_what_is_near_and_what_lacks_minutes(self, bumm: Bumm) -> None:
        user = holder("manager", bumm=bumm)
        annual(BummFactory(place="mojosongo"))
        assert waiting(user) == [0, 0]
        annual(bumm)
        annual(bumm, held_on=timezone.localdate() + dt.timedelta(days=8))
        annual(bumm, held_on=timezone.localdate() + dt.timedelta(days=30))
        assert waiting(user) == [1, 1]

    def test_a_supervisor_finds_what_is_near(self, bumm: Bumm) -> None:
        user = holder("supervisor", bumm=bumm)
        annual(bumm, held_on=timezone.localdate() + dt.timedelta(days=8))
        assert waiting(user) == [1]
        assert waiting(holder("supervisor", bumm=BummFactory(place="mojosongo"))) == [0]
        assert waiting(holder("auditor")) == []

    def test_they_stand_on_the_first_page(self, manager: Client, bumm: Bumm) -> None:
        annual(bumm)
        page = text(manager.get(reverse("wagtailadmin_home")))
        assert f"{reverse('meeting:index')}?closed_at__isnull=true" in page


def test_motions_are_not_everybody_s(bumm: Bumm) -> None:
    """A motion of a meeting elsewhere is not voted on, nor taken off, by someone else's manager."""
    motion = annual(BummFactory(place="mojosongo")).motions.get()
    client = desk(holder("manager", bumm=bumm))
    for step in ("meeting:withdraw_motion", "meeting:votes"):
        assert act(client, step, motion).url == reverse("wagtailadmin_home")
    assert Motion.objects.filter(pk=motion.pk).exists()
