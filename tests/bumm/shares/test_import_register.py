"""A register that a BUMM brings with it: from a table, all or nothing, each bad row named, in step with the book."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bumm.charter.models import Charter, CharterShareClass
from bumm.ledger import services as ledger
from bumm.ledger.verification import first_fault
from bumm.people.models import Party, Person
from bumm.people.services import party_of, set_nik
from bumm.shares import exceptions as refusals
from bumm.shares import services
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.selectors import holdings
from bumm.shares.services import OpeningRow
from tests.bumm.shares.test_subscriptions import APRIL, BANK, CAPITAL, FOUNDED, MARCH, founded
from tests.factories import GroupFactory, PersonFactory, a_resident

pytestmark = pytest.mark.django_db

HEADER = "class,party_kind,party_key,quantity,since"


@pytest.fixture
def charter(db: None) -> Charter:
    """Of a BUMM with 1,000,000 of capital in its book and an empty register."""
    charter = founded(
        CharterShareClass(code="A", name="Warga", par=50_000, for_persons=True, for_groups=True),
        CharterShareClass(code="B", name="Pendiri", par=100_000, for_kelurahan=True, most_units=5),
    )
    ledger.open_balances(book=charter.bumm.book, on=APRIL, balances={BANK: 1_000_000, CAPITAL: 1_000_000})
    return charter


@pytest.fixture
def person(db: None) -> Person:
    person = PersonFactory()
    set_nik(person=person, nik="3372016512700001")
    return person


def imported(folder: Path, *lines: str, **options: Any) -> None:
    file = folder / "register.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8-sig")
    call_command("import_register", "BUMM-TIPES", str(file), **options)


def good(person: Person) -> list[str]:
    """600,000 of class A and 400,000 of B."""
    GroupFactory(slug="kube-perca")
    other = PersonFactory()
    return [
        "A,person,3372016512700001,5,2013-02-10",
        f"A,person,{other.pk},4,2013-03-01",
        "A,group,kube-perca,3,2013-03-01",
        "B,kelurahan,tipes,4,2013-02-10",
        "",
        "A,total,,12,",
    ]


def test_a_register_is_brought_in_with_its_capital(
    charter: Charter, person: Person, tmp_path: Path, capsys: Any
) -> None:
    rows = good(person)
    imported(tmp_path, *rows, dry_run=True)
    assert not ShareEvent.objects.exists()
    assert not ShareClass.objects.exists()
    assert len(capsys.readouterr().out.splitlines()) == 4
    imported(tmp_path, *rows)
    a, b = ShareClass.objects.order_by("code")
    party = party_of(person)
    assert holdings(a, as_of=FOUNDED) == {party.pk: 5}
    assert sum(holdings(a, as_of=MARCH).values()) == 12
    assert holdings(b, as_of=MARCH) == {party_of(charter.bumm.kelurahan).pk: 4}
    assert [event.reference for event in a.events.all()] == ["opening:1", "opening:2", "opening:3"]
    assert first_fault(charter.bumm.book) is None
    with pytest.raises(CommandError, match="sudah|already"):
        imported(tmp_path, *rows)
    assert ShareEvent.objects.count() == 4


def test_each_bad_row_is_named_and_nothing_is_stored(charter: Charter, person: Person, tmp_path: Path) -> None:
    rows, parties = good(person)[:4], Party.objects.count()
    with pytest.raises(CommandError) as refusal:
        imported(
            tmp_path,
            *rows,
            "A,person,3372016512700009,1,2013-03-01",
            "A,person,Siti,1,2013-03-01",
            "A,group,tidak-ada,1,2013-03-01",
            "A,firm,x,1,2013-03-01",
            "A,person,1",
            "A,group,kube-perca,-1,2013-03-01",
            "A,group,kube-perca,1,1 Maret",
            "B,total,,5,",
        )
    lines = str(refusal.value).splitlines()
    assert [line.split(":")[0].split()[-1] for line in lines[:-1]] == ["6", "7", "8", "9", "10", "11", "12"]
    assert "B" in lines[-1]
    with pytest.raises(CommandError) as refusal:
        imported(
            tmp_path,
            *rows,
            "B,group,kube-perca,1,2013-03-01",
            "A,group,kube-perca,0,2013-03-01",
            "Z,group,kube-perca,1,2013-03-01",
            "A,group,kube-perca,1,2013-02-09",
            "A,group,kube-perca,1,2100-01-01",
        )
    lines = str(refusal.value).splitlines()
    assert [line.split(":")[0].split()[-1] for line in lines] == ["6", "7", "8", "9", "10"]
    assert not ShareEvent.objects.exists()
    assert Party.objects.count() == parties


def test_wrong_sums_are_refused(charter: Charter, person: Person, tmp_path: Path) -> None:
    rows = good(person)
    with pytest.raises(CommandError, match="12.*13"):
        imported(tmp_path, *rows[:-1], "A,total,,13,")
    with pytest.raises(CommandError, match="Rp950.000.*Rp1.000.000"):
        imported(tmp_path, *rows[:2], "A,group,kube-perca,2,2013-03-01", rows[3])
    with pytest.raises(CommandError, match="6.*5"):
        imported(tmp_path, "B,kelurahan,tipes,6,2013-02-10")
    assert not ShareEvent.objects.exists()


@pytest.mark.parametrize("lines", [[], ["A,total,,0,"]])
def test_a_table_without_rows_is_refused(charter: Charter, tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(CommandError):
        imported(tmp_path, *lines)


def test_a_file_that_is_no_such_table_is_refused(charter: Charter, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    for content in (b"", b"name,shares\nSiti,3", b"\xff\xfe\x00"):
        file.write_bytes(content)
        with pytest.raises(CommandError):
            call_command("import_register", "BUMM-TIPES", str(file))
    with pytest.raises(CommandError):
        call_command("import_register", "BUMM-TIPES", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="LAIN"):
        call_command("import_register", "LAIN", str(file))


def test_shares_of_the_opening_are_transferred_not_corrected(charter: Charter) -> None:
    one, other = a_resident(), a_resident()
    rows = [OpeningRow("line 2", "A", one, 20, MARCH)]
    [event] = services.open_register(bumm=charter.bumm, rows=rows)
    with pytest.raises(refusals.OfTheOpening):
        services.correct_event(event=event, effective_on=APRIL)
    services.transfer_shares(
        share_class=event.share_class, giver=one, taker=other, quantity=20, effective_on=MARCH, reference="t"
    )
    assert holdings(event.share_class, as_of=MARCH) == {other.pk: 20}
    assert first_fault(charter.bumm.book) is None


def test_a_register_that_has_begun_takes_no_opening(charter: Charter) -> None:
    row = OpeningRow("line 2", "A", a_resident(), 20, dt.date(2013, 3, 1))
    services.open_register(bumm=charter.bumm, rows=[row])
    with pytest.raises(refusals.RegisterBegun):
        services.open_register(bumm=charter.bumm, rows=[row])
