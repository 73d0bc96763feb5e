"""Journals: prepared by one with what proves them, approved by another, posted once, and never changed after."""

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from bumm.ledger import exceptions as refusals
from bumm.ledger import services
from bumm.ledger.changes import changes_since_last_submission
from bumm.ledger.models import (
    Account,
    Book,
    Entry,
    Evidence,
    Journal,
    JournalEvent,
    JournalEvidence,
    JournalLine,
    JournalTemplate,
)
from bumm.ledger.selectors import evidence_of, lines_of, transfers_of
from bumm.ledger.services import Draft
from bumm.people.models import User
from tests.bumm.ledger.test_books import new_book
from tests.factories import UserFactory

RENT, POWER, CASH = "6.1.01", "6.1.04", "1.1.01.01"
DAY = dt.date(2013, 3, 1)
LINES = [(RENT, CASH, 350_000), (POWER, CASH, 40_000)]
PROOF = "a" * 64
CHANGE = "UPDATE ledger_journal SET {}"


@pytest.fixture
def book(db: None) -> Book:
    return new_book()


@pytest.fixture
def preparer(db: None) -> User:
    return UserFactory()


@pytest.fixture
def approver(db: None) -> User:
    return UserFactory()


def proof(letter: str = "a") -> str:
    Evidence.objects.get_or_create(sha256=letter * 64, defaults={"name": f"nota-{letter}.pdf", "size": 3})
    return letter * 64


def prepared(book: Book, by: User, **other: Any) -> Journal:
    said = {"effective_on": DAY, "description": "Sewa, Maret 2013", "lines": LINES, "evidence": [proof()]}
    return services.prepare_journal(book=book, by=by, **said | other)


def submitted(book: Book, by: User, **other: Any) -> Journal:
    return services.submit_journal(journal=prepared(book, by, **other), by=by)


def seen(journal: Journal) -> int:
    return journal.events.filter(kind="submitted").latest("pk").pk


def approve(journal: Journal, by: User) -> Journal:
    return services.approve_journal(journal=journal, seen=seen(journal), by=by)


def steps(journal: Journal) -> list[str]:
    return [event.kind for event in journal.events.all()]


class TestTheWay:
    def test_from_draft_to_entry(self, book: Book, preparer: User, approver: User) -> None:
        journal = approve(submitted(book, preparer), approver)
        entry = journal.entry
        assert entry
        assert (journal.state, journal.approved_by, entry.reference) == ("posted", approver, f"journal:{journal.pk}")
        assert (entry.kind, entry.effective_on) == ("journal", DAY)
        assert transfers_of([entry])[entry.pk] == LINES
        assert evidence_of([entry])[entry.pk] == [PROOF]
        assert steps(journal) == ["prepared", "submitted", "approved"]

    def test_returned_mended_and_approved(self, book: Book, preparer: User, approver: User) -> None:
        journal = submitted(book, preparer)
        services.return_journal(journal=journal, reason=" Nota bulan lain. ", by=approver)
        changed = {"effective_on": DAY, "description": "Sewa, April 2013", "lines": LINES[:1], "evidence": [proof("b")]}
        services.revise_journal(journal=journal, by=preparer, **changed)
        services.submit_journal(journal=journal, by=preparer)
        journal = approve(journal, approver)
        assert steps(journal) == ["prepared", "submitted", "returned", "revised", "submitted", "approved"]
        assert journal.events.get(kind="returned").reason == "Nota bulan lain."
        assert evidence_of([journal.entry])[journal.entry.pk] == ["b" * 64]
        assert lines_of(journal) == LINES[:1]

    def test_a_draft_may_be_unfinished_and_is_not_submitted_so(self, book: Book, preparer: User) -> None:
        empty = prepared(book, preparer, lines=[])
        with pytest.raises(refusals.NothingToPost):
            services.submit_journal(journal=empty, by=preparer)
        unproved = prepared(book, preparer, evidence=[])
        with pytest.raises(refusals.NoEvidence):
            services.submit_journal(journal=unproved, by=preparer)
        assert set(Journal.objects.values_list("state", flat=True)) == {"draft"}

    @pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
    def test_withdrawn_before_it_is_posted(self, book: Book, preparer: User, approver: User, state: str) -> None:
        journal = prepared(book, preparer) if state == "draft" else submitted(book, preparer)
        if state == "returned":
            services.return_journal(journal=journal, reason="Salah.", by=approver)
        journal = services.withdraw_journal(journal=journal, by=preparer)
        assert (journal.state, steps(journal)[-1]) == ("withdrawn", "withdrawn")
        with pytest.raises(refusals.NotOpen):
            services.submit_journal(journal=journal, by=preparer)
        with pytest.raises(refusals.NotOpen):
            services.withdraw_journal(journal=journal, by=preparer)

    @translation.override("en")
    def test_what_was_changed_is_told(self, book: Book, preparer: User, approver: User) -> None:
        journal = submitted(book, preparer)
        assert changes_since_last_submission(journal) is None
        services.return_journal(journal=journal, reason="Kurang.", by=approver)
        lines = [(RENT, CASH, 360_000)]
        services.revise_journal(
            journal=journal, effective_on=DAY, description="Sewa", lines=lines, evidence=[proof("b")], by=preparer
        )
        services.submit_journal(journal=journal, by=preparer)
        told = changes_since_last_submission(journal)
        assert told
        assert [(change.before, change.after) for change in told] == [
            ("Sewa, Maret 2013", "Sewa"),
            ("6.1.01 on debit, 1.1.01.01 on credit: Rp350.000", "6.1.01 on debit, 1.1.01.01 on credit: Rp360.000"),
            ("6.1.04 on debit, 1.1.01.01 on credit: Rp40.000", ""),
            ("nota-a.pdf", "nota-b.pdf"),
        ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("other", "refusal"),
        [
            ({"lines": [(RENT, CASH, 0)]}, refusals.NotAnAmount),
            ({"lines": [(RENT, CASH, -1)]}, refusals.NotAnAmount),
            ({"lines": [(RENT, CASH, 10**19)]}, refusals.NotAnAmount),
            ({"lines": [(RENT, RENT, 5)]}, refusals.SameAccount),
            ({"lines": [(RENT, "9.9", 5)]}, refusals.NotAnAccount),
            ({"effective_on": dt.date(2013, 1, 31)}, refusals.PeriodClosed),
            ({"effective_on": dt.date(2100, 1, 1)}, refusals.DayAhead),
            ({"description": ""}, ValidationError),
        ],
    )
    def test_nonsense_is_not_prepared_nor_revised(
        self, book: Book, preparer: User, other: dict[str, Any], refusal: type[Exception]
    ) -> None:
        fund = services.open_book(code="FUND-1", name="Dana")
        services.add_account(book=fund, code="9.9", name="Lain", kind="expense", side="debit", activity="operating")
        services.close_period(book=book, through=dt.date(2013, 1, 31), by=None)
        book.refresh_from_db()
        with pytest.raises(refusal):
            prepared(book, preparer, **other)
        assert not Journal.objects.exists()
        journal = prepared(book, preparer)
        said = {"effective_on": DAY, "description": "Sewa", "lines": LINES, "evidence": [proof()]} | other
        with pytest.raises(refusal):
            services.revise_journal(journal=journal, by=preparer, **said)
        assert (lines_of(journal), steps(journal)) == (LINES, ["prepared"])

    def test_only_its_preparer_changes_submits_and_withdraws(self, book: Book, preparer: User, approver: User) -> None:
        journal = prepared(book, preparer)
        attempts: list[Any] = [
            lambda: services.revise_journal(
                journal=journal, effective_on=DAY, description="Lain", lines=[], by=approver
            ),
            lambda: services.submit_journal(journal=journal, by=approver),
            lambda: services.withdraw_journal(journal=journal, by=approver),
        ]
        for attempt in attempts:
            with pytest.raises(refusals.NotItsPreparer):
                attempt()

    def test_its_preparer_does_not_decide(self, book: Book, preparer: User) -> None:
        journal = submitted(book, preparer)
        with pytest.raises(refusals.DecidedByItsPreparer):
            approve(journal, preparer)
        with pytest.raises(refusals.DecidedByItsPreparer):
            services.return_journal(journal=journal, reason="Salah.", by=preparer)
        assert not Entry.objects.exists()

    def test_only_what_waits_is_decided_and_with_a_reason(self, book: Book, preparer: User, approver: User) -> None:
        draft = prepared(book, preparer)
        with pytest.raises(refusals.NotWaiting):
            services.approve_journal(journal=draft, seen=0, by=approver)
        with pytest.raises(refusals.NotWaiting):
            services.return_journal(journal=draft, reason="Salah.", by=approver)
        journal = submitted(book, preparer)
        with pytest.raises(refusals.NoReason):
            services.return_journal(journal=journal, reason="  ", by=approver)

    def test_what_was_submitted_is_not_revised(self, book: Book, preparer: User) -> None:
        journal = submitted(book, preparer)
        with pytest.raises(refusals.NotOpen):
            services.revise_journal(journal=journal, effective_on=DAY, description="Lain", lines=[], by=preparer)
        with pytest.raises(refusals.NotOpen):
            services.submit_journal(journal=journal, by=preparer)

    def test_approving_again_posts_nothing_more(self, book: Book, preparer: User, approver: User) -> None:
        journal = submitted(book, preparer)
        approve(journal, approver)
        with pytest.raises(refusals.NotWaiting):
            approve(journal, approver)
        assert Entry.objects.count() == 1

    def test_what_was_not_looked_at_is_not_approved(self, book: Book, preparer: User, approver: User) -> None:
        journal = submitted(book, preparer)
        looked_at = seen(journal)
        services.return_journal(journal=journal, reason="Salah.", by=UserFactory())
        services.revise_journal(
            journal=journal, effective_on=DAY, description="Lain", lines=LINES, evidence=[proof()], by=preparer
        )
        services.submit_journal(journal=journal, by=preparer)
        for stale in (looked_at, 10**9):
            with pytest.raises(refusals.ChangedMeanwhile):
                services.approve_journal(journal=journal, seen=stale, by=approver)
        assert not Entry.objects.exists()

    def test_a_day_that_was_closed_meanwhile(self, book: Book, preparer: User, approver: User) -> None:
        draft, journal = prepared(book, preparer), submitted(book, preparer)
        with pytest.raises(refusals.JournalsWaiting, match="1"):
            services.close_period(book=book, through=DAY, by=approver)
        with pytest.raises(refusals.JournalsWaiting):
            services.close_year(book=book, through=dt.date(2013, 12, 31), by=approver)
        services.return_journal(journal=journal, reason="Tunggu.", by=approver)
        services.close_period(book=book, through=DAY, by=approver)
        for late in (draft, journal):
            with pytest.raises(refusals.PeriodClosed):
                services.submit_journal(journal=late, by=preparer)
        services.reopen_period(book=book, back_to=None, resolution="R-1", by=approver)
        services.submit_journal(journal=journal, by=preparer)
        # Closed without asking after journals, as nobody can by the services: the books refuse the entry themselves.
        Book.objects.filter(pk=book.pk).update(closed_through=DAY)
        with pytest.raises(refusals.PeriodClosed):
            approve(journal, approver)
        journal.refresh_from_db()
        assert (journal.state, Entry.objects.count()) == ("submitted", 0)

    @time_machine.travel("2013-03-01 01:00+07:00", tick=False)
    def test_today_is_not_ahead(self, book: Book, preparer: User) -> None:
        assert prepared(book, preparer)
        with pytest.raises(refusals.DayAhead):
            prepared(book, preparer, effective_on=DAY + dt.timedelta(days=1))


class TestReversals:
    @pytest.fixture
    def entry(self, book: Book) -> Entry:
        return services.post(book=book, draft=Draft("sale:1", DAY, ((CASH, RENT, 5_000),)))

    def proposed(self, entry: Entry, by: User) -> Journal:
        return services.prepare_reversal(entry=entry, effective_on=DAY, description="Batal", by=by, evidence=[proof()])

    def test_it_is_posted_as_the_reversal_that_it_is(self, entry: Entry, preparer: User, approver: User) -> None:
        journal = self.proposed(entry, preparer)
        services.revise_journal(
            journal=journal, effective_on=DAY, description="Ganti", lines=LINES, evidence=[proof()], by=preparer
        )
        assert lines_of(journal) == [(RENT, CASH, 5_000)]
        journal = approve(services.submit_journal(journal=journal, by=preparer), approver)
        back = journal.entry
        assert back
        assert (back.kind, back.reverses, back.reference) == ("reversal", entry, "reversal:1")
        assert evidence_of([back])[back.pk] == [PROOF]

    def test_it_is_taken_back_once(self, entry: Entry, preparer: User, approver: User) -> None:
        first, second = (
            services.submit_journal(journal=self.proposed(entry, preparer), by=preparer) for _twice in range(2)
        )
        back = approve(first, approver).entry
        assert back
        with pytest.raises(refusals.AlreadyReversed):
            approve(second, approver)
        with pytest.raises(refusals.AlreadyReversed):
            self.proposed(entry, preparer)
        with pytest.raises(refusals.IsAReversal):
            self.proposed(back, preparer)

    def test_closings_and_entries_between_books_are_not_taken_back_so(self, book: Book, preparer: User) -> None:
        services.post(book=book, draft=Draft("sale:1", DAY, ((CASH, "4.1.01", 5_000),)))
        closing = services.close_year(book=book, through=dt.date(2013, 12, 31), by=None)
        assert closing
        with pytest.raises(refusals.NotReversedByHand):
            self.proposed(closing, preparer)
        fund = services.open_book(code="FUND-1", name="Dana")
        day = dt.date(2014, 1, 1)
        pair = services.post_between(
            key="1",
            one=(book, Draft("", day, (("1.1.03.03", CASH, 5),))),
            other=(fund, Draft("", day, ((CASH, "2.1.08", 5),))),
        )
        with pytest.raises(refusals.NotReversedByHand):
            self.proposed(pair[0], preparer)


class TestTheDatabase:
    """Whoever goes past the services is refused by the database."""

    @pytest.fixture
    def waiting(self, book: Book, preparer: User) -> Journal:
        return submitted(book, preparer)

    def refuse(self, why: str, sql: str, *values: Any) -> None:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
        connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")
        with pytest.raises(DatabaseError, match=why), transaction.atomic():
            connection.cursor().execute(sql, values)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_who_prepared_it_is_not_its_approver(self, book: Book, waiting: Journal, preparer: User) -> None:
        entry = services.post(book=book, draft=Draft("x", DAY, tuple(LINES)))
        posted = "UPDATE ledger_journal SET state = 'posted', approved_by_id = %s, entry_id = %s"
        self.refuse("journal_is_approved_by_another", posted, preparer.pk, entry.pk)

    def test_posted_with_approver_and_entry_or_not_at_all(self, book: Book, waiting: Journal, approver: User) -> None:
        rule = "journal_posted_if_approved"
        self.refuse(rule, "UPDATE ledger_journal SET state = 'posted'")
        self.refuse(rule, "UPDATE ledger_journal SET state = 'posted', approved_by_id = %s", approver.pk)
        self.refuse(rule, "UPDATE ledger_journal SET approved_by_id = %s", approver.pk)
        fund = services.open_book(code="FUND-1", name="Dana")
        entry = services.post(book=fund, draft=Draft("x", DAY, tuple(LINES)))
        posted = "UPDATE ledger_journal SET state = 'posted', approved_by_id = %s, entry_id = %s"
        self.refuse("journal_entry_of_its_book", posted, approver.pk, entry.pk)

    @pytest.mark.parametrize(
        "change",
        [
            "state = 'returned'",
            "description = 'lain'",
            "effective_on = effective_on + 1",
            "approved_by_id = NULL",
            "entry_id = NULL",
        ],
    )
    def test_a_posted_journal_is_not_changed(self, waiting: Journal, approver: User, change: str) -> None:
        approve(waiting, approver)
        self.refuse("Cannot update rows|Invalid transition", CHANGE.format(change))

    @pytest.mark.parametrize(
        "change", ["description = 'lain'", "effective_on = effective_on + 1", "prepared_by_id = %s", "state = 'draft'"]
    )
    def test_what_waits_stays_as_it_was_submitted(self, waiting: Journal, approver: User, change: str) -> None:
        values = [approver.pk] if "%s" in change else []
        self.refuse("Cannot update rows|Invalid transition", CHANGE.format(change), *values)

    @pytest.mark.parametrize("state", ["posted", "submitted", "returned", "withdrawn", "lain"])
    def test_it_begins_as_a_draft(self, book: Book, preparer: User, state: str) -> None:
        with pytest.raises(DatabaseError, match="Cannot insert rows"), transaction.atomic():
            Journal.objects.create(book=book, effective_on=DAY, description="x", prepared_by=preparer, state=state)

    @pytest.mark.parametrize("state", ["posted", "returned", "lain"])
    def test_a_draft_is_submitted_or_withdrawn(self, book: Book, preparer: User, state: str) -> None:
        prepared(book, preparer)
        self.refuse("Invalid transition", "UPDATE ledger_journal SET state = %s", state)

    @pytest.mark.parametrize("table", ["ledger_journalline", "ledger_journalevidence"])
    def test_lines_and_evidence_of_what_waits_stay(
        self, waiting: Journal, book: Book, preparer: User, table: str
    ) -> None:
        draft = prepared(book, preparer)
        delete, move = "DELETE FROM {} WHERE journal_id = %s", "UPDATE {} SET journal_id = %s WHERE journal_id = %s"
        self.refuse("no longer open", delete.format(table), waiting.pk)
        self.refuse("no longer open", move.format(table), draft.pk, waiting.pk)
        self.refuse("no longer open", move.format(table), waiting.pk, draft.pk)
        self.refuse("append-only", "TRUNCATE " + table)
        with pytest.raises(DatabaseError, match="no longer open"), transaction.atomic():
            if table == "ledger_journalline":
                a, b = Account.objects.filter(book=book)[:2]
                JournalLine.objects.create(journal=waiting, book=book, position=9, debit=a, credit=b, amount=1)
            else:
                JournalEvidence.objects.create(journal=waiting, evidence_id=proof("b"))

    def test_lines_are_of_the_journals_book(self, book: Book, preparer: User) -> None:
        draft, other = prepared(book, preparer, lines=[]), services.open_book(code="FUND-1", name="Dana")
        ours, theirs = (list(Account.objects.filter(book=each)[:2]) for each in (book, other))
        for of, debit, credit in [(book, ours[0], theirs[0]), (book, theirs[0], ours[0]), (other, *theirs)]:
            with pytest.raises(DatabaseError, match="of_its_book"), transaction.atomic():
                JournalLine.objects.create(journal=draft, book=of, position=1, debit=debit, credit=credit, amount=1)
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
    def test_a_line_is_an_amount_between_two_accounts(self, book: Book, preparer: User, amount: int) -> None:
        draft = prepared(book, preparer, lines=[])
        one, two = Account.objects.filter(book=book)[:2]
        for debit, credit, rupiah in [(one, two, amount), (one, one, 5)]:
            with pytest.raises(DatabaseError, match="is_an_amount|between_two_accounts"), transaction.atomic():
                JournalLine.objects.create(
                    journal=draft, book=book, position=1, debit=debit, credit=credit, amount=rupiah
                )

    def test_a_reversal_is_of_an_entry_of_its_book(self, book: Book, preparer: User) -> None:
        fund = services.open_book(code="FUND-1", name="Dana")
        entry = services.post(book=fund, draft=Draft("x", DAY, tuple(LINES)))
        draft = prepared(book, preparer)
        self.refuse("Cannot update rows", "UPDATE ledger_journal SET reverses_id = %s", entry.pk)
        with pytest.raises(DatabaseError, match="journal_reverses_entry_of_its_book"), transaction.atomic():
            Journal.objects.create(book=book, effective_on=DAY, description="x", prepared_by=preparer, reverses=entry)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert draft.reverses is None

    def test_steps_are_kept_and_returned_with_a_reason(self, waiting: Journal, approver: User) -> None:
        for kind, reason, said in [
            ("returned", "", None),
            ("approved", "x", None),
            ("submitted", "", None),
            ("revised", "", {}),
            ("lain", "", None),
        ]:
            with pytest.raises(DatabaseError, match="check constraint"), transaction.atomic():
                JournalEvent.objects.create(journal=waiting, kind=kind, by=approver, reason=reason, said=said)
        for change in ["DELETE FROM {}", "UPDATE {} SET reason = 'x'", "TRUNCATE {}"]:
            self.refuse("append-only|Cannot update or delete", change.format("ledger_journalevent"))

    def test_no_journal_is_deleted(self, waiting: Journal) -> None:
        self.refuse("Cannot delete rows", "DELETE FROM ledger_journal")
        self.refuse("append-only", "TRUNCATE ledger_journal CASCADE")

    def test_a_template_is_of_accounts_of_its_book(self, book: Book) -> None:
        other = services.open_book(code="FUND-1", name="Dana")
        theirs = Account.objects.filter(book=other).first()
        assert theirs
        change = "UPDATE ledger_journaltemplate SET {} WHERE book_id = %s"
        self.refuse("debit_of_its_book", change.format("debit_id = %s"), theirs.pk, book.pk)
        self.refuse("credit_of_its_book", change.format("credit_id = %s"), theirs.pk, book.pk)
        self.refuse("between_two_accounts", change.format("credit_id = debit_id"), book.pk)
        self.refuse("amount_is_an_amount", change.format("amount = 0"), book.pk)
        self.refuse("name_once_a_book", change.format("name = 'Sewa'"), book.pk)


class TestTemplates:
    def test_a_new_book_has_those_that_recur(self, book: Book) -> None:
        rows = JournalTemplate.objects.filter(book=book).values_list("name", "debit__code", "credit__code")
        assert list(rows) == [
            ("Angkutan", "6.1.03", CASH),
            ("Benang dan bahan", "6.1.02", CASH),
            ("Listrik dan air", POWER, CASH),
            ("Sewa", RENT, CASH),
            ("Upah", "6.1.05", CASH),
        ]

    def test_one_is_added_and_changed(self, book: Book) -> None:
        rent, cash = (Account.objects.get(book=book, code=code) for code in (RENT, CASH))
        said = {"description": "Iuran RW", "debit": rent, "credit": cash}
        template = services.add_template(book=book, name="Iuran", amount=25_000, **said)
        services.change_template(template=template, name="Iuran RW", amount=None, **said)
        template.refresh_from_db()
        assert (template.name, template.amount) == ("Iuran RW", None)
        for wrong in [{"name": "Sewa"}, {"credit": rent}, {"amount": 0}, {"name": ""}]:
            with pytest.raises(ValidationError), transaction.atomic():
                services.add_template(book=book, **{"name": "Baru", "amount": 5, **said, **wrong})


@pytest.mark.django_db(transaction=True)
def test_twenty_who_approve_at_once_post_once() -> None:
    book, preparer = new_book(), UserFactory()
    journal, approvers = submitted(book, preparer), [UserFactory() for _ in range(20)]
    looked_at, outcomes = seen(journal), []

    def decide(by: User) -> None:
        try:
            services.approve_journal(journal=journal, seen=looked_at, by=by)
            outcomes.append("posted")
        except refusals.NotWaiting:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[approver]) for approver in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["posted", *["refused"] * 19]
    assert Entry.objects.get().reference == f"journal:{journal.pk}"
    assert journal.events.filter(kind="approved").count() == 1
