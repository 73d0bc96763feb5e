"""Where a setting says so, nobody works in the office without a second factor."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bumm.people.models import User
from tests.factories import PASSWORD, holder

pytestmark = pytest.mark.django_db

OFFICE = ["/kantor/", "/kantor/pages/", "/kantor/api/main/pages/", "/kantor/images/chooser/"]


@pytest.fixture
def officer() -> User:
    return holder("promotion_officer")


@pytest.fixture
def desk(officer: User, client: Client) -> Client:
    client.force_login(officer)
    return client


@pytest.mark.parametrize("address", OFFICE)
def test_without_the_setting_a_password_is_enough(desk: Client, address: str, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    assert desk.get(address, follow=True).status_code == 200
    assert desk.get(address, follow=True).request["PATH_INFO"].startswith("/kantor/")


@pytest.mark.parametrize("address", OFFICE)
def test_with_it_staff_must_set_up_a_second_factor_first(desk: Client, address: str, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    for answer in [desk.get(address), desk.post(address)]:
        assert (answer.status_code, answer.url) == (302, reverse("mfa_activate_totp"))


def test_with_a_second_factor_the_office_is_open(desk: Client, officer: User, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    TOTP.activate(officer, generate_totp_secret())
    assert desk.get("/kantor/").status_code == 200


def test_the_public_site_asks_for_nothing(desk: Client, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    assert desk.get("/produk/").status_code == 200
    assert Client().get("/kantor/").url.startswith(reverse("account_login"))


def test_the_password_alone_does_not_log_in_who_has_a_second_factor(officer: User, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    TOTP.activate(officer, generate_totp_secret())
    client = Client()
    answer = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/kantor/").url.startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
