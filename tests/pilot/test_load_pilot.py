"""The pilot loads, and loading it again changes nothing."""

import datetime as dt
import io
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from pilot import accounts
from pilot.sources import captions, read
from pytest_django import Settings

from bumm.charter.models import Charter, Meeting
from bumm.ledger.models import Book, Entry, Journal
from bumm.ledger.selectors import balances, turnover_of_groups
from bumm.ledger.verification import first_fault
from bumm.people import selectors
from bumm.people.models import Assignment, Bumm, Group, Household, Institution, Membership, Party, Person, Role, User
from bumm.shares.models import ShareClass, ShareEvent, Subscription
from bumm.shares.selectors import breaches, capital, holdings
from catalog.products.models import Category, GroupPage, KelurahanPage, ProductPage, ProductPhoto, Variant
from tests.factories import UserFactory

STATES = ["draft", "submitted", "returned", "posted"]  # of the journals that were written by hand
BOOKED = {"tipes", "mojosongo", "semanggi"}  # with a charter and a book
YEARS = range(2012, 2017)
RETAINED = "3.3.01"
# Shares times par. Tipes: A 64 x 50,000, B 22 x 100,000, C 10 and D 6 x 500,000; Mojosongo: A 47, B 12, C 6, D 2;
# Semanggi: A 17, B 3, C 4, D 2.
CAPITAL = {"tipes": 13_400_000, "mojosongo": 7_550_000, "semanggi": 4_150_000}
# Of class A of Tipes, after a transfer to the wrong person was put right, a death, and a redemption.
HELD_AT_LAST = {
    "Sukinem Percawati": 2,
    "Yatinah Percarini": 2,
    "Ngatiyah Morisih": 3,
    "Sastro Gangsono": 0,
    "Lasinem Gangsih": 3,
    "Painten Pindahsari": 0,
    "Haryono Lawejoyo": 0,
}
# One group for each kind of thing that the KUBE rules find; the other eight keep them.
FINDINGS = {
    "bulu-jaya": ["kelurahan"],
    "tirta-bening": ["households"],
    "cat-prada": ["occupation"],
    "tungku-jaya": ["trade"],
}


def load() -> str:
    """Load, and return what goes to standard output."""
    out = io.StringIO()
    call_command("load_pilot", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def look_at_the_groups() -> None:
    """Each that sells has its account, nothing was left owed to it, and a year's turnover is what sales brought it."""
    for row in read("books")["book"]:
        book = Book.objects.get(code=row["code"])
        standing = {account: balance for account, balance in balances(book, dt.date.max) if account.group_id}
        assert {account.group.slug for account in standing if account.group} == set(row["sales"])
        assert not any(standing.values())
    tipes = Book.objects.get(code="BUMM-TIPES")
    turnover = turnover_of_groups(tipes, dt.date(2013, 1, 1), dt.date(2013, 12, 31))
    assert turnover[Group.objects.get(slug="perca-melati").pk] == 27_310_500  # nine tenths of 30,345,000
    earned = {entry.effective_on.year: earned_by(entry) for entry in Entry.objects.filter(book=tipes, kind="closing")}
    assert set(earned) == {2013, 2014} and all(amount > 0 for amount in earned.values())
    mojosongo = Entry.objects.filter(book__code="BUMM-MOJOSONGO", kind="closing")
    assert [earned_by(entry) > 0 for entry in mojosongo] == [True, True]


def earned_by(closing: Entry) -> int:
    """What the closing of a year carried to retained earnings."""
    carried = closing.transfers.all()
    return sum(each.amount if each.credit.code == RETAINED else -each.amount for each in carried)


def look_at_the_registers() -> None:
    """Everything that can happen to shares has happened to those of Tipes, and nobody has what is not theirs."""
    events = ShareEvent.objects.filter(share_class__bumm__kelurahan__slug="tipes")
    assert set(events.values_list("kind", flat=True)) == set(ShareEvent.Kind.values)
    wishes = Subscription.objects.filter(share_class__bumm__kelurahan__slug="tipes")
    assert set(wishes.values_list("state", flat=True)) == {"requested", "paid", "issued", "refunded"}
    held = {bumm.kelurahan.slug: capital(bumm) for bumm in Bumm.objects.filter(book__isnull=False)}
    assert held == CAPITAL
    tipes = ShareClass.objects.get(bumm__kelurahan__slug="tipes", code="A")
    by_name = {
        str(Party.objects.get(pk=key)): units for key, units in holdings(tipes, as_of=dt.date(2016, 12, 31)).items()
    }
    assert {name: by_name.get(name, 0) for name in HELD_AT_LAST} == HELD_AT_LAST
    assert sum(by_name.values()) == 60 + 5 + 2 - 3
    over = {bumm: breaches(Bumm.objects.get(kelurahan__slug=bumm), dt.date(2016, 12, 31)) for bumm in BOOKED}
    assert {slug: [str(each.party) for each in found] for slug, found in over.items() if found} == {
        "mojosongo": ["Ngatmi Watusih"]  # who inherited
    }


@pytest.mark.django_db
def test_the_pilot(settings: Settings) -> None:
    """All in one test: loading takes as long as drawing a hundred pictures."""
    settings.DEMO_ACCOUNTS = False
    assert load() == ""
    assert not User.objects.exists()

    assert {bumm.kelurahan.slug for bumm in Bumm.objects.all()} == {row["kelurahan"] for row in read("places")["bumm"]}
    assert (Group.objects.count(), GroupPage.objects.live().count()) == (12, 12)
    found = {group.slug: [finding.rule for finding in selectors.findings(group)] for group in Group.objects.all()}
    assert {slug: rules for slug, rules in found.items() if rules} == FINDINGS
    graded = set(Group.objects.exclude(grade="").values_list("slug", flat=True))
    assert graded == {row["slug"] for row in read("groups")["group"] if row["grade"]}
    assert not graded & FINDINGS.keys()
    assert Institution.objects.count() == len(read("partners")["institution"])

    assert set(Charter.objects.adopted().values_list("bumm__kelurahan__slug", flat=True)) == BOOKED
    assert {meeting.kind for meeting in Meeting.objects.all()} == {"founding"}
    assert {book.bumm.kelurahan.slug for book in Book.objects.all() if book.bumm} == BOOKED
    closed = Book.objects.filter(closed_through__isnull=False).values_list("bumm__kelurahan__slug", flat=True)
    assert set(closed) == BOOKED - {"semanggi"}
    assert [fault for fault in map(first_fault, Book.objects.all()) if fault] == []
    for book in Book.objects.all():
        for day in (*(dt.date(year, 12, 31) for year in YEARS), dt.date.max):
            assert all(balance >= 0 for account, balance in balances(book, day) if account.kind == "asset")
    look_at_the_groups()
    look_at_the_registers()

    listed = read("products")["product"]
    assert {page.slug for page in ProductPage.objects.live()} == {row["slug"] for row in listed}
    assert Variant.objects.count() == sum(len(row["variant"]) for row in listed)
    assert not ProductPage.objects.exclude(product__first_offered_at__isnull=False).exists()
    drawn = sum(photo["file"] in captions() for row in listed for photo in row["photos"])
    assert ProductPhoto.objects.exclude(alt="").exclude(alt_en="").count() == drawn
    assert not ProductPage.objects.filter(photos=None).exists()
    for address in ["/", "/en/", "/produk/", "/kelurahan/", "/kelurahan/tipes/perca-melati/", "/cerita/"]:
        assert Client().get(address).status_code == 200, address

    settings.DEMO_ACCOUNTS = True
    lines = [line.split("\t") for line in load().splitlines()]
    assert {line[0] for line in lines} == {row["username"] for row in read("accounts")["account"]}
    assert {line[2] for line in lines} == {*Role.objects.values_list("code", flat=True), accounts.RESIDENT}
    assert all(line[1] == accounts.PASSWORD and line[3] for line in lines)
    for username in User.objects.values_list("username", flat=True):
        assert Client().login(username=username, password=accounts.PASSWORD)
    User.objects.update(last_login=None)
    resident = Person.objects.get(user__username="warga")
    assert holdings(ShareClass.objects.get(bumm__kelurahan__slug="tipes", code="A"), as_of=dt.date.max)[
        resident.party.pk
    ]
    assert set(Journal.objects.values_list("state", flat=True)) == set(STATES)

    Group.objects.filter(slug="perca-melati").update(status="independent")
    ProductPage.objects.filter(slug="tas-perca").update(title="Tas yang diganti namanya")
    Variant.objects.filter(sku="KOK-UTM-12").update(price=70_000)
    User.objects.filter(username="melati").update(first_name="Sri")
    Category.objects.filter(slug="stove").update(name="Tungku")
    stranger = UserFactory()
    before = everything()
    assert load().count("\n") == len(lines)
    after = everything()
    assert [name for name in before if before[name] != after[name]] == []
    assert User.objects.filter(pk=stranger.pk).exists()
    assert all(model.objects.exists() for model in [Assignment, Household, KelurahanPage, Membership, Person])
