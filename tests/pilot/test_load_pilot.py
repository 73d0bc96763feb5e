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
from bumm.ledger.models import Book, Journal
from bumm.ledger.selectors import balances
from bumm.ledger.verification import first_fault
from bumm.people import selectors
from bumm.people.models import Assignment, Bumm, Group, Household, Institution, Membership, Person, Role, User
from catalog.products.models import Category, GroupPage, KelurahanPage, ProductPage, ProductPhoto, Variant
from tests.factories import UserFactory

STATES = ["draft", "submitted", "returned", "posted"]  # of the journals that were written by hand
BOOKED = {"tipes", "mojosongo", "semanggi"}  # with a charter and a book
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
        assert all(
            balance >= 0 for account, balance in balances(book, dt.date(2014, 12, 31)) if account.kind == "asset"
        )

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
    assert {line[2] for line in lines} == set(Role.objects.values_list("code", flat=True))
    assert all(line[1] == accounts.PASSWORD and line[3] for line in lines)
    for username in User.objects.values_list("username", flat=True):
        assert Client().login(username=username, password=accounts.PASSWORD)
    User.objects.update(last_login=None)
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
