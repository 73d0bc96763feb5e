"""The office's screens of distribution runs: what is shown, asked, refused and done, and by whom."""

import csv
import datetime as dt
import io
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from bumm.distribution import preparing, services
from bumm.distribution.distributable import running_year
from bumm.distribution.models import Distribution, Objection
from bumm.distribution.office.tasks import office_tasks
from bumm.distribution.selectors import outstanding
from bumm.ledger.models import Book
from bumm.people.models import Bumm, User
from bumm.people.services import join_group, party_of
from tests.bumm.distribution import scene
from tests.factories import PersonFactory, a_resident, holder

pytestmark = pytest.mark.django_db

State = Distribution.State
PARTS = [("reserve", 4_000), ("owners", 6_000)]


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def earning(place: str = "tipes", parts: list[tuple[str, int]] = PARTS, shares: tuple[int, ...] = (3, 1)) -> Bumm:
    """A BUMM whose year 2013 brought 400,000, with holders of so many shares."""
    bumm = scene.founded(parts, place=place)
    scene.own(bumm, {a_resident(): number for number in shares})
    scene.earn(bumm, 400_000)
    scene.close(bumm)
    return bumm


@pytest.fixture(scope="module")
def bumm_of_tipes(standing: None) -> Bumm:
    return earning()


@pytest.fixture
def bumm(db: None, bumm_of_tipes: Bumm) -> Bumm:
    return deepcopy(bumm_of_tipes)


@pytest.fixture
def treasurer(bumm: Bumm) -> User:
    return scene.treasurer_of(bumm)


@pytest.fixture
def manager(bumm: Bumm) -> Client:
    return desk(holder("manager", bumm=bumm))


@pytest.fixture
def supervisor(bumm: Bumm) -> Client:
    return desk(scene.supervisor_of(bumm))


def page(client: Client, run: Distribution, **query: Any) -> HttpResponse:
    return client.get(reverse("distribution:inspect", args=[run.pk]), query)


def act(client: Client, step: str, run: Any, **fields: Any) -> HttpResponse:
    return client.post(reverse(f"distribution:{step}", args=[run.pk]), fields)


def labels(answer: HttpResponse) -> list[str]:
    return [step.url.split("/")[3] for step in answer.context["steps"]]


def state_of(run: Distribution) -> str:
    return Distribution.objects.get(pk=run.pk).state


class TestPreparing:
    URL = "/kantor/bagi-hasil/siapkan/"

    def test_the_only_year_is_shown_with_all_that_can_be_distributed(self, bumm: Bumm, treasurer: User) -> None:
        answer = desk(treasurer).get(self.URL)
        assert 'value="400.000"' in text(answer)
        assert answer.context["comparison"].amounts == [400_000]
        assert [line.cells[0].amount for line in answer.context["comparison"].parts] == [160_000, 240_000]
        assert not Distribution.objects.exists()

    def test_it_makes_a_draft(self, bumm: Bumm, treasurer: User) -> None:
        fields = {"year": f"{bumm.book.pk}-2013", "amount": "Rp 300.000,-", "record_date": "2013-12-31"}
        answer = desk(treasurer).post(self.URL, fields)
        run = Distribution.objects.get()
        assert answer.url == reverse("distribution:inspect", args=[run.pk])
        assert (run.state, run.amount, run.prepared_by) == (State.DRAFT, 300_000, treasurer)
        assert ModelLogEntry.objects.get(action="distribution.prepare").user == treasurer

    @pytest.mark.parametrize(
        ("amount", "day", "field"),
        [
            ("400.001", "2013-12-31", "amount"),
            ("banyak", "2013-12-31", "amount"),
            ("", "2013-12-31", "amount"),
            ("1000", "2014-01-01", "record_date"),
            ("1000", "kemarin", "record_date"),
        ],
    )
    def test_what_is_refused_stands_on_the_form_with_what_was_typed(
        self, bumm: Bumm, treasurer: User, amount: str, day: str, field: str
    ) -> None:
        fields = {"year": f"{bumm.book.pk}-2013", "amount": amount, "record_date": day}
        for answer in (desk(treasurer).post(self.URL, fields), desk(treasurer).get(self.URL, fields)):
            assert list(answer.context["form"].errors) == [field]
            assert f'value="{amount}"' in text(answer) or not amount
            assert f'value="{day}"' in text(answer)
        assert not Distribution.objects.exists()

    def test_an_empty_form_stores_nothing(self, bumm: Bumm, treasurer: User) -> None:
        desk(treasurer).post(self.URL, {})
        assert not Distribution.objects.exists()

    def test_a_part_that_nobody_can_get_leaves_nothing(self) -> None:
        bumm = earning("mojosongo", parts=[("services", 10_000)])
        fields = {"year": f"{bumm.book.pk}-2013", "amount": "400.000", "record_date": "2013-12-31"}
        answer = desk(scene.treasurer_of(bumm)).post(self.URL, fields)
        assert answer.context["form"].non_field_errors()
        assert not Distribution.objects.exists()

    def test_a_loss_is_said_and_nothing_is_asked(self) -> None:
        bumm = scene.founded(PARTS, place="mojosongo")
        scene.earn(bumm, -5_000)
        scene.close(bumm)
        answer = desk(scene.treasurer_of(bumm)).get(self.URL)
        assert answer.context["form"] is None
        assert "-Rp5.000" in text(answer)

    def test_a_year_with_a_run_is_not_on_offer(self, bumm: Bumm, treasurer: User) -> None:
        scene.prepared(bumm, 400_000)
        answer = desk(treasurer).get(self.URL)
        assert answer.context["years"] == []
        fields = {"year": f"{bumm.book.pk}-2013", "amount": "1", "record_date": "2013-12-31"}
        assert desk(treasurer).post(self.URL, fields).url == self.URL
        assert Distribution.objects.count() == 1

    def test_others_may_not(self, bumm: Bumm, manager: Client, supervisor: Client) -> None:
        others = desk(scene.treasurer_of(earning("mojosongo")))
        fields = {"year": f"{bumm.book.pk}-2013", "amount": "1", "record_date": "2013-12-31"}
        for client in (manager, supervisor, desk(holder("auditor")), desk(holder("steward")), others):
            client.post(self.URL, fields)
        assert not Distribution.objects.filter(bumm=bumm).exists()


class TestLongRegister:
    """Over a long register the worker allocates, and the page says how far it is."""

    @pytest.fixture(autouse=True)
    def short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(preparing, "MOST_AT_ONCE", 2)

    def prepare(self, bumm: Bumm, treasurer: User) -> Distribution:
        return preparing.prepare(bumm=bumm, period_end=scene.END, amount=400_000, by=treasurer)

    def test_it_waits_for_the_worker(self, bumm: Bumm, treasurer: User) -> None:
        run = self.prepare(bumm, treasurer)
        assert run.state == State.PREPARING
        answer = page(desk(treasurer), run)
        assert answer.headers["Refresh"] == "5"
        assert "<progress" in text(answer)
        assert preparing.allocate.func(run.pk) == State.DRAFT
        assert preparing.allocate.func(run.pk) == ""
        assert "Refresh" not in page(desk(treasurer), run).headers

    def test_what_broke_off_is_taken_up_again(self, bumm: Bumm, treasurer: User) -> None:
        run = self.prepare(bumm, treasurer)
        services.drafts._take_step(run)
        assert labels(page(desk(treasurer), run)) == ["lanjutkan", "batalkan"]
        act(desk(treasurer), "carry_on", run)
        assert preparing.allocate.func(run.pk) == State.DRAFT

    def test_a_refusal_makes_it_void_with_the_reason(self) -> None:
        bumm = earning("mojosongo", parts=[("services", 10_000)])
        run = self.prepare(bumm, scene.treasurer_of(bumm))
        assert preparing.allocate.func(run.pk) == State.VOID
        run.refresh_from_db()
        assert run.reason.startswith("Services: ")
        assert run.reason in text(page(desk(run.prepared_by), run)).replace("&#x27;", "'")


class TestRunPage:
    def test_it_says_all_that_there_is(self, bumm: Bumm, treasurer: User) -> None:
        run = scene.prepared(bumm, 400_000, by=treasurer)
        answer = page(desk(treasurer), run)
        said = text(answer)
        for figure in ("Rp400.000", "Rp160.000", "Rp240.000", "Rp180.000", "Rp60.000", run.digest, "3.3.02", "2.1.05"):
            assert figure in said
        assert said.count("waterfall__bar--owners") == 1
        assert labels(answer) == ["batalkan"]

    def test_each_reader_is_offered_what_is_theirs(
        self, bumm: Bumm, treasurer: User, manager: Client, supervisor: Client
    ) -> None:
        run = scene.prepared(bumm, 400_000, by=treasurer)
        assert labels(page(manager, run)) == ["umumkan", "batalkan"]
        assert labels(page(supervisor, run)) == ["batalkan"]
        assert labels(page(desk(holder("auditor")), run)) == []
        with time_machine.travel(scene.ANNOUNCED):
            services.announce_distribution(distribution=run, announced_on=scene.ANNOUNCED)
            assert labels(page(manager, run)) == ["musyawarah", "keberatan", "batalkan"]
        run = scene.resolved(run)
        assert labels(page(desk(treasurer), run)) == ["batalkan"]
        assert labels(page(supervisor, run)) == ["setujui", "batalkan"]

    def test_a_holder_is_found_and_the_rest_is_not_shown(self, bumm: Bumm, treasurer: User) -> None:
        run = scene.prepared(bumm, 400_000)
        party = scene.share_class_of(bumm).events.latest("number").taker
        answer = page(desk(treasurer), run, name=str(party)[2:])
        assert [row.holder for row, _members in answer.context["lines"]] == [str(party)]
        answer = page(desk(treasurer), run, name="tidak ada", p="9", sort="x", pool="x")
        assert answer.context["lines"] == []

    def test_it_is_sorted(self, bumm: Bumm, treasurer: User) -> None:
        run = scene.prepared(bumm, 400_000)
        found = {
            sort: [row.amount for row, _members in page(desk(treasurer), run, sort=sort).context["lines"]]
            for sort in ("amount", "-amount")
        }
        assert found == {"amount": [60_000, 180_000], "-amount": [180_000, 60_000]}

    def test_members_of_a_group_are_shown_with_their_part(self) -> None:
        bumm = scene.founded([("owners", 10_000)], place="mojosongo")
        group, party = scene.group_with(bumm)
        for name in ("Siti", "Tini"):
            join_group(person=PersonFactory(name=name), group=group, since=scene.FOUNDED)
        scene.own(bumm, {party: 2})
        scene.earn(bumm, 10_001)
        scene.close(bumm)
        run = scene.prepared(bumm, 10_001)
        said = text(page(desk(run.prepared_by), run))
        assert "Siti: Rp5.001" in said
        assert "Tini: Rp5.000" in said

    def test_the_allocations_are_taken_along(self, bumm: Bumm, treasurer: User) -> None:
        run = scene.prepared(bumm, 400_000)
        answer = page(desk(treasurer), run, export="csv")
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert [row[4] for row in rows[1:]] == ["180000", "60000"]
        sheet = openpyxl.load_workbook(io.BytesIO(page(desk(treasurer), run, export="xlsx", sort="amount").content))
        assert [row[4] for row in sheet.active.iter_rows(values_only=True)][1:] == [60_000, 180_000]

    def test_no_name_runs_as_a_formula(self) -> None:
        bumm = scene.founded([("owners", 10_000)], place="mojosongo")
        scene.own(bumm, {party_of(PersonFactory(name="=1+1")): 1})
        scene.earn(bumm, 10)
        scene.close(bumm)
        run = scene.prepared(bumm, 10)
        answer = page(desk(run.prepared_by), run, export="csv")
        assert b"\n'=1+1," in b"".join(answer.streaming_content).replace(b"\r\n", b"\n")

    def test_it_does_not_ask_more_of_the_database_for_more_holders(self) -> None:
        few, many = earning("serengan", shares=(1,)), earning("mojosongo", shares=(1,) * 12)
        counts = []
        for bumm in (few, many):
            run = scene.prepared(bumm, 400_000)
            client = desk(run.prepared_by)
            page(client, run)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(client, run)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert counts[1] <= 60

    def test_paper_has_sums_and_no_names(self, bumm: Bumm, treasurer: User) -> None:
        run = scene.announced(bumm, 400_000)
        said = text(desk(treasurer).get(reverse("distribution:print", args=[run.pk])))
        names = [str(event.taker) for event in scene.share_class_of(bumm).events.all()]
        assert "Rp240.000" in said
        assert not any(name in said for name in names)

    def test_another_bumm_sees_nothing_of_it(self, bumm: Bumm) -> None:
        run = scene.prepared(bumm, 400_000)
        other = desk(scene.treasurer_of(earning("mojosongo")))
        for address in ("inspect", "print"):
            answer = other.get(reverse(f"distribution:{address}", args=[run.pk]))
            assert answer.url == reverse("wagtailadmin_home")
        assert "Rp400.000" not in text(other.get(reverse("distribution:index")))


class TestList:
    def test_it_says_what_comes_next(self, bumm: Bumm, treasurer: User) -> None:
        run = scene.announced(bumm, 400_000)
        answer = desk(treasurer).get(reverse("distribution:index"))
        assert str(run) in text(answer)
        assert "Rp400.000" in text(answer)
        answer = desk(treasurer).get(reverse("distribution:index"), {"state": "draft"})
        assert str(run) not in text(answer)

    def test_it_is_taken_along(self, bumm: Bumm, treasurer: User) -> None:
        scene.prepared(bumm, 400_000)
        answer = desk(treasurer).get(reverse("distribution:index"), {"export": "csv"})
        assert b"400000" in b"".join(answer.streaming_content)

    def test_it_does_not_ask_more_of_the_database_for_more_runs(self, bumm: Bumm) -> None:
        client = desk(holder("auditor"))
        scene.posted(bumm, 400_000)
        client.get(reverse("distribution:index"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("distribution:index"))
        scene.announced(earning("mojosongo"), 400_000)
        with CaptureQueriesContext(connection) as two:
            client.get(reverse("distribution:index"))
        assert len(two) == len(one)


class TestSteps:
    def test_from_announcing_to_posting(self, bumm: Bumm, treasurer: User, manager: Client, supervisor: Client) -> None:
        run = scene.prepared(bumm, 400_000, by=treasurer)
        act(manager, "announce", run, announced_on="2014-01-20")
        run.refresh_from_db()
        assert (run.state, run.objections_until) == (State.ANNOUNCED, dt.date(2014, 2, 3))
        meeting = scene.annual_meeting(bumm)
        assert meeting.place in text(manager.get(reverse("distribution:put_to_meeting", args=[run.pk])))
        act(manager, "put_to_meeting", run, meeting=meeting.pk)
        assert "Rp240.000" in meeting.motions.get().text
        scene.resolve(meeting)
        asked = text(supervisor.get(reverse("distribution:approve", args=[run.pk])))
        assert "3.3.01" in asked
        assert "Rp160.000" in asked
        act(supervisor, "approve", run)
        run.refresh_from_db()
        assert (run.state, outstanding(run)) == (State.POSTED, 240_000)
        actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
        assert actions == ["distribution.announce", "distribution.put_to_meeting", "distribution.approve"]

    def test_the_approver_sees_the_run_before(self, bumm: Bumm, supervisor: Client) -> None:
        scene.posted(bumm, 100_000)
        scene.earn(bumm, 50_000, on=dt.date(2014, 6, 1))
        scene.close(bumm, 2014)
        run = scene.prepared(bumm, 50_000, period_end=dt.date(2014, 12, 31))
        run = services.announce_distribution(distribution=run, announced_on=dt.date(2015, 1, 20))
        run = scene.resolved(run, held_on=dt.date(2015, 3, 1))
        answer = supervisor.get(reverse("distribution:approve", args=[run.pk]))
        assert answer.context["comparison"].amounts == [50_000, 100_000]

    def test_it_is_not_announced_ahead(self, bumm: Bumm, manager: Client) -> None:
        run = scene.prepared(bumm, 400_000)
        answer = act(manager, "announce", run, announced_on="2999-01-01")
        assert answer.context["form"].non_field_errors()
        assert 'value="2999-01-01"' in text(answer)
        assert state_of(run) == State.DRAFT

    def test_a_meeting_within_the_window_is_not_on_offer(self, bumm: Bumm, manager: Client) -> None:
        run = scene.announced(bumm, 400_000)
        meeting = scene.annual_meeting(bumm, dt.date(2014, 2, 3))
        answer = act(manager, "put_to_meeting", run, meeting=meeting.pk)
        assert "meeting" in answer.context["form"].errors
        assert not answer.context["has_meetings"]

    def test_one_that_lacks_something_is_not_approved(self, bumm: Bumm, supervisor: Client) -> None:
        run = scene.announced(bumm, 400_000)
        assert act(supervisor, "approve", run).url == reverse("distribution:inspect", args=[run.pk])
        assert state_of(run) == State.ANNOUNCED
        assert page(supervisor, run).context["next_step"].missing

    def test_nobody_approves_what_they_prepared(self, bumm: Bumm) -> None:
        both = holder("manager", bumm=bumm)
        run = scene.resolved(scene.announced(bumm, 400_000, by=both))
        assert labels(page(desk(both), run)) == ["batalkan"]
        act(desk(both), "approve", run)
        assert state_of(run) == State.ANNOUNCED

    def test_it_is_declared_void_with_a_reason(self, bumm: Bumm, manager: Client) -> None:
        run = scene.prepared(bumm, 400_000)
        assert "reason" in act(manager, "void", run, reason=" ").context["form"].errors
        act(manager, "void", run, reason="Salah hitung.")
        assert state_of(run) == State.VOID
        assert "Salah hitung." in text(page(manager, run))

    def test_what_is_over_leads_back_to_the_record(self, bumm: Bumm, manager: Client) -> None:
        run = scene.posted(bumm, 400_000)
        for client, step in [
            (manager, "announce"),
            (manager, "put_to_meeting"),
            (manager, "void"),
            (manager, "object"),
        ]:
            answer = client.get(reverse(f"distribution:{step}", args=[run.pk]))
            assert answer.url == reverse("distribution:inspect", args=[run.pk])
        assert state_of(run) == State.POSTED

    def test_each_step_is_for_its_roles_at_this_bumm(self, bumm: Bumm, treasurer: User, supervisor: Client) -> None:
        run = scene.prepared(bumm, 400_000)
        others = desk(holder("manager", bumm=earning("mojosongo")))
        for client in (desk(treasurer), supervisor, others, desk(holder("steward")), desk(holder("auditor"))):
            assert act(client, "announce", run, announced_on="2014-01-20").url == reverse("wagtailadmin_home")
        assert state_of(run) == State.DRAFT

    def test_a_posted_run_is_reversed_with_reason_and_evidence(self, bumm: Bumm, supervisor: Client) -> None:
        run = scene.posted(bumm, 400_000)
        day = {"effective_on": "2014-06-01"}
        answer = act(supervisor, "reverse", run, **day, reason="Salah daftar.")
        assert "proofs" in answer.context["form"].errors
        assert "Salah daftar." in text(answer)
        proof = SimpleUploadedFile("notulen.pdf", b"%PDF-1.4 pembalikan")
        answer = act(supervisor, "reverse", run, **day, reason="", proofs=proof)
        kept = [file.signed for file in answer.context["carried"]]
        assert len(kept) == 1
        act(supervisor, "reverse", run, **day, reason="Salah daftar.", kept=kept)
        run.refresh_from_db()
        assert (run.state, run.reason) == (State.REVERSED, "Salah daftar.")
        assert run.reversal.evidence.get().name == "notulen.pdf"


class TestObjections:
    @pytest.fixture
    def run(self, bumm: Bumm) -> Distribution:
        return scene.announced(bumm, 400_000)

    def said(self, run: Distribution, **changes: Any) -> dict[str, Any]:
        party = run.parts.get(target="owners").pools.get().allocations.first().party
        words = {"who": str(party), "party": f"p{party.pk}", "raised_on": "2014-01-25", "text": "Saham saya kurang."}
        return words | changes

    def test_a_name_is_looked_for_and_all_is_kept(self, run: Distribution, manager: Client) -> None:
        answer = act(manager, "object", run, **self.said(run, party="", look="1"))
        assert "Saham saya kurang." in text(answer)
        assert self.said(run)["who"] in [name for _key, name in answer.context["form"].found]
        assert not answer.context["form"].errors

    def test_it_is_recorded(self, run: Distribution, manager: Client, treasurer: User) -> None:
        act(desk(treasurer), "object", run, **self.said(run))
        objection = Objection.objects.get()
        assert (objection.text, objection.recorded_by) == ("Saham saya kurang.", treasurer)
        assert "Saham saya kurang." in text(page(manager, run))

    def test_a_member_without_shares_may_object(self, bumm: Bumm, run: Distribution, manager: Client) -> None:
        group, _party = scene.group_with(bumm)
        person = PersonFactory(name="Anggota Baru")
        join_group(person=person, group=group, since=scene.FOUNDED)
        act(manager, "object", run, **self.said(run, who="anggota b", party=f"w{person.pk}"))
        assert Objection.objects.get().party == party_of(person)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"party": ""}, "party"),
            ({"party": "p999999"}, "party"),
            ({"who": ""}, "party"),
            ({"text": ""}, "text"),
            ({"raised_on": ""}, "raised_on"),
            ({"raised_on": "2014-03-01"}, "__all__"),
            ({"raised_on": "2999-03-01"}, "__all__"),
        ],
    )
    def test_what_is_refused_stands_on_the_form(
        self, run: Distribution, manager: Client, changes: dict[str, str], field: str
    ) -> None:
        answer = act(manager, "object", run, **self.said(run, **changes))
        assert list(answer.context["form"].errors) == [field]
        assert not Objection.objects.exists()

    def raised(self, run: Distribution) -> Objection:
        return services.raise_objection(
            distribution=run, party=a_resident(), text="Mengapa?", raised_on=scene.ANNOUNCED, by=run.prepared_by
        )

    def test_one_that_is_not_right_is_answered(self, run: Distribution, manager: Client) -> None:
        objection = self.raised(run)
        assert "answer" in act(manager, "answer", objection, upheld="no", answer="").context["form"].errors
        act(manager, "answer", objection, upheld="no", answer="Sudah sesuai.")
        objection.refresh_from_db()
        assert (objection.upheld, objection.answer) == (False, "Sudah sesuai.")
        assert state_of(run) == State.ANNOUNCED
        answer = act(manager, "answer", objection, upheld="yes", answer="Ya.", sure="on")
        assert answer.url == reverse("distribution:inspect", args=[run.pk])
        assert state_of(run) == State.ANNOUNCED

    def test_one_that_is_right_makes_it_void_once_that_is_known(self, run: Distribution, manager: Client) -> None:
        objection = self.raised(run)
        answer = act(manager, "answer", objection, upheld="yes", answer="Benar.")
        assert "sure" in answer.context["form"].errors
        assert "Benar." in text(answer)
        assert state_of(run) == State.ANNOUNCED
        act(manager, "answer", objection, upheld="yes", answer="Benar.", sure="on")
        assert state_of(run) == State.VOID

    def test_only_the_manager_answers(self, run: Distribution, treasurer: User, supervisor: Client) -> None:
        objection = self.raised(run)
        for client in (desk(treasurer), supervisor):
            act(client, "answer", objection, upheld="no", answer="Tidak.")
        objection.refresh_from_db()
        assert objection.upheld is None


class TestSimulator:
    URL = "/kantor/bagi-hasil/simulasi/"

    def asked(self, bumm: Bumm, reserve: str = "40", owners: str = "60", **changes: Any) -> dict[str, Any]:
        charter = bumm.charters.adopted().get()
        return {
            "bumm": bumm.pk,
            "year": "2013",
            "amount": "400.000",
            "weighting": "record_date",
            "record_date": "2013-12-31",
            f"part_{charter.pk}_1": reserve,
            f"part_{charter.pk}_2": owners,
        } | changes

    def test_it_begins_with_the_charter_and_all_there_is(self, bumm: Bumm, treasurer: User) -> None:
        comparison = desk(treasurer).get(self.URL).context["comparison"]
        assert comparison.amounts == [400_000, 400_000, None]
        assert [cell and cell.amount for cell in comparison.classes[0].cells] == [240_000, 240_000, None]

    def test_other_percentages_stand_beside_the_last_run(self, bumm: Bumm, treasurer: User) -> None:
        scene.posted(bumm, 100_000)
        answer = desk(treasurer).get(
            self.URL, self.asked(bumm, "10", "90", amount="200.000", year="2014", record_date="2014-12-31")
        )
        comparison = answer.context["comparison"]
        assert [cell and cell.amount for cell in comparison.classes[0].cells] == [180_000, None, 60_000]
        assert Distribution.objects.count() == 1

    @pytest.mark.parametrize(
        ("reserve", "owners", "named"), [("40", "65", "105%"), ("40", "50", "90%"), ("40", "banyak", "")]
    )
    def test_percentages_that_are_not_whole_are_refused(
        self, bumm: Bumm, treasurer: User, reserve: str, owners: str, named: str
    ) -> None:
        answer = desk(treasurer).get(self.URL, self.asked(bumm, reserve, owners))
        assert "comparison" not in answer.context
        assert f'value="{owners}"' in text(answer)
        assert named in text(answer)

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("amount", "400.001"),
            ("amount", "-5"),
            ("amount", ""),
            ("record_date", "2012-01-01"),
            ("record_date", "x"),
            ("year", "1999"),
            ("weighting", "x"),
            ("bumm", "999999"),
            ("bumm", "x"),
        ],
    )
    def test_bad_input_is_said_and_kept(self, bumm: Bumm, treasurer: User, field: str, typed: str) -> None:
        answer = desk(treasurer).get(self.URL, self.asked(bumm) | {field: typed})
        assert field in answer.context["form"].errors
        assert answer.context["form"][field].value() == typed

    def test_a_holder_is_looked_for(self) -> None:
        bumm = scene.founded(PARTS, place="mojosongo")
        named = party_of(PersonFactory(name="Siti Aminah"))
        scene.own(bumm, {a_resident(): 3, a_resident(): 1, named: 1})
        scene.earn(bumm, 400_000)
        scene.close(bumm)
        treasurer = scene.treasurer_of(bumm)
        answer = desk(treasurer).get(self.URL, self.asked(bumm, holder="aminah"))
        assert answer.context["comparison"].of_party == [48_000, 48_000, None]
        assert "Siti Aminah" in text(answer)
        several = desk(treasurer).get(self.URL, self.asked(bumm, holder="a"))
        assert len(several.context["found"]) == 3
        chosen = several.context["found"][0]
        one = desk(treasurer).get(self.URL, self.asked(bumm, holder="a", party=chosen.pk))
        assert one.context["party"] == chosen
        nobody = desk(treasurer).get(self.URL, self.asked(bumm, holder="zzz"))
        assert "zzz" in text(nobody)

    def test_a_year_that_runs_is_simulated_as_if_it_ended_now(self, bumm: Bumm, treasurer: User) -> None:
        scene.earn(bumm, 70_000, on=dt.date(2014, 3, 1))
        assert running_year(Book.objects.get(bumm=bumm)) == dt.date(2014, 12, 31)
        answer = desk(treasurer).get(self.URL, {"year": "2014"})
        assert answer.context["question"].there_is.net_income == 70_000
        assert answer.context["comparison"].amounts[0] == 70_000

    def test_another_year_begins_with_its_own_amount_and_day(self, bumm: Bumm, treasurer: User) -> None:
        scene.earn(bumm, 70_000, on=dt.date(2014, 3, 1))
        typed = self.asked(bumm) | {"year": "2014"}
        assert "record_date" in desk(treasurer).get(self.URL, typed).context["form"].errors
        answer = desk(treasurer).get(self.URL, typed | {"of": f"{bumm.pk}-2013"})
        assert not answer.context["form"].errors
        assert answer.context["comparison"].amounts[0] == 70_000

    def test_another_bumm_is_not_simulated(self, bumm: Bumm) -> None:
        other = desk(scene.treasurer_of(earning("mojosongo")))
        answer = other.get(self.URL, self.asked(bumm))
        assert "bumm" in answer.context["form"].errors
        assert "Rp240.000" not in text(answer)

    def test_it_is_put_on_the_agenda_of_a_meeting(self, bumm: Bumm, manager: Client) -> None:
        url = f"{self.URL}usul/"
        assert "<textarea" not in text(manager.get(url, self.asked(bumm)))
        meeting = scene.annual_meeting(bumm)
        assert manager.get(self.URL, self.asked(bumm)).context["may_propose"]
        form = manager.get(url, self.asked(bumm, "10", "90")).context["form"]
        assert "Rp360.000" in form["text"].value()
        address = f"{url}?{urlencode(self.asked(bumm, '10', '90'))}"
        answer = manager.post(address, {"title": "", "text": "Usul saya", "meeting": meeting.pk})
        assert list(answer.context["form"].errors) == ["title"]
        assert "Usul saya" in text(answer)
        answer = manager.post(address, {"title": "Usul", "text": "Usul saya", "meeting": meeting.pk})
        assert answer.url == reverse("meeting:inspect", args=[meeting.pk])
        assert meeting.motions.get().text == "Usul saya"

    def test_who_runs_no_meeting_puts_none_on(self, bumm: Bumm, treasurer: User) -> None:
        scene.annual_meeting(bumm)
        assert not desk(treasurer).get(self.URL).context["may_propose"]
        assert desk(treasurer).get(f"{self.URL}usul/", self.asked(bumm)).url == reverse("wagtailadmin_home")


class TestTasks:
    def waiting(self, user: User) -> list[int]:
        return [task.waiting for task in office_tasks(User.objects.get(pk=user.pk))]

    def test_each_role_is_told_what_waits(self, bumm: Bumm, treasurer: User) -> None:
        manager, supervisor = holder("manager", bumm=bumm), scene.supervisor_of(bumm)
        assert (self.waiting(treasurer), self.waiting(manager), self.waiting(supervisor)) == ([1], [0, 0, 0, 0], [0])
        run = scene.prepared(bumm, 400_000, by=treasurer)
        assert (self.waiting(treasurer), self.waiting(manager)) == ([0], [1, 0, 0, 0])
        run = services.announce_distribution(distribution=run, announced_on=scene.ANNOUNCED)
        objection = services.raise_objection(
            distribution=run, party=a_resident(), text="?", raised_on=scene.ANNOUNCED, by=treasurer
        )
        assert self.waiting(manager) == [0, 1, 1, 0]
        run = scene.resolved(run)
        assert (self.waiting(manager), self.waiting(supervisor)) == ([0, 1, 0, 0], [0])
        services.answer_objection(objection=objection, upheld=False, answer="Tidak.", by=manager)
        assert (self.waiting(manager), self.waiting(supervisor)) == ([0, 0, 0, 1], [1])
        assert self.waiting(holder("supervisor", bumm=earning("mojosongo"))) == [0]
