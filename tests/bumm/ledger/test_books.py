"""The books: balanced by construction, gap-free, chained, posted once, never changed."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from bumm.ledger import exceptions as refusals
from bumm.ledger import services
from bumm.ledger.hashing import Content, entry_hash, genesis
from bumm.ledger.models import Account, Book, Entry, PeriodEvent, Transfer
from bumm.ledger.selectors import balances
from bumm.ledger.services import Draft
from bumm.ledger.verification import first_fault
from tests.factories import BummFactory

CASH, BANK, COMMISSION, RENT, CAPITAL, RETAINED = "1.1.01.01", "1.1.01.02", "4.1.01", "6.1.01", "3.1.01", "3.3.01"
DAY = dt.date(2013, 3, 1)


def new_book(place: str = "tipes") -> Book:
    bumm = BummFactory(place=place)
    return services.open_book(code=f"BUMM-{place.upper()}", name=f"Buku {bumm.name}", bumm=bumm)


def pdf(text: str = "nota") -> SimpleUploadedFile:
    return SimpleUploadedFile("nota.pdf", b"%PDF-1.4 " + text.encode())


@pytest.fixture
def book(db: None) -> Book:
    return new_book()


def sale(number: int = 1, amount: int = 90_000, on: dt.date = DAY, **more: Any) -> Draft:
    return Draft(f"sale:{number}", on, ((CASH, COMMISSION, amount), (BANK, CASH, amount // 2)), **more)


def standing(book: Book, on: dt.date = dt.date(2100, 1, 1)) -> dict[str, int]:
    return {account.code: balance for account, balance in balances(book, on) if balance}


class TestPosting:
    def test_an_entry_moves_what_it_says(self, book: Book) -> None:
        entry = services.post(book=book, draft=sale())
        assert (entry.number, entry.kind) == (1, "journal")
        assert standing(book) == {CASH: 45_000, BANK: 45_000, COMMISSION: 90_000}
        assert standing(book, DAY - dt.timedelta(days=1)) == {}

    def test_the_same_again_is_not_posted_again(self, book: Book) -> None:
        first = services.post(book=book, draft=sale())
        assert services.post(book=book, draft=sale()) == first
        again = services.post_many(book=book, drafts=[sale(), sale(2), sale(2)])
        assert [entry.number for entry in again] == [1, 2, 2]
        assert Entry.objects.count() == 2

    @pytest.mark.parametrize(
        "other",
        [
            sale(amount=90_002),
            sale(on=DAY + dt.timedelta(days=1)),
            sale(kind="opening"),
            Draft("sale:1", DAY, ((CASH, COMMISSION, 90_000),)),
            Draft("sale:1", DAY, ((BANK, CASH, 45_000), (CASH, COMMISSION, 90_000))),
        ],
        ids=["amount", "day", "kind", "fewer", "order"],
    )
    def test_the_same_reference_with_other_content_is_refused(self, book: Book, other: Draft) -> None:
        services.post(book=book, draft=sale())
        with pytest.raises(refusals.ReferenceTaken, match="sale:1"):
            services.post(book=book, draft=other)
        with pytest.raises(refusals.ReferenceTaken):
            services.post_many(book=book, drafts=[sale(7), sale(7, amount=1_000)])
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize(
        ("transfers", "refusal"),
        [
            ((), refusals.NothingToPost),
            (((CASH, COMMISSION, 0),), refusals.NotAnAmount),
            (((CASH, COMMISSION, -1),), refusals.NotAnAmount),
            (((CASH, COMMISSION, 10**19),), refusals.NotAnAmount),
            (((CASH, CASH, 5),), refusals.SameAccount),
            (((CASH, "9.9", 5),), refusals.NotAnAccount),
        ],
    )
    def test_nonsense_is_refused_and_nothing_of_the_rest_is_stored(
        self, book: Book, transfers: Any, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            services.post_many(book=book, drafts=[sale(1), Draft("bad", DAY, transfers)])
        assert not Entry.objects.exists()

    def test_an_account_of_another_book_is_refused(self, book: Book) -> None:
        other = services.open_book(code="FUND-1", name="Dana bergulir")
        services.add_account(book=other, code="9.9", name="Lain", kind="expense", side="debit", activity="operating")
        with pytest.raises(refusals.NotAnAccount, match="9.9"):
            services.post(book=book, draft=Draft("x", DAY, (("9.9", CASH, 5),)))

    def test_numbers_and_hashes_make_a_chain_from_the_books_code(self, book: Book) -> None:
        entries = services.post_many(book=book, drafts=[sale(1), sale(2), sale(3)])
        assert [entry.number for entry in entries] == [1, 2, 3]
        previous = genesis("BUMM-TIPES")
        for number, entry in enumerate(entries, 1):
            draft = sale(number)
            content = Content(
                "BUMM-TIPES", number, "journal", draft.reference, DAY, entry.recorded_at, None, draft.transfers, ()
            )
            previous = entry_hash(content, previous)
            assert entry.hash == previous
        assert first_fault(book) is None

    def test_more_entries_take_no_more_statements(self, book: Book, django_assert_num_queries: Any) -> None:
        for number in (1, 500):
            drafts = [sale(1000 * number + place) for place in range(number)]
            with django_assert_num_queries(5):
                services.post_many(book=book, drafts=drafts)

    def test_a_reversal_takes_back_all_of_it_once(self, book: Book) -> None:
        entry = services.post(book=book, draft=sale())
        back = services.reverse(entry=entry, effective_on=DAY + dt.timedelta(days=9))
        assert (back.reverses, standing(book)) == (entry, {})
        with pytest.raises(refusals.AlreadyReversed, match="1"):
            services.reverse(entry=entry, effective_on=DAY)
        assert first_fault(book) is None

    def test_evidence_is_part_of_what_was_posted(self, book: Book) -> None:
        proofs = []
        for letter in "ab":
            proofs.append(services.store_evidence(file=pdf(letter), by=None).pk)
        entry = services.post(book=book, draft=sale(evidence=proofs))
        assert set(entry.evidence.values_list("pk", flat=True)) == set(proofs)
        assert services.post(book=book, draft=sale(evidence=proofs[::-1])) == entry
        with pytest.raises(refusals.ReferenceTaken):
            services.post(book=book, draft=sale(evidence=proofs[:1]))
        assert first_fault(book) is None


class TestPeriods:
    def test_a_closed_period_takes_nothing(self, book: Book) -> None:
        services.close_period(book=book, through=DAY, by=None)
        with pytest.raises(refusals.PeriodClosed, match="1 Maret 2013"):
            services.post(book=book, draft=sale())
        assert services.post(book=book, draft=sale(on=DAY + dt.timedelta(days=1)))

    def test_periods_close_forward_and_reopen_by_resolution_only(self, book: Book) -> None:
        with pytest.raises(refusals.NotReopenable):
            services.reopen_period(book=book, back_to=None, resolution="R-1", by=None)
        services.close_period(book=book, through=DAY, by=None)
        with pytest.raises(refusals.NotClosable):
            services.close_period(book=book, through=DAY, by=None)
        for back_to, resolution in [(None, ""), (DAY, "R-1"), (DAY + dt.timedelta(days=1), "R-1")]:
            with pytest.raises(refusals.NotReopenable):
                services.reopen_period(book=book, back_to=back_to, resolution=resolution, by=None)
        services.reopen_period(book=book, back_to=None, resolution="R-1", by=None)
        assert services.post(book=book, draft=sale())
        assert [event.kind for event in PeriodEvent.objects.all()] == ["closed", "reopened"]

    def test_a_year_is_closed_into_retained_earnings(self, book: Book) -> None:
        end = dt.date(2013, 12, 31)
        services.post_many(book=book, drafts=[sale(1), Draft("rent:1", DAY, ((RENT, CASH, 30_000),))])
        entry = services.close_year(book=book, through=end, by=None)
        assert entry is not None
        assert entry.kind == "closing"
        assert standing(book) == {CASH: 15_000, BANK: 45_000, RETAINED: 60_000}
        with pytest.raises(refusals.PeriodClosed):
            services.post(book=book, draft=sale(9, on=end))

    def test_a_loss_lessens_retained_earnings(self, book: Book) -> None:
        services.post(book=book, draft=Draft("rent:1", DAY, ((RENT, CASH, 30_000),)))
        services.close_year(book=book, through=dt.date(2013, 12, 31), by=None)
        assert standing(book) == {CASH: -30_000, RETAINED: -30_000}

    def test_a_year_without_revenue_and_expense_is_closed_without_an_entry(self, book: Book) -> None:
        assert services.close_year(book=book, through=DAY, by=None) is None
        assert PeriodEvent.objects.count() == 1


HISTORY = ["ledger_entry", "ledger_transfer", "ledger_evidence", "ledger_entryevidence", "ledger_periodevent"]


class TestHistory:
    @pytest.fixture
    def lived_in(self, book: Book) -> Book:
        proof = services.store_evidence(file=pdf(), by=None)
        services.post_many(book=book, drafts=[sale(1, evidence=(proof.pk,)), sale(2), sale(3)])
        services.close_period(book=book, through=dt.date(2013, 1, 1), by=None)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
        return book

    @pytest.mark.parametrize("table", HISTORY)
    @pytest.mark.parametrize(
        "change",
        ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"],
        ids=["delete", "truncate", "update"],
    )
    def test_no_statement_changes_it(self, lived_in: Book, table: str, change: str) -> None:
        key = "sha256" if table == "ledger_evidence" else "id"
        with pytest.raises(DatabaseError, match="append-only|Cannot update or delete rows"), transaction.atomic():
            connection.cursor().execute(change.format(table, key, key))

    def test_no_method_of_the_models_changes_it(self, lived_in: Book) -> None:
        entry, transfer = Entry.objects.first(), Transfer.objects.first()
        assert entry and transfer
        attempts = [
            lambda: Transfer.objects.update(amount=F("amount") + 1),
            lambda: Transfer.objects.filter(pk=transfer.pk)._raw_delete("default"),
            lambda: Transfer.objects.bulk_update([transfer], ["amount"]),
            lambda: transfer.save(),
            lambda: entry.save(update_fields=["reference"]),
            lambda: Entry.objects.filter(number=3)._raw_delete("default"),
        ]
        for attempt in attempts:
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()
        assert first_fault(lived_in) is None

    @pytest.mark.parametrize(
        ("what", "values"),
        [
            ("a gap", {"number": 9}),
            ("a number again", {"number": 3}),
            ("a closed day", {"effective_on": dt.date(2012, 12, 31)}),
            ("no hash", {"hash": "x"}),
            ("no reference", {"reference": ""}),
            ("a reference again", {"reference": "sale:1"}),
            ("a reversal of nothing", {"kind": "reversal"}),
        ],
    )
    def test_the_database_refuses_an_entry_that_does_not_follow(
        self, lived_in: Book, what: str, values: dict[str, Any]
    ) -> None:
        entry = {"number": 4, "kind": "journal", "reference": "x", "effective_on": DAY, "hash": "f" * 64} | values
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.create(book=lived_in, recorded_at=dt.datetime.now(dt.UTC), **entry)

    def test_the_database_refuses_accounts_and_entries_of_another_book(self, lived_in: Book) -> None:
        other = services.open_book(code="FUND-1", name="Dana")
        entry = Entry.objects.filter(book=lived_in).first()
        ours, theirs = (list(Account.objects.filter(book=each)[:2]) for each in (lived_in, other))
        for book, debit, credit in [(lived_in, ours[0], theirs[0]), (lived_in, theirs[0], ours[0]), (other, *theirs)]:
            with pytest.raises(DatabaseError), transaction.atomic():
                Transfer.objects.create(entry=entry, book=book, position=9, debit=debit, credit=credit, amount=1)
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
    def test_the_database_refuses_what_is_no_amount(self, lived_in: Book, amount: int) -> None:
        transfer = Transfer.objects.first()
        assert transfer
        with pytest.raises(DatabaseError), transaction.atomic():
            transfer.pk, transfer.position, transfer.amount = None, 9, amount
            transfer.save(force_insert=True)

    @pytest.mark.parametrize(
        "plant",
        [
            "UPDATE ledger_transfer SET amount = amount + 1 WHERE entry_id = %s AND position = 1",
            "DELETE FROM ledger_transfer WHERE entry_id = %s AND position = 2",
            "UPDATE ledger_transfer SET debit_id = credit_id, credit_id = debit_id WHERE entry_id = %s",
            "UPDATE ledger_entry SET effective_on = effective_on + 1 WHERE id = %s",
            "UPDATE ledger_entry SET recorded_at = recorded_at + interval '1 microsecond' WHERE id = %s",
            "UPDATE ledger_entry SET reference = 'y' WHERE id = %s",
        ],
    )
    def test_a_planted_change_is_named(self, lived_in: Book, plant: str) -> None:
        second = Entry.objects.get(number=2)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(plant, [second.pk])
            cursor.execute("SET LOCAL session_replication_role = origin")
        with pytest.raises(CommandError, match="BUMM-TIPES: entry 2 is broken"):
            call_command("verify_ledger")

    def test_a_removed_entry_is_named(self, lived_in: Book) -> None:
        second = Entry.objects.get(number=2)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM ledger_transfer WHERE entry_id = %s", [second.pk])
            cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [second.pk])
        with pytest.raises(CommandError, match="entry 2 is broken: it is missing"):
            call_command("verify_ledger")

    def test_sound_books_are_listed_with_their_heads(self, lived_in: Book, capsys: Any) -> None:
        services.open_book(code="FUND-1", name="Dana")
        call_command("verify_ledger")
        head = Entry.objects.get(number=3).hash
        assert capsys.readouterr().out == f"BUMM-TIPES\t3\t{head}\nFUND-1\t0\t-\n"
        call_command("verify_ledger", book="FUND-1")
        with pytest.raises(CommandError, match="no book"):
            call_command("verify_ledger", book="LAIN")


def test_a_book_is_of_one_bumm_and_its_code_is_plain(book: Book) -> None:
    with pytest.raises(ValidationError):
        services.open_book(code="DUA", name="Dua", bumm=book.bumm)
    with pytest.raises(ValidationError):
        services.open_book(code="bumm tipes", name="Tiga")


@pytest.mark.django_db(transaction=True)
def test_fifty_who_post_at_once_leave_no_gap_and_no_fork() -> None:
    book, failed = new_book(), []

    def post(number: int) -> None:
        try:
            for place in range(4):
                services.post(book=book, draft=sale(10 * number + place))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 201))
    assert first_fault(book) is None
