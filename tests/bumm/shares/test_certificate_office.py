"""Certificates in the office: who writes them, what they say on paper, and what is kept of wishes and mistakes."""

import datetime as dt
import re
import sys
import zlib
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bumm.people.models import Party, User
from bumm.people.services import party_of
from bumm.shares import paper, services
from bumm.shares.codes import spaced
from bumm.shares.models import Certificate, CertificateConsent, ShareClass
from tests.bumm.shares.test_subscriptions import MARCH, founded, share_class_of
from tests.bumm.test_documents import WithoutPango
from tests.factories import PersonFactory, a_resident, holder, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    return a_resident()


@pytest.fixture
def share_class(party: Party) -> ShareClass:
    share_class = share_class_of(founded())
    issued(share_class, {party: 12}, MARCH)
    return share_class


@pytest.fixture
def certificate(share_class: ShareClass, party: Party) -> Certificate:
    return services.write_certificate(share_class=share_class, party=party, quantity=12, reference="c1")


@pytest.fixture
def manager(share_class: ShareClass) -> Client:
    return desk(holder("manager", bumm=share_class.bumm))


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_state(certificate: Certificate) -> Certificate:
    return Certificate.objects.with_state().get(pk=certificate.pk)


def on_certificate(client: Client, step: str, certificate: Certificate, **fields: Any) -> HttpResponse:
    return client.post(reverse(f"certificate:{step}", args=[certificate.pk]), fields)


class TestWriting:
    def test_from_the_holders_page(self, manager: Client, share_class: ShareClass, party: Party) -> None:
        write = reverse("certificate:write", args=[share_class.pk, party.pk])
        assert write in manager.get(reverse("register:party", args=[party.pk])).content.decode()
        form = manager.get(write).context["form"]
        assert form.initial["quantity"] == 12
        answer = manager.post(write, form.initial)
        certificate = Certificate.objects.get()
        assert answer["Location"] == reverse("certificate:inspect", args=[certificate.pk])
        assert (certificate.quantity, certificate.party) == (12, party)
        assert ModelLogEntry.objects.filter(object_id=str(certificate.pk), action="wagtail.create").count() == 1
        manager.post(write, form.initial)  # sent twice
        assert Certificate.objects.count() == 1
        assert (
            reverse("certificate:inspect", args=[certificate.pk])
            in manager.get(reverse("register:party", args=[party.pk])).content.decode()
        )

    @pytest.mark.parametrize("quantity", ["13", "0", "-1", "", "x", "9" * 30])
    def test_what_cannot_be_is_said_and_kept(
        self, manager: Client, share_class: ShareClass, party: Party, quantity: str
    ) -> None:
        write = reverse("certificate:write", args=[share_class.pk, party.pk])
        answer = manager.post(write, {"quantity": quantity, "reference": "r"})
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not Certificate.objects.exists()
        assert quantity in answer.content.decode()

    def test_of_whom_holds_nothing_there_is_no_page(self, manager: Client, share_class: ShareClass) -> None:
        for who in (a_resident().pk, 10**9):
            assert manager.get(reverse("certificate:write", args=[share_class.pk, who])).status_code == 404

    @pytest.mark.parametrize("role", ["treasurer", "supervisor", "steward", "auditor"])
    def test_who_reads_does_not_write(self, share_class: ShareClass, certificate: Certificate, role: str) -> None:
        of_bumm = {"bumm": share_class.bumm} if role in ("treasurer", "supervisor") else {}
        client = desk(holder(role, **of_bumm))
        assert client.get(reverse("certificate:inspect", args=[certificate.pk])).status_code == 200
        write = reverse("certificate:write", args=[share_class.pk, certificate.party_id])
        assert client.post(write, {"quantity": 1, "reference": "r"})["Location"] == reverse("wagtailadmin_home")
        for step in ("give_consent", "withdraw_consent", "cancel"):
            assert on_certificate(client, step, certificate, on="2013-03-01", reason="x").status_code == 302
        assert Certificate.objects.count() == 1
        assert not CertificateConsent.objects.exists()
        assert with_state(certificate).void_on is None

    def test_the_manager_of_another_bumm_sees_nothing(self, certificate: Certificate) -> None:
        other = founded(place="mojosongo").bumm
        client = desk(holder("manager", bumm=other))
        for step in ("inspect", "pdf", "print", "give_consent", "cancel"):
            answer = client.get(reverse(f"certificate:{step}", args=[certificate.pk]))
            assert answer["Location"] == reverse("wagtailadmin_home")
        assert str(certificate.party) not in client.get(reverse("certificate:index")).content.decode()


class TestConsent:
    def test_it_is_recorded_with_who_and_when(self, manager: Client, certificate: Certificate) -> None:
        today = timezone.localdate()
        on_certificate(manager, "give_consent", certificate, on=today.isoformat())
        assert with_state(certificate).is_consented
        consent = certificate.consents.get()
        assert (consent.consented_on, consent.recorded_by_id) == (today, int(manager.session["_auth_user_id"]))
        on_certificate(manager, "withdraw_consent", certificate, on=today.isoformat())
        assert not with_state(certificate).is_consented
        assert manager.get(reverse("certificate:inspect", args=[certificate.pk])).status_code == 200

    @pytest.mark.parametrize("day", ["32-13-2013", "", "2012-01-01"])
    def test_a_day_that_cannot_be(self, manager: Client, certificate: Certificate, day: str) -> None:
        answer = on_certificate(manager, "give_consent", certificate, on=day)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not CertificateConsent.objects.exists()

    def test_a_day_to_come(self, manager: Client, certificate: Certificate) -> None:
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        assert on_certificate(manager, "give_consent", certificate, on=tomorrow.isoformat()).context["form"].errors


def test_a_cancelled_one_is_not_cancelled_again(manager: Client, certificate: Certificate) -> None:
    assert on_certificate(manager, "cancel", certificate, reason="").context["form"].errors
    on_certificate(manager, "cancel", certificate, reason="Hilang")
    assert with_state(certificate).void_on == timezone.localdate()
    inspect = reverse("certificate:inspect", args=[certificate.pk])
    assert "Hilang" in manager.get(inspect).content.decode()
    assert on_certificate(manager, "cancel", certificate, reason="Hilang")["Location"] == inspect


def pages(document: bytes) -> int:
    """How many sheets a PDF has, whose objects lie in compressed streams."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL)
    return sum(len(re.findall(rb"/Type\s*/Page\b", zlib.decompressobj().decompress(each))) for each in streams)


class TestPaper:
    @pytest.mark.usefixtures("pango")
    def test_the_same_certificate_gives_the_same_file(self, manager: Client, certificate: Certificate) -> None:
        address = reverse("certificate:pdf", args=[certificate.pk])
        answer = manager.get(address)
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert "sertifikat-" in answer["Content-Disposition"]
        assert manager.get(address).content == answer.content

    @pytest.mark.usefixtures("pango")
    @pytest.mark.parametrize("name", ["Siti", "Raden Ayu Kusumaningtyas Wulandari Sastrowardoyo " * 2])
    def test_it_is_one_sheet(self, share_class: ShareClass, name: str) -> None:
        party = party_of(PersonFactory(name=name.strip()))
        issued(share_class, {party: 999_999_999}, MARCH)  # a long name, and a number that takes many words
        said = {"share_class": share_class, "party": party, "quantity": 999_999_999, "reference": "c"}
        assert pages(paper.certificate_pdf(with_state(services.write_certificate(**said)))) == 1

    def test_on_paper_stands_what_it_certifies(self, manager: Client, certificate: Certificate) -> None:
        said = manager.get(reverse("certificate:print", args=[certificate.pk])).content.decode()
        for part in (str(certificate.party), "(dua belas)", "A/1", "Rp50.000", "Rp600.000", spaced(certificate.code)):
            assert part in said
        assert f"/verifikasi/{certificate.code}/" in said
        assert "<svg" in said
        assert " style=" not in said

    def test_without_pango_it_is_printed_from_the_browser(
        self, manager: Client, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
        monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
        answer = manager.get(reverse("certificate:pdf", args=[certificate.pk]), follow=True)
        assert answer.redirect_chain[0][0] == reverse("certificate:print", args=[certificate.pk])
        assert str(certificate.party) in answer.content.decode()
        assert 'role="status"' in answer.content.decode()

    def test_the_square_says_where_to_ask(self, certificate: Certificate, settings: Any) -> None:
        settings.SITE_URL = "https://jelujur.example"
        assert paper.address_of(certificate) == f"https://jelujur.example/verifikasi/{certificate.code}/"


class TestTheList:
    def test_it_is_filtered_and_taken_along(self, manager: Client, share_class: ShareClass, party: Party) -> None:
        for number in range(3):
            services.write_certificate(
                share_class=share_class, party=party, quantity=12 - number, reference=f"{number}"
            )
        index = reverse("certificate:index")
        rows = {
            asked: len(manager.get(index, {"void_on": asked}).context["object_list"]) for asked in ("", "true", "false")
        }
        assert rows == {"": 3, "true": 2, "false": 1}
        table = manager.get(index, {"export": "csv"}).getvalue().decode()
        assert len(table.strip().splitlines()) == 4
        assert str(party) in table
        assert manager.get(index, {"export": "xlsx"}).status_code == 200
        for order in ("void_on", "-issued_on", "quantity"):
            assert manager.get(index, {"ordering": order}).status_code == 200

    def test_its_questions_do_not_grow(
        self, manager: Client, share_class: ShareClass, django_assert_max_num_queries: Any
    ) -> None:
        parties = [a_resident() for _ in range(12)]
        issued(share_class, dict.fromkeys(parties, 2), MARCH)
        for each in parties:
            services.write_certificate(share_class=share_class, party=each, quantity=2, reference=f"{each.pk}")
        manager.get(reverse("certificate:index"))
        with django_assert_max_num_queries(24):
            assert len(manager.get(reverse("certificate:index")).context["object_list"]) == 12
