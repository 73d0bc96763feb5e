"""The public page of certificates: it answers whoever has the code, while the holder agrees, and nobody else."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumm.people.models import Party
from bumm.people.services import party_of
from bumm.shares import services
from bumm.shares.codes import new_code, spaced
from bumm.shares.models import Certificate, ShareClass
from bumm.shares.public import masked_name
from tests.bumm.shares.test_subscriptions import MARCH, founded, share_class_of
from tests.factories import GroupFactory, PersonFactory, a_resident, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked(db: None) -> None:
    cache.clear()


@pytest.fixture
def holder() -> Party:
    return party_of(PersonFactory(name="Siti Wulandari"))


@pytest.fixture
def share_class(holder: Party) -> ShareClass:
    share_class = share_class_of(founded())
    issued(share_class, {holder: 1_200}, MARCH)
    return share_class


@pytest.fixture
def certificate(share_class: ShareClass, holder: Party) -> Certificate:
    return services.write_certificate(share_class=share_class, party=holder, quantity=1_200, reference="c1")


def agree(certificate: Certificate) -> None:
    services.give_consent(certificate=certificate, on=timezone.localdate(), by=None)


def ask(code: str, **more: Any) -> HttpResponse:
    return Client().get(reverse("verify", args=[code]), **more)


def words(answer: HttpResponse) -> str:
    """What a page says, without the addresses in it that name the code."""
    return re.sub(r"[0-9A-Z]{26}", "CODE", answer.content.decode())


def test_with_consent_it_says_what_the_paper_says(certificate: Certificate) -> None:
    agree(certificate)
    answer = ask(certificate.code)
    said = answer.content.decode()
    assert answer.status_code == 200
    for part in ("BUMM Tipes", "1.200", "S**** W****", "A – Biasa", "A/1"):
        assert part in said
    for private in ("Siti", "Wulandari"):
        assert private not in said
    assert "notice--success" in said


def test_without_consent_it_is_as_if_there_were_none(certificate: Certificate) -> None:
    hidden, unknown = ask(certificate.code), ask(new_code())
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert words(hidden) == words(unknown)
    assert "BUMM Tipes" not in words(hidden)


def test_consent_that_was_withdrawn_hides_it_at_once(certificate: Certificate) -> None:
    agree(certificate)
    assert ask(certificate.code).status_code == 200
    services.withdraw_consent(certificate=certificate, on=timezone.localdate(), by=None)
    assert ask(certificate.code).status_code == 404


def test_a_void_one_says_since_when(share_class: ShareClass, certificate: Certificate, holder: Party) -> None:
    agree(certificate)
    services.transfer_shares(
        share_class=share_class, giver=holder, taker=a_resident(), quantity=1, effective_on=MARCH, reference="t"
    )
    said = ask(certificate.code).content.decode()
    assert "notice--error" in said
    assert "notice--success" not in said
    assert str(timezone.localdate().year) in said


def test_the_reason_of_a_cancellation_stays_inside(certificate: Certificate) -> None:
    agree(certificate)
    services.cancel_certificate(certificate=certificate, reason="Sengketa waris", by=None)
    assert "waris" not in ask(certificate.code).content.decode()


def test_it_is_neither_kept_nor_found_by_searching(certificate: Certificate) -> None:
    agree(certificate)
    for answer in (ask(certificate.code), ask(new_code()), Client().get(reverse("ask_for_code"))):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_in_english_too(certificate: Certificate) -> None:
    agree(certificate)
    answer = Client().get(f"/en/verifikasi/{certificate.code}/")
    assert answer.status_code == 200
    assert "This certificate is valid." in answer.content.decode()


def test_it_answers_some_times_a_minute(certificate: Certificate, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"verification": "3/m/ip"}
    agree(certificate)
    codes = [certificate.code, new_code(), certificate.code, certificate.code, new_code()]
    assert [ask(code).status_code for code in codes] == [200, 404, 200, 429, 429]


def test_a_form_takes_the_code_as_it_is_typed(certificate: Certificate) -> None:
    for typed in (certificate.code, spaced(certificate.code), spaced(certificate.code).lower().replace("-", " ")):
        answer = Client().get(reverse("ask_for_code"), {"kode": typed})
        assert (answer.status_code, answer["Location"]) == (302, reverse("verify", args=[certificate.code]))
    address = reverse("verify", args=[spaced(certificate.code).lower()])
    assert Client().get(address)["Location"] == reverse("verify", args=[certificate.code])


@pytest.mark.parametrize("typed", ["abc", "7" * 300, "<script>alert(1)</script>", "\0", "é"])
def test_what_is_no_code_is_said_and_kept(typed: str) -> None:
    answer = Client().get(reverse("ask_for_code"), {"kode": typed})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert 'aria-invalid="true"' in said
    assert "<script>alert" not in said
    assert Client().get(reverse("verify", args=["abc"])).status_code == 404


def test_without_a_code_there_is_just_the_form() -> None:
    assert Client().get(reverse("ask_for_code")).status_code == 200
    assert Client().post(reverse("ask_for_code")).status_code == 405


def test_an_answer_takes_few_questions(certificate: Certificate, django_assert_max_num_queries: Any) -> None:
    agree(certificate)
    ask(certificate.code)
    with django_assert_max_num_queries(6):
        ask(certificate.code)


def test_only_residents_are_masked() -> None:
    assert masked_name(party_of(GroupFactory(name="KUBE Bulu Jaya"))) == "KUBE Bulu Jaya"
    assert masked_name(party_of(PersonFactory(name="Ng  Ésther o"))) == "N**** É**** o****"
