"""What a book says outside: beancount accepts it and comes to the same balances; a corrupted export is rejected."""

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core import realization
from beancount.core.data import Open, Transaction
from django.core.management import CommandError, call_command

from bumm.ledger import export, services
from bumm.ledger.models import Account, Book, Entry
from bumm.ledger.selectors import transfers_of
from bumm.ledger.services import Draft
from bumm.ledger.statements.figures import accounts_of, standing
from tests.factories import BummFactory

CASH, BANK, COMMISSION, RENT, CAPITAL = "1.1.01.01", "1.1.01.02", "4.1.01", "6.1.01", "3.1.01"
DAY = dt.date(2013, 3, 1)


@pytest.fixture
def book(db: None) -> Book:
    return services.open_book(code="BUMM-TIPES", name='Buku "BUMM" Tipes', bumm=BummFactory())


def a_year(book: Book) -> None:
    services.open_balances(book=book, on=DAY, balances={BANK: 9_000, CAPITAL: 9_000})
    drafts = [Draft(f"sale:{n}", DAY + dt.timedelta(days=n), ((CASH, COMMISSION, 100 + n),)) for n in range(200)]
    services.post_many(book=book, drafts=[*drafts, Draft("rent", DAY, ((RENT, CASH, 70), (CASH, BANK, 90)))])


def nothing(book: Book) -> None:
    pass


def odd_words(book: Book) -> None:
    references = ['"', "\\", 'a"b\\"c\\', "a\nb", "\n" * 100, "\t\r\n", ";x", "⚙️ ½ “é” \u2028", "\x01\x1b\x7f", "{}%s"]
    references += ["=1", "+1", "@x", "-"]
    services.post_many(book=book, drafts=[Draft(said, DAY, ((CASH, COMMISSION, 5),)) for said in references])


def huge_amounts(book: Book) -> None:
    drafts = [Draft(f"huge:{n}", DAY, ((CASH, COMMISSION, 10**15), (BANK, CAPITAL, 10**15))) for n in range(30)]
    services.post_many(book=book, drafts=drafts)


def reversals_and_closing(book: Book) -> None:
    a_year(book)
    services.reverse(entry=Entry.objects.get(book=book, number=7), effective_on=dt.date(2013, 4, 1))
    services.close_year(book=book, through=dt.date(2013, 12, 31), by=None)
    services.post(book=book, draft=Draft("next", dt.date(2014, 2, 28), ((RENT, CASH, 3),)))


def accounts_of_its_own(book: Book) -> None:
    """Names that say the same without their accents, or none without them, or continue another's code."""
    own: Any = {"book": book, "kind": "liability", "side": "credit", "activity": "operating"}
    for code, name in [("2.9", "01 Dana"), ("2.9.01", "Dana"), ("2.9.2", "Dána"), ("2.9.3", "数"), ("2.9.4", "-")]:
        services.add_account(code=code, name=name, **own)
        services.post(book=book, draft=Draft(code, DAY, ((CASH, code, 5),)))


HISTORIES = [a_year, nothing, odd_words, huge_amounts, reversals_and_closing, accounts_of_its_own]


def exported(book: Book, kind: str, capsys: Any) -> str:
    call_command("export_ledger", book.code, format=kind)
    out, err = capsys.readouterr()
    assert err == ""
    return str(out)


@pytest.mark.parametrize("live", HISTORIES)
def test_beancount_accepts_a_book_and_comes_to_our_balances(book: Book, live: Any, capsys: Any, tmp_path: Path) -> None:
    live(book)
    text = exported(book, "beancount", capsys)
    entries, errors, options = loader.load_string(text)
    assert errors == []
    assert options["title"] == 'Buku "BUMM" Tipes'
    assert options["operating_currency"] == ["IDR"]
    found = realization.realize([entry for entry in entries if isinstance(entry, Transaction | Open)])
    ours = standing(book, accounts_of(book), dt.date(2100, 1, 1))
    theirs = {}
    for account in ours:
        node = realization.get(found, export.beancount_name(account))
        theirs[account] = int(node.balance.get_currency_units("IDR").number) if node is not None else 0
    assert theirs == ours
    (tmp_path / "book.beancount").write_text(text)
    check = [str(Path(sys.executable).parent / "bean-check"), str(tmp_path / "book.beancount")]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_beancount_reads_the_same_entries(book: Book, capsys: Any) -> None:
    odd_words(book)
    entries, _errors, _options = loader.load_string(exported(book, "beancount", capsys))
    read = [entry for entry in entries if isinstance(entry, Transaction)]
    posted = list(Entry.objects.filter(book=book).order_by("number"))
    said = [(entry.payee, entry.narration, entry.meta["kind"], entry.meta["hash"], entry.date) for entry in read]
    assert said == [(str(e.number), e.reference, e.kind, e.hash, e.effective_on) for e in posted]


@pytest.mark.parametrize(
    ("stands", "instead"),
    [
        (" 104 IDR", " 105 IDR"),  # one leg of a transfer
        ("balance Assets:K1-1-01-02-Bank 8910", "balance Assets:K1-1-01-02-Bank 8911"),
        ("open Assets:K1-1-01-01-Kas", "open Assets:K1-1-01-99-Kas"),
    ],
    ids=["an amount", "a balance", "an account"],
)
def test_a_corrupted_export_is_rejected(book: Book, capsys: Any, stands: str, instead: str) -> None:
    a_year(book)
    text = exported(book, "beancount", capsys)
    assert stands in text
    _entries, errors, _options = loader.load_string(text.replace(stands, instead, 1))
    assert errors


def test_a_transfer_left_out_whole_is_found_by_our_balances(book: Book, capsys: Any) -> None:
    a_year(book)
    text = exported(book, "beancount", capsys)
    pair = "  Expenses:K6-1-01-Sewa 70 IDR\n  Assets:K1-1-01-01-Kas -70 IDR\n"
    assert pair in text
    _entries, errors, _options = loader.load_string(text.replace(pair, "", 1))
    assert len(errors) == 2


def test_names_are_unique_by_code(book: Book) -> None:
    accounts_of_its_own(book)
    names = [export.beancount_name(account) for account in Account.objects.filter(book=book)]
    assert len(set(names)) == len(names)
    assert "Assets:K1-1-01-04-Kas-dipegang-kelompok-dan-penjaga-kios" in names


@pytest.mark.parametrize("live", HISTORIES)
def test_csv_has_a_line_a_transfer(book: Book, live: Any, capsys: Any) -> None:
    live(book)
    header, *lines = csv.reader(io.StringIO(exported(book, "csv", capsys), newline=""))
    assert header == ["number", "kind", "reference", "effective_on", "recorded_at", "debit", "credit", "amount", "hash"]
    entries = list(Entry.objects.filter(book=book).order_by("effective_on", "number"))
    transfers = transfers_of(entries)
    expected = [
        [str(e.number), e.kind, e.effective_on.isoformat(), debit, credit, str(amount), e.hash]
        for e in entries
        for debit, credit, amount in transfers[e.pk]
    ]
    assert [[*line[:2], line[3], *line[5:]] for line in lines] == expected
    assert [line[2].lstrip("'") for line in lines] == [
        e.reference.lstrip("'") for e in entries for _ in transfers[e.pk]
    ]
    assert all(not line[2].startswith("=") for line in lines)


def test_it_is_read_in_pieces(book: Book, monkeypatch: Any, capsys: Any) -> None:
    a_year(book)
    whole = [exported(book, kind, capsys) for kind in ("beancount", "csv")]
    monkeypatch.setattr(export, "AT_A_TIME", 7)
    assert [exported(book, kind, capsys) for kind in ("beancount", "csv")] == whole


@pytest.mark.django_db
def test_an_unknown_book_or_format_is_told() -> None:
    with pytest.raises(CommandError, match="There is no book LAIN"):
        call_command("export_ledger", "LAIN", format="csv")
    with pytest.raises(CommandError):
        call_command("export_ledger", "LAIN", format="pdf")
    with pytest.raises(CommandError):
        call_command("export_ledger", "LAIN")
