"""The office's screens of the statements: each role sees its own books, figures lead on, sheets hold numbers."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bumm.ledger import services
from bumm.ledger.models import Book, Entry
from bumm.ledger.services import Draft
from bumm.ledger.statements.kinds import LEDGER, NOTES, STATEMENTS
from bumm.people.models import Role
from tests.factories import BummFactory, holder

pytestmark = pytest.mark.django_db

CASH, COMMISSION, RENT, RETAINED = "1.1.01.01", "4.1.01", "6.1.01", "3.3.01"
DAY = dt.date(2013, 3, 1)
AT_ONE_BUMM = ["treasurer", "manager", "supervisor"]
EVERYWHERE = ["auditor", "steward", "cooperative_officer", "administrator"]
ELSEWHERE = ["promotion_officer", "market_officer", "kiosk_attendant"]


def open_book(place: str) -> Book:
    bumm = BummFactory(place=place)
    book = services.open_book(code=f"BUMM-{place.upper()}", name=f"Buku {bumm.name}", bumm=bumm)
    sale = Draft("sale:1", DAY, ((CASH, COMMISSION, 1_500_000), (RENT, CASH, 2_000_000)))
    services.post(book=book, draft=sale)
    return book


@pytest.fixture
def tipes() -> Book:
    return open_book("tipes")


@pytest.fixture
def mojosongo() -> Book:
    return open_book("mojosongo")


@pytest.fixture
def desk(tipes: Book) -> Callable[[str], Client]:
    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(holder(role, bumm=tipes.bumm if role in AT_ONE_BUMM else None))
        return client

    return log_in


def addresses(book: Book) -> list[str]:
    return [
        *(reverse("statement:statement", args=[book.pk, name]) for name in STATEMENTS),
        reverse("statement:notes", args=[book.pk]),
        reverse("statement:ledger", args=[book.pk]),
    ]


def refused(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


def offered(client: Client) -> set[Book]:
    return set(client.get(reverse("statement:index")).context["form"].fields["book"].queryset)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address, {"on": "2013-12-31", "first": "2013-01-01", "last": "2013-12-31"})
    return len(asked)


class TestRights:
    @pytest.mark.parametrize("role", AT_ONE_BUMM)
    def test_at_one_bumm_they_look_at_its_book_only(self, role: str, desk: Any, tipes: Book, mojosongo: Book) -> None:
        client = desk(role)
        assert offered(client) == {tipes}
        assert all(client.get(address).status_code == 200 for address in addresses(tipes))
        assert all(refused(client.get(address)) for address in addresses(mojosongo))
        assert all(refused(client.get(f"{address}?export=csv")) for address in addresses(mojosongo))

    @pytest.mark.parametrize("role", EVERYWHERE)
    def test_others_look_at_every_book(self, role: str, desk: Any, tipes: Book, mojosongo: Book) -> None:
        client = desk(role)
        assert offered(client) == {tipes, mojosongo}
        assert all(client.get(address).status_code == 200 for address in addresses(mojosongo))

    @pytest.mark.parametrize("role", ELSEWHERE)
    def test_the_rest_look_at_none(self, role: str, desk: Any, tipes: Book) -> None:
        client = desk(role)
        assert all(refused(client.get(address)) for address in [reverse("statement:index"), *addresses(tipes)])

    def test_every_role_is_tried_here_or_works_for_a_group(self) -> None:
        tried = {*AT_ONE_BUMM, *EVERYWHERE, *ELSEWHERE, "group_admin", "mentor"}
        assert set(Role.objects.values_list("code", flat=True)) == tried

    def test_an_account_of_another_book_is_no_choice(self, desk: Any, tipes: Book, mojosongo: Book) -> None:
        own = {"kind": "liability", "side": "credit", "activity": "operating"}
        services.add_account(book=mojosongo, code="2.1.77", name="Rahasia", **own)
        answer = desk("treasurer").get(reverse("statement:ledger", args=[tipes.pk]), {"account": "2.1.77"})
        assert answer.context["form"].errors.keys() == {"account"}
        assert "Rahasia" not in answer.content.decode()


class TestChoosing:
    def choose(self, client: Client, **chosen: Any) -> HttpResponse:
        return client.get(reverse("statement:index"), chosen)

    def test_a_choice_leads_to_its_address(self, desk: Any, tipes: Book) -> None:
        client = desk("treasurer")
        for name in STATEMENTS:
            answer = self.choose(client, book=tipes.pk, statement=name, on="2013-12-31")
            assert answer.url == reverse("statement:statement", args=[tipes.pk, name]) + "?on=2013-12-31"
        notes = self.choose(client, book=tipes.pk, statement=NOTES, on="2013-12-31")
        assert notes.url == reverse("statement:notes", args=[tipes.pk]) + "?on=2013-12-31"
        ledger = self.choose(client, book=tipes.pk, statement=LEDGER, on="2013-12-31")
        assert ledger.url == reverse("statement:ledger", args=[tipes.pk]) + "?first=2013-01-01&last=2013-12-31"

    @pytest.mark.parametrize("on", ["", "kemarin", "2013-02-30", "0001-01-01", "1899-12-31"])
    def test_what_is_no_day_is_told_and_the_rest_kept(self, on: str, desk: Any, tipes: Book) -> None:
        client = desk("treasurer")
        direct = client.get(reverse("statement:statement", args=[tipes.pk, "laba-rugi"]), {"on": on})
        for answer in (self.choose(client, book=tipes.pk, statement="laba-rugi", on=on), direct):
            form = answer.context["form"]
            assert form.errors.keys() == {"on"}
            assert form["statement"].value() == "laba-rugi"

    def test_by_default_it_is_today(self, desk: Any, tipes: Book) -> None:
        client = desk("treasurer")
        with time_machine.travel("2014-05-06T03:00:00Z"):
            client.force_login(holder("treasurer", bumm=tipes.bumm))
            answer = client.get(reverse("statement:statement", args=[tipes.pk, "neraca"]))
        assert answer.context["form"].cleaned_data["on"] == dt.date(2014, 5, 6)

    def test_days_that_run_backwards_are_told(self, desk: Any, tipes: Book) -> None:
        days = {"first": "2013-05-01", "last": "2013-04-01"}
        answer = desk("treasurer").get(reverse("statement:ledger", args=[tipes.pk]), days)
        assert answer.context["form"].errors.keys() == {"last"}

    def test_an_unknown_statement_is_not_there(self, desk: Any, tipes: Book) -> None:
        assert desk("treasurer").get(reverse("statement:statement", args=[tipes.pk, "ramalan"])).status_code == 404

    def test_without_a_book_it_says_so(self) -> None:
        client = Client()
        client.force_login(holder("auditor"))
        assert "<select" not in client.get(reverse("statement:index")).content.decode().split("<main")[1]

    def test_nothing_is_sent_here(self, desk: Any, tipes: Book) -> None:
        client = desk("treasurer")
        assert all(client.post(address).status_code == 405 for address in addresses(tipes))


class TestOnScreen:
    def test_figures_lead_to_the_account_ledger_and_that_to_entries(self, desk: Any, tipes: Book) -> None:
        client = desk("treasurer")
        page = client.get(reverse("statement:statement", args=[tipes.pk, "neraca"]), {"on": "2013-12-31"})
        text = page.content.decode()
        assert "(500.000)" in text  # what stands on the wrong side is in parentheses
        found = re.search(r'href="([^"]*account=1\.1\.01\.01[^"]*)"', text)
        assert found
        ledger = client.get(found[1].replace("&amp;", "&"))
        assert [line.balance for line, *_written in ledger.context["lines"]] == [1_500_000, -500_000]
        assert ledger.context["closing"] == "(500.000)"
        assert reverse("entry:inspect", args=[Entry.objects.get(book=tipes).pk]) in ledger.content.decode()

    def test_balances_run_on_over_pages(self, desk: Any, tipes: Book) -> None:
        drafts = [Draft(f"more:{n}", DAY, ((CASH, COMMISSION, 1),)) for n in range(403)]
        services.post_many(book=tipes, drafts=drafts)
        client, address = desk("treasurer"), reverse("statement:ledger", args=[tipes.pk])
        chosen = {"account": COMMISSION, "first": "2013-01-01", "last": "2013-12-31"}
        pages = [client.get(address, chosen | {"p": page}).context["lines"] for page in (1, 2, 3)]
        assert list(map(len, pages)) == [200, 200, 4]
        assert [line.balance for page in pages for line, *_written in page] == list(range(1_500_000, 1_500_404))

    def test_more_entries_take_no_more_queries(self, desk: Any, tipes: Book) -> None:
        client = desk("treasurer")
        client.get(addresses(tipes)[0])
        counts = []
        for more in (0, 60):
            drafts = [Draft(f"more:{n}", DAY, ((CASH, COMMISSION, 1),)) for n in range(more)]
            services.post_many(book=tipes, drafts=drafts)
            counts.append([queries_of(client, address) for address in addresses(tipes)])
        assert counts[0] == counts[1]
        assert max(counts[0]) <= 45  # half of them Wagtail's own

    def test_the_menu_has_them_for_those_who_may_look(self, desk: Any) -> None:
        address = reverse("statement:index")
        assert address in desk("treasurer").get(reverse("wagtailadmin_home")).content.decode()
        assert address not in desk("market_officer").get(reverse("wagtailadmin_home")).content.decode()


class TestSheets:
    @pytest.mark.parametrize("name", [*STATEMENTS, NOTES])
    def test_each_statement_can_be_taken_along(self, name: str, desk: Any, tipes: Book) -> None:
        address = reverse("statement:index") + f"{tipes.pk}/{name}/"
        for kind in ("csv", "xlsx"):
            answer = desk("treasurer").get(address, {"on": "2013-12-31", "export": kind})
            expected = f'attachment; filename="{name}-BUMM-TIPES-2013-12-31.{kind}"'
            assert answer.headers["Content-Disposition"] == expected

    def test_numbers_are_numbers(self, desk: Any, tipes: Book) -> None:
        address = reverse("statement:statement", args=[tipes.pk, "neraca"])
        answer = desk("treasurer").get(address, {"on": "2013-12-31", "export": "xlsx"})
        header, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        assert header[2:] == ("31 Desember 2013", "31 Desember 2012")
        assert (CASH, "Kas", -500_000, 0) in rows

    def test_the_whole_ledger_of_an_account_is_taken_along(self, desk: Any, tipes: Book) -> None:
        drafts = [Draft(f"=1+{n}", DAY, ((CASH, COMMISSION, 1),)) for n in range(250)]
        services.post_many(book=tipes, drafts=drafts)
        chosen = {"account": COMMISSION, "first": "2013-01-01", "last": "2013-12-31"}
        address = reverse("statement:ledger", args=[tipes.pk])
        answer = desk("treasurer").get(address, chosen | {"export": "csv"})
        assert f"buku-besar-BUMM-TIPES-{COMMISSION}-2013-01-01-2013-12-31.csv" in answer.headers["Content-Disposition"]
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 1 + 251 + 1
        assert "'=1+0" in lines[3]
        assert lines[-2].endswith(f",{CASH},Kas,0,1,1500250")
        assert lines[-1].endswith(",1500250")
        sheet = desk("treasurer").get(address, chosen | {"export": "xlsx"})
        rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
        assert (rows[2][0].date(), rows[2][1], rows[2][-1]) == (DAY, 1, 1_500_000)
