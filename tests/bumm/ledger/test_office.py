"""The office's screens of the books: each role in its scope, forms that lose nothing, steps that are confirmed."""

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bumm.ledger import services
from bumm.ledger.models import Account, Book, Entry, Evidence, Journal, JournalTemplate
from bumm.ledger.office.tasks import office_tasks
from bumm.ledger.selectors import lines_of
from bumm.ledger.services import Draft
from bumm.people.models import Role, User
from bumm.people.services import assign
from tests.bumm.ledger.test_books import new_book, pdf
from tests.bumm.ledger.test_journals import DAY, LINES, approve, prepared, proof, seen, submitted
from tests.factories import GroupFactory, UserFactory, holder, png

pytestmark = pytest.mark.django_db

RENT, CASH = "6.1.01", "1.1.01.01"
LISTS = ["journal", "entry", "ledger_account", "journaltemplate", "book", "periodevent"]
OF_JOURNALS = {"journal", "journaltemplate"}
OWN, BUMM, ALL = {"tipes"}, {"tipes", "mojosongo"}, {"tipes", "mojosongo", "fund"}
# role: whose books it sees, and whose journals and templates
SEES: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(["treasurer", "manager", "supervisor"], (OWN, OWN)),
    "auditor": (ALL, ALL),
    "administrator": (ALL, ALL),
    "cooperative_officer": (ALL, set()),
    "steward": (BUMM, set()),
    **{
        role: (set(), set())
        for role in ["promotion_officer", "market_officer", "kiosk_attendant", "group_admin", "mentor"]
    },
}


@pytest.fixture(scope="module")
def three_books(standing: None) -> dict[str, Book]:
    """Three books, each with a posted journal and a closed period: of two BUMM, and of a fund."""
    found = {place: new_book(place) for place in ["tipes", "mojosongo"]}
    found["fund"] = services.open_book(code="FUND-1", name="Dana")
    for letter, book in zip("abc", found.values(), strict=True):
        approve(submitted(book, UserFactory(), evidence=[proof(letter)]), UserFactory())
        services.close_period(book=book, through=dt.date(2012, 12, 31), by=None)
        book.refresh_from_db()
    return found


@pytest.fixture
def books(db: None, three_books: dict[str, Book]) -> dict[str, Book]:
    return deepcopy(three_books)


def user_in(role: str, book: Book) -> User:
    scope = Role.objects.get(code=role).scope
    if scope == "group":
        return holder(role, group=GroupFactory(selling_bumm=book.bumm))
    return holder(role, **{"bumm": book.bumm} if scope == "bumm" else {})


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


@pytest.fixture
def treasurer(books: dict[str, Book]) -> User:
    return user_in("treasurer", books["tipes"])


@pytest.fixture
def supervisor(books: dict[str, Book]) -> User:
    return user_in("supervisor", books["tipes"])


# --- Who sees what ---------------------------------------------------------------------------------------------------


def test_every_role_is_in_the_table() -> None:
    assert set(SEES) == set(Role.objects.values_list("code", flat=True))


@pytest.mark.parametrize("role", SEES)
def test_each_role_sees_the_books_of_its_scope(books: dict[str, Book], role: str) -> None:
    client, (of_books, of_journals) = desk(user_in(role, books["tipes"])), SEES[role]
    for screen in LISTS:
        wanted = {books[name] for name in (of_journals if screen in OF_JOURNALS else of_books)}
        answer = client.get(reverse(f"{screen}:index"))
        if not wanted:
            assert refused(answer), screen
            continue
        shown = {row if screen == "book" else row.book for row in answer.context["object_list"]}
        assert shown == wanted if screen != "ledger_account" else shown <= wanted, screen
        choices = set(answer.context["filters"].form.fields["book"].queryset) if screen != "book" else wanted
        assert choices >= wanted, screen
        if role in ["treasurer", "manager", "supervisor"]:
            assert choices == wanted, screen


@pytest.mark.parametrize("role", SEES)
def test_records_are_open_in_the_same_scope(books: dict[str, Book], role: str) -> None:
    client, (of_books, of_journals) = desk(user_in(role, books["tipes"])), SEES[role]
    for name, book in books.items():
        journal = book.journals.get()
        rows = {
            "journal": journal,
            "entry": journal.entry,
            "ledger_account": book.accounts.first(),
            "journaltemplate": book.templates.first(),
            "book": book,
            "periodevent": book.period_events.first(),
        }
        for screen, row in rows.items():
            is_open = name in (of_journals if screen in OF_JOURNALS else of_books)
            answer = client.get(reverse(f"{screen}:inspect", args=[row.pk]))
            assert (answer.status_code == 200) is is_open, (screen, name)
            assert refused(answer) is not is_open
        proofs = client.get(reverse("evidence", args=[journal.evidence.get().pk]))
        assert proofs.status_code == (404 if name in of_journals else 302)  # its file was never stored


def test_evidence_is_a_download_for_who_keeps_the_book_and_who_sent_it(books: dict[str, Book], treasurer: User) -> None:
    sender = user_in("treasurer", books["mojosongo"])
    file = services.store_evidence(file=pdf(), by=sender)
    address = reverse("evidence", args=[file.pk])
    assert refused(desk(treasurer).get(address))
    answer = desk(sender).get(address)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, pdf().read())
    assert answer["Content-Disposition"] == 'attachment; filename="nota.pdf"'
    prepared(books["tipes"], UserFactory(), evidence=[file.pk])
    assert desk(treasurer).get(address).status_code == 200
    assert refused(desk(holder("steward")).get(address))
    assert desk(treasurer).get(reverse("evidence", args=["f" * 64])).status_code == 404


def test_each_right_is_held_for_its_own_book_only(books: dict[str, Book]) -> None:
    both = user_in("treasurer", books["tipes"])
    assign(user=both, role=Role.objects.get(code="manager"), bumm=books["mojosongo"].bumm)
    client = desk(both)
    here, there = submitted(books["tipes"], UserFactory()), submitted(books["mojosongo"], UserFactory())
    for journal, may_approve in [(here, False), (there, True)]:
        address = reverse("journal:approve", args=[journal.pk])
        assert refused(client.get(address)) is not may_approve
        client.post(address, {"seen": seen(journal)})
        journal.refresh_from_db()
        assert (journal.state == "posted") is may_approve
    assert client.get(reverse("journal:add")).context["sheet"].book == books["tipes"]
    assert client.get(reverse("journal:add") + f"?book={books['mojosongo'].pk}").status_code == 404


# --- Preparing -------------------------------------------------------------------------------------------------------


def form(*lines: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A journal as the form sends it, with one empty row at its end."""
    said = {"effective_on": "2013-03-01", "description": "Sewa", "lines-TOTAL_FORMS": len(lines) + 1}
    said |= {"lines-INITIAL_FORMS": 0}
    for place, line in enumerate([*lines, ("", "", "")]):
        for name, value in zip(("debit", "credit", "amount"), line, strict=True):
            said[f"lines-{place}-{name}"] = value
    return said | more


GOOD = (RENT, CASH, "350.000")


def photo(name: str = "nota.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(8, 8, f"#{len(name):06}"))


def test_a_journal_is_prepared_with_evidence_and_submitted(books: dict[str, Book], treasurer: User) -> None:
    client = desk(treasurer)
    files = [photo(), pdf()]
    answer = client.post(reverse("journal:add"), form(GOOD, ("6.1.04", CASH, "Rp 40.000"), proofs=files, submit="1"))
    journal = Journal.objects.get(prepared_by=treasurer)
    assert answer.url == reverse("journal:inspect", args=[journal.pk])
    assert (journal.state, journal.book, lines_of(journal)) == ("submitted", books["tipes"], LINES)
    assert set(journal.evidence.values_list("name", flat=True)) == {"nota.png", "nota.pdf"}
    page = client.get(answer.url).content.decode()
    assert "Rp350.000" in page and "6.1.01 Sewa" in page and "nota.pdf" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lines-0-amount": "0"}, "amount"),
        ({"lines-0-amount": "-1"}, "amount"),
        ({"lines-0-amount": "1" + "0" * 19}, "amount"),
        ({"lines-0-amount": "seribu"}, "amount"),
        ({"lines-0-amount": ""}, "amount"),
        ({"lines-0-credit": RENT}, "__all__"),
        ({"lines-0-credit": "9.9"}, "credit"),
        ({"effective_on": "2012-12-31"}, "effective_on"),
        ({"effective_on": "2100-01-01"}, "effective_on"),
        ({"effective_on": "kemarin"}, "effective_on"),
        ({"description": ""}, "description"),
        ({"proofs": SimpleUploadedFile("nota.exe", b"MZ")}, "proofs"),
    ],
)
def test_an_error_is_said_where_it_is_and_loses_nothing(
    books: dict[str, Book], treasurer: User, wrong: dict[str, Any], field: str
) -> None:
    services.add_account(
        book=books["mojosongo"], code="9.9", name="Lain", kind="expense", side="debit", activity="operating"
    )
    sent = {"proofs": [photo()]} | wrong
    answer = desk(treasurer).post(reverse("journal:add"), form(GOOD, submit="1") | sent)
    assert answer.status_code == 422
    sheet = answer.context["sheet"]
    errors = sheet.head.errors if field in {"effective_on", "description", "proofs"} else sheet.lines.forms[0].errors
    assert list(errors) == [field]
    assert not Journal.objects.filter(prepared_by=treasurer).exists()
    page = answer.content.decode()
    for value in [value for name, value in (form(GOOD) | wrong).items() if isinstance(value, str) and name != "x"]:
        assert value in page
    assert ("nota.png" in page) is ("proofs" not in wrong)


def test_files_are_kept_over_an_error_for_who_sent_them(books: dict[str, Book], treasurer: User) -> None:
    client, address = desk(treasurer), reverse("journal:add")
    sheet = client.post(address, form((RENT, CASH, "0"), proofs=[photo(), pdf()])).context["sheet"]
    kept = [file.signed for file in sheet.carried]
    other = user_in("treasurer", books["tipes"])
    answer = desk(other).post(address, form(GOOD, kept=kept, submit="1"))
    assert list(answer.context["sheet"].head.errors) == ["proofs"]  # no evidence: these were not his
    forged = [Evidence.objects.values_list("pk", flat=True)[0], "x:y"]
    answer = client.post(address, form(GOOD, kept=forged, submit="1"))
    assert list(answer.context["sheet"].head.errors) == ["proofs"]
    client.post(address, form(GOOD, kept=kept[:1], submit="1"))
    journal = Journal.objects.get(prepared_by=treasurer)
    assert list(journal.evidence.all()) == [sheet.carried[0].evidence]


def test_a_draft_may_lack_evidence_and_is_submitted_with_it_only(books: dict[str, Book], treasurer: User) -> None:
    client = desk(treasurer)
    answer = client.post(reverse("journal:add"), form(GOOD, submit="1"))
    assert list(answer.context["sheet"].head.errors) == ["proofs"]
    assert not Journal.objects.filter(prepared_by=treasurer).exists()
    client.post(reverse("journal:add"), form(draft="1"))
    journal = Journal.objects.get(prepared_by=treasurer)
    assert (journal.state, lines_of(journal)) == ("draft", [])
    address = reverse("journal:edit", args=[journal.pk])
    client.post(address, form(GOOD, proofs=[photo()], submit="1"))
    journal.refresh_from_db()
    assert (journal.state, lines_of(journal)) == ("submitted", LINES[:1])


def test_more_rows_keep_what_was_typed(books: dict[str, Book], treasurer: User) -> None:
    client, sent = desk(treasurer), form(GOOD, ("", "", "seribu"), more="1", effective_on="besok", proofs=[photo()])
    sheet = client.post(reverse("journal:add"), sent).context["sheet"]
    assert [row["amount"].value() for row in sheet.lines] == ["350.000", "seribu", "", "", "", None]
    assert (sheet.head["effective_on"].value(), [file.evidence.name for file in sheet.carried]) == (
        "besok",
        ["nota.png"],
    )
    full = form(*[GOOD] * 11, more="1")
    sheet = client.post(reverse("journal:add"), full).context["sheet"]
    assert (len(sheet.lines.forms), sheet.can_grow) == (12, False)
    assert client.post(reverse("journal:add"), form(*[GOOD] * 12)).status_code == 422
    assert client.post(reverse("journal:add"), {}).status_code == 422


def test_it_begins_from_a_template_or_an_earlier_journal(books: dict[str, Book], treasurer: User) -> None:
    client, add = desk(treasurer), reverse("journal:add")
    template = JournalTemplate.objects.get(book=books["tipes"], name="Sewa")
    JournalTemplate.objects.filter(pk=template.pk).update(amount=350_000)
    answer = client.get(add, {"template": template.pk})
    row = answer.context["sheet"].lines.forms[0]
    assert [row[name].value() for name in ("debit", "credit", "amount")] == [RENT, CASH, "350.000"]
    # Sent just as it was offered, it counts.
    client.post(f"{add}?template={template.pk}", form(GOOD, proofs=[photo()], submit="1"))
    assert lines_of(Journal.objects.get(prepared_by=treasurer)) == LINES[:1]
    earlier = books["tipes"].journals.filter(state="posted").get()
    sheet = client.get(add, {"copy": earlier.pk}).context["sheet"]
    assert (sheet.head["description"].value(), len(sheet.carried)) == ("Sewa, Maret 2013", 0)
    assert [form["debit"].value() for form in sheet.lines] == [RENT, "6.1.04", None]
    theirs = books["mojosongo"]
    for name, row in [
        ("template", theirs.templates.first()),
        ("copy", theirs.journals.first()),
        ("reverse", theirs.entries.first()),
        ("book", theirs),
    ]:
        assert client.get(add, {name: row.pk}).status_code == 404, name
        assert client.get(add, {name: "abc"}).status_code == 404


def test_who_keeps_several_books_says_in_which(books: dict[str, Book]) -> None:
    user = user_in("treasurer", books["tipes"])
    assign(user=user, role=Role.objects.get(code="treasurer"), bumm=books["mojosongo"].bumm)
    client, add = desk(user), reverse("journal:add")
    assert set(client.get(add).context["books"]) == {books["tipes"], books["mojosongo"]}
    answer = client.post(f"{add}?book={books['mojosongo'].pk}", form(GOOD))
    assert answer.status_code == 302
    assert Journal.objects.get(prepared_by=user).book == books["mojosongo"]


def test_an_entry_is_taken_back_by_a_journal(books: dict[str, Book], treasurer: User, supervisor: User) -> None:
    entry = books["tipes"].entries.get()
    client = desk(treasurer)
    page = client.get(reverse("entry:inspect", args=[entry.pk]))
    answer = client.get(page.context["reverse_url"])
    assert answer.context["sheet"].head["description"].value().endswith("1")
    assert "lines-0-debit" not in answer.content.decode()
    client.post(page.context["reverse_url"], form((CASH, RENT, "1"), proofs=[photo()], submit="1"))
    journal = Journal.objects.get(prepared_by=treasurer)
    assert (journal.reverses, lines_of(journal)) == (entry, [(CASH, RENT, 350_000), (CASH, "6.1.04", 40_000)])
    desk(supervisor).post(reverse("journal:approve", args=[journal.pk]), {"seen": seen(journal)})
    assert Entry.objects.get(reverses=entry).journal == journal
    page = client.get(reverse("entry:inspect", args=[entry.pk]))
    assert (page.context["reverse_url"], page.context["reversed_by"].journal) == ("", journal)


def test_only_its_preparer_revises_it_and_only_while_it_is_open(books: dict[str, Book], treasurer: User) -> None:
    others, waiting = prepared(books["tipes"], UserFactory()), submitted(books["tipes"], treasurer)
    for journal in (others, waiting):
        address = reverse("journal:edit", args=[journal.pk])
        for answer in [desk(treasurer).get(address), desk(treasurer).post(address, form(GOOD))]:
            assert answer.url == reverse("journal:inspect", args=[journal.pk])
        assert lines_of(journal) == LINES


# --- Deciding --------------------------------------------------------------------------------------------------------


def test_it_is_returned_with_a_reason_mended_and_approved(
    books: dict[str, Book], treasurer: User, supervisor: User
) -> None:
    journal, prepares, decides = submitted(books["tipes"], treasurer), desk(treasurer), desk(supervisor)
    back = reverse("journal:return", args=[journal.pk])
    assert decides.post(back, {"reason": " "}).status_code == 422
    decides.post(back, {"reason": "Nota bulan lain."})
    page = prepares.get(reverse("journal:inspect", args=[journal.pk]))
    assert "Nota bulan lain." in page.content.decode()
    assert "Nota bulan lain." in prepares.get(page.context["revise_url"]).content.decode()
    prepares.post(page.context["revise_url"], form((RENT, CASH, "360.000"), proofs=[photo()], submit="1"))
    address = reverse("journal:approve", args=[journal.pk])
    page = decides.get(address)
    assert "Rp360.000" in page.content.decode()
    assert page.context["changes"][0].after == "Sewa"
    decides.post(address, {"seen": page.context["form"]["seen"].value()})
    journal.refresh_from_db()
    assert (journal.state, journal.approved_by, journal.entry.number) == ("posted", supervisor, 2)


def test_who_approves_is_told_of_cash_that_is_not_there(
    books: dict[str, Book], treasurer: User, supervisor: User
) -> None:
    """The book has paid out what it never had; what comes later does not mend the day."""
    book = books["tipes"]
    journal = submitted(book, treasurer)
    address, decides = reverse("journal:approve", args=[journal.pk]), desk(supervisor)
    (warning,) = decides.get(address).context["warnings"]
    assert "1.1.01.01 Kas akan menjadi -Rp780.000" in warning  # twice 350,000 and 40,000
    services.post(book=book, draft=Draft("gift", DAY + dt.timedelta(days=9), ((CASH, "3.4.01", 10**9),)))
    assert len(decides.get(address).context["warnings"]) == 1
    services.post(book=book, draft=Draft("gift:earlier", DAY, ((CASH, "3.4.01", 10**9),)))
    assert decides.get(address).context["warnings"] == []


def test_a_photo_is_shown_beside_the_journal_that_it_proves(books: dict[str, Book], treasurer: User) -> None:
    client = desk(treasurer)
    client.post(reverse("journal:add"), form(GOOD, proofs=[photo(), pdf()]))
    journal = Journal.objects.latest("pk")
    page = client.get(reverse("journal:inspect", args=[journal.pk])).content.decode()
    shown = [evidence for evidence in journal.evidence.all() if f'src="/kantor/bukti/{evidence.pk}/"' in page]
    assert [evidence.name for evidence in shown] == ["nota.png"]


def test_buttons_lead_to_what_may_be_done(books: dict[str, Book], treasurer: User, supervisor: User) -> None:
    draft, waiting = prepared(books["tipes"], treasurer), submitted(books["tipes"], treasurer)
    posted = books["tipes"].journals.get(state="posted")
    for user, journal, names in [
        (treasurer, draft, ["submit", "withdraw"]),
        (treasurer, waiting, ["withdraw"]),
        (supervisor, draft, []),
        (supervisor, waiting, ["approve", "return"]),
        (user_in("auditor", books["tipes"]), waiting, []),
        (supervisor, posted, []),
    ]:
        page = desk(user).get(reverse("journal:inspect", args=[journal.pk]))
        assert [step.name for step, _url in page.context["steps"]] == names
        for name in ["submit", "approve", "return", "withdraw"]:
            answer = desk(user).get(reverse(f"journal:{name}", args=[journal.pk]))
            assert (answer.status_code == 200) is (name in names), name


def test_a_draft_is_submitted_and_withdrawn_from_its_page(books: dict[str, Book], treasurer: User) -> None:
    journal, client = prepared(books["tipes"], treasurer), desk(treasurer)
    for step, state in [("submit", "submitted"), ("withdraw", "withdrawn"), ("withdraw", "withdrawn")]:
        client.post(reverse(f"journal:{step}", args=[journal.pk]))
        journal.refresh_from_db()
        assert journal.state == state


def test_nobody_approves_what_he_prepared_not_even_an_administrator(books: dict[str, Book]) -> None:
    administrator = user_in("administrator", books["tipes"])
    journal = submitted(books["fund"], administrator)
    address = reverse("journal:approve", args=[journal.pk])
    assert desk(administrator).get(address).status_code == 302
    desk(administrator).post(address, {"seen": seen(journal)})
    journal.refresh_from_db()
    assert journal.state == "submitted"
    desk(user_in("administrator", books["tipes"])).post(address, {"seen": seen(journal)})
    journal.refresh_from_db()
    assert journal.state == "posted"


@pytest.mark.parametrize("role", SEES)
def test_who_may_do_what(books: dict[str, Book], role: str) -> None:
    user, book = user_in(role, books["tipes"]), books["tipes"]
    client, waiting = desk(user), submitted(book, UserFactory())
    prepares = role in {"treasurer", "administrator"}
    may = {
        reverse("journal:add") + f"?book={book.pk}": prepares,
        reverse("journaltemplate:add") + f"?book={book.pk}": prepares,
        reverse("journaltemplate:edit", args=[book.templates.first().pk]): prepares,
        reverse("ledger_account:add") + f"?book={book.pk}": role in {"treasurer", "manager", "administrator"},
        reverse("journal:approve", args=[waiting.pk]): role in {"manager", "supervisor", "administrator"},
        reverse("journal:return", args=[waiting.pk]): role in {"manager", "supervisor", "administrator"},
        reverse("book:close", args=[book.pk]): role in {"supervisor", "administrator"},
    }
    for address, allowed in may.items():
        assert (client.get(address).status_code == 200) is allowed, address
    theirs = books["mojosongo"]
    if role != "administrator":
        for address in [
            reverse("journaltemplate:edit", args=[theirs.templates.first().pk]),
            reverse("journal:approve", args=[submitted(theirs, UserFactory()).pk]),
            reverse("book:close", args=[theirs.pk]),
        ]:
            assert refused(client.get(address)), address
            assert refused(client.post(address, {"seen": 1, "through": "2013-01-31"}))


# --- Books -----------------------------------------------------------------------------------------------------------


class TestClosing:
    @pytest.fixture(autouse=True)
    def in_2014(self) -> Iterator[None]:
        with time_machine.travel("2014-02-20 10:00+07:00", tick=False):
            yield

    def address(self, book: Book) -> str:
        return reverse("book:close", args=[book.pk])

    def test_months_are_on_offer_up_to_the_end_of_the_first_open_year(
        self, books: dict[str, Book], supervisor: User
    ) -> None:
        client, address = desk(supervisor), self.address(books["tipes"])
        days = client.get(address).context["days"]
        assert (days[0], days[-1], len(days)) == (dt.date(2013, 1, 31), dt.date(2013, 12, 31), 12)
        for wrong in ["2014-01-31", "2013-01-30", "2012-12-31", "x", ""]:
            assert client.post(address, {"through": wrong}).status_code == 422
        books["tipes"].refresh_from_db()
        assert books["tipes"].closed_through == dt.date(2012, 12, 31)

    def test_a_year_is_closed_with_its_result(self, books: dict[str, Book], supervisor: User) -> None:
        client, address = desk(supervisor), self.address(books["tipes"])
        page = client.get(address, {"through": "2013-12-31"})
        assert (page.context["closing"].result, page.context["closing"].entries) == (-390_000, 1)
        answer = client.post(address, {"through": "2013-12-31"})
        assert answer.url == reverse("book:inspect", args=[books["tipes"].pk])
        assert books["tipes"].entries.get(kind="closing").effective_on == dt.date(2013, 12, 31)
        assert client.get(address).context["days"] == [dt.date(2014, 1, 31)]
        assert client.get(address, {"through": "2014-01-31"}).context["closing"].result is None
        client.post(address, {"through": "2014-01-31"})
        assert client.get(address).context["days"] == []
        assert books["tipes"].period_events.latest("pk").by == supervisor

    def test_what_waits_is_decided_first(self, books: dict[str, Book], supervisor: User) -> None:
        waiting, draft = submitted(books["tipes"], UserFactory()), prepared(books["tipes"], UserFactory())
        client, address = desk(supervisor), self.address(books["tipes"])
        closing = client.get(address, {"through": "2013-03-31"}).context["closing"]
        assert (closing.waiting, closing.open) == ([waiting], [draft])
        answer = client.post(address, {"through": "2013-03-31"})
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors()
        assert client.post(address, {"through": "2013-02-28"}).status_code == 302

    def test_an_empty_book_has_nothing_to_close(self, supervisor: User) -> None:
        book = services.open_book(code="FUND-2", name="Kosong")
        answer = desk(holder("administrator")).get(self.address(book))
        assert answer.context["days"] == []


def test_an_account_is_added_to_ones_own_book(books: dict[str, Book], treasurer: User) -> None:
    client, add = desk(treasurer), reverse("ledger_account:add")
    said = {
        "code": "6.2.01",
        "name": "Iuran",
        "name_en": "",
        "kind": "expense",
        "side": "debit",
        "activity": "operating",
    }
    for wrong in [{"code": RENT}, {"code": "x"}, {"activity": "cash"}, {"name": ""}]:
        answer = client.post(add, said | wrong)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert "6.2.01" in answer.content.decode() or "code" in wrong
    assert client.post(add, said).status_code == 302
    assert Account.objects.get(code="6.2.01").book == books["tipes"]
    assert client.get(add, {"book": books["mojosongo"].pk}).status_code == 404


def test_a_template_is_added_and_changed(books: dict[str, Book], treasurer: User) -> None:
    client, add = desk(treasurer), reverse("journaltemplate:add")
    rent, cash = (books["tipes"].accounts.get(code=code).pk for code in (RENT, CASH))
    theirs = books["mojosongo"].accounts.get(code=CASH).pk
    said = {"name": "Iuran", "description": "Iuran RW", "debit": rent, "credit": cash, "amount": "25.000"}
    for wrong in [{"name": "Sewa"}, {"credit": rent}, {"credit": theirs}, {"amount": "0"}, {"amount": "1" + "0" * 19}]:
        answer = client.post(add, said | wrong)
        assert answer.status_code == 200
        assert answer.context["form"].errors, wrong
    client.post(add, said)
    template = JournalTemplate.objects.get(name="Iuran")
    assert (template.book, template.amount) == (books["tipes"], 25_000)
    address = reverse("journaltemplate:edit", args=[template.pk])
    assert 'value="25.000"' in client.get(address).content.decode()
    client.post(address, said | {"name": "Iuran RW", "amount": ""})
    template.refresh_from_db()
    assert (template.name, template.amount) == ("Iuran RW", None)


def test_an_entry_tells_its_place_in_the_chain(books: dict[str, Book], supervisor: User) -> None:
    first = books["tipes"].entries.get()
    second = services.post(book=books["tipes"], draft=Draft("x", DAY, ((CASH, RENT, 1),)))
    page = desk(supervisor).get(reverse("entry:inspect", args=[second.pk])).content.decode()
    assert first.hash in page and second.hash in page
    seen_by_steward = desk(holder("steward")).get(reverse("entry:inspect", args=[first.pk]))
    assert "nota-a.pdf" not in seen_by_steward.content.decode()
    assert seen_by_steward.context["journal"] is None


def test_an_entry_between_two_books_names_the_other(books: dict[str, Book], supervisor: User) -> None:
    one, other = services.post_between(
        key="1",
        one=(books["tipes"], Draft("", DAY, (("1.1.03.03", CASH, 5),))),
        other=(books["mojosongo"], Draft("", DAY, ((CASH, "2.1.08", 5),))),
    )
    address = reverse("entry:inspect", args=[one.pk])
    link = reverse("entry:inspect", args=[other.pk])
    assert link not in desk(supervisor).get(address).content.decode()
    assert link in desk(user_in("auditor", books["tipes"])).get(address).content.decode()


# --- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_list_is_taken_along(books: dict[str, Book], treasurer: User, screen: str, kind: str) -> None:
    answer = desk(treasurer).get(reverse(f"{screen}:index"), {"export": kind})
    content = answer.getvalue()
    assert answer["Content-Disposition"].startswith("attachment")
    if kind == "csv":
        header, *rows = content.decode().splitlines()
        assert rows
        assert "get_" not in header
        assert "ojosongo" not in content.decode()


def test_lists_are_narrowed(books: dict[str, Book]) -> None:
    client, tipes = desk(user_in("auditor", books["tipes"])), books["tipes"]
    waiting = submitted(tipes, UserFactory(), description="Benang merah", effective_on=dt.date(2013, 5, 5))
    for screen, filters, found in [
        ("journal", {"state": "submitted"}, {waiting}),
        ("journal", {"q": "benang"}, {waiting}),
        ("journal", {"prepared_by": waiting.prepared_by_id}, {waiting}),
        ("journal", {"effective_on_from": "2013-05-01", "effective_on_to": "2013-05-31"}, {waiting}),
        ("journal", {"book": books["fund"].pk}, set(books["fund"].journals.all())),
        ("entry", {"book": tipes.pk}, set(tipes.entries.all())),
        ("entry", {"kind": "closing"}, set()),
        ("entry", {"q": f"journal:{tipes.journals.get(state='posted').pk}"}, set(tipes.entries.all())),
        ("book", {"kind": "fund"}, {books["fund"]}),
        ("ledger_account", {"book": tipes.pk, "q": "sewa"}, {tipes.accounts.get(code=RENT)}),
        ("periodevent", {"book": tipes.pk}, set(tipes.period_events.all())),
        ("journaltemplate", {"q": "sewa", "book": tipes.pk}, {tipes.templates.get(name="Sewa")}),
    ]:
        answer = client.get(reverse(f"{screen}:index"), filters)
        assert set(answer.context["object_list"]) == found, (screen, filters)


@pytest.mark.parametrize("screen", [*LISTS, "wagtailadmin_home"])
@pytest.mark.parametrize("role", ["treasurer", "supervisor", "auditor"])
def test_longer_lists_take_no_more_queries(books: dict[str, Book], screen: str, role: str) -> None:
    client = desk(user_in(role, books["tipes"]))
    address = reverse(screen if screen == "wagtailadmin_home" else f"{screen}:index")
    client.get(address)  # content types, permissions and sites are read once a process
    few = queries(client, address)
    for number in range(4):
        approve(submitted(books["tipes"], UserFactory()), UserFactory())
        submitted(books["tipes"], UserFactory())
        services.close_period(book=books["tipes"], through=dt.date(2013, 1, number + 1), by=UserFactory())
    assert queries(client, address) == few


def test_longer_records_take_no_more_queries(books: dict[str, Book], supervisor: User) -> None:
    client, few = desk(supervisor), {}
    for number, n_lines in [(1, 1), (2, 12)]:
        lines = [(RENT, CASH, 5)] * n_lines
        evidence = [proof(letter) for letter in "abcdef"[:n_lines]]
        journal = approve(submitted(books["tipes"], UserFactory(), lines=lines, evidence=evidence), UserFactory())
        waiting = submitted(books["tipes"], UserFactory(), lines=lines, evidence=evidence)
        for view, row in [
            ("journal:inspect", journal),
            ("entry:inspect", journal.entry),
            ("journal:approve", waiting),
        ]:
            address = reverse(view, args=[row.pk])
            client.get(address)
            taken = queries(client, address)
            assert few.setdefault(view, taken) == taken, (view, number)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- Tasks -----------------------------------------------------------------------------------------------------------


def waiting_for(user: User) -> list[int]:
    return [task.waiting for task in office_tasks(User.objects.get(pk=user.pk))]


@time_machine.travel("2013-04-29 10:00+07:00", tick=False)
def test_what_waits_for_whom(
    books: dict[str, Book], treasurer: User, supervisor: User, django_assert_num_queries: Any
) -> None:
    manager, other = user_in("manager", books["tipes"]), user_in("treasurer", books["mojosongo"])
    assert (waiting_for(treasurer), waiting_for(manager), waiting_for(supervisor)) == ([0, 0], [0], [0, 0])
    prepared(books["tipes"], treasurer)
    returned, _waiting = submitted(books["tipes"], treasurer), submitted(books["tipes"], treasurer)
    services.return_journal(journal=returned, reason="Salah.", by=supervisor)
    submitted(books["mojosongo"], other)
    assert (waiting_for(treasurer), waiting_for(manager), waiting_for(supervisor)) == ([1, 1], [1], [1, 0])
    with time_machine.travel("2013-04-30 10:00+07:00", tick=False):  # March ended thirty days ago
        assert waiting_for(supervisor) == [1, 1]
    services.withdraw_journal(journal=_waiting, by=treasurer)
    services.close_period(book=books["tipes"], through=dt.date(2013, 3, 31), by=supervisor)
    with time_machine.travel("2013-04-30 10:00+07:00", tick=False):
        assert waiting_for(supervisor) == [0, 0]
    assert waiting_for(holder("mentor", group=GroupFactory())) == []
    someone = User.objects.get(pk=supervisor.pk)
    with django_assert_num_queries(3):  # roles, then a count for each
        list(office_tasks(someone))


def test_tasks_lead_to_what_waits(books: dict[str, Book], treasurer: User, supervisor: User) -> None:
    draft, waiting = prepared(books["tipes"], treasurer), submitted(books["tipes"], treasurer)
    for user, found in [(treasurer, draft), (supervisor, waiting)]:
        task = next(task for task in office_tasks(user) if task.waiting)
        assert list(desk(user).get(task.url).context["object_list"]) == [found]
