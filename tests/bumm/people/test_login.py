"""Logging in, at the real address."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bumm.people.models import User
from tests.factories import PASSWORD, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_yet() -> Iterator[None]:
    """Failed attempts are counted in the cache, which tests share."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def melati() -> User:
    return UserFactory(username="melati", email="Sri.Melati@example.org", phone="0812-0000-0101")


def log_in(client: Client, login: str, password: str = PASSWORD) -> bool:
    """Whether the site now takes this client for someone."""
    client.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login",
    [
        "melati",
        "Melati",
        "sri.melati@example.org",
        "SRI.MELATI@EXAMPLE.ORG",
        "081200000101",
        "0812-0000-0101",
        "0812 0000 0101",
        "+6281200000101",
        "+62 812-0000-0101",
    ],
)
def test_user_name_e_mail_and_phone_all_do(client: Client, melati: User, login: str) -> None:
    assert log_in(client, login)
    assert client.session["_auth_user_id"] == str(melati.pk)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("melati", "sandi-yang-salah"),
        ("melati", ""),
        ("melati", PASSWORD.upper()),
        ("0812-0000-0101", "sandi-yang-salah"),
        ("0812-0000-0102", PASSWORD),
        ("orang-lain", PASSWORD),
        ("", PASSWORD),
    ],
)
def test_a_wrong_password_or_name_does_not(client: Client, melati: User, login: str, password: str) -> None:
    assert not log_in(client, login, password)


def test_the_answer_does_not_tell_whether_there_is_such_an_account(client: Client, melati: User) -> None:
    pages = []
    for login in ["melati", "tidak-ada"]:
        answer = client.post(reverse("account_login"), {"login": login, "password": "sandi-yang-salah"})
        pages.append(answer.context["form"].non_field_errors())
    assert pages[0]
    assert pages[0] == pages[1]


def test_an_account_that_is_switched_off_does_not_get_in(client: Client, melati: User) -> None:
    melati.is_active = False
    melati.save()
    assert not log_in(client, "melati")
    assert not log_in(client, "0812-0000-0101")


@pytest.mark.parametrize("login", ["melati", "0812-0000-0101"])
def test_after_five_wrong_passwords_the_right_one_does_not_help_either(
    client: Client, melati: User, login: str
) -> None:
    UserFactory(username="kenanga")
    for _ in range(5):
        assert not log_in(client, login, "sandi-yang-salah")
    assert not log_in(client, login)
    assert log_in(client, "kenanga")  # others are not kept out


def test_nobody_signs_up(client: Client) -> None:
    form = {"username": "pendatang", "email": "p@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form)
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["/kantor/login/", "/_util/login/", "/en/_util/login/"])
def test_no_other_address_takes_a_password(client: Client, melati: User, address: str) -> None:
    """Wagtail brings log-ins of its own, which know nothing of a second factor nor of counting attempts."""
    answer = client.post(address, {"username": "melati", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 302
    assert answer.url.endswith("/akun/login/")
    asked = client.get(f"{address}?next=/kantor/pages/")
    assert asked.url.endswith("?next=/kantor/pages/")


@pytest.mark.parametrize("address", ["/kantor/password_reset/", "/kantor/password_reset/confirm/MQ/set-password/"])
def test_the_offices_own_password_reset_is_closed(client: Client, melati: User, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": melati.email}).status_code == 404


def test_who_is_not_logged_in_is_sent_to_log_in_and_then_on(client: Client) -> None:
    user = holder("auditor")
    assert client.get("/kantor/group/").url == f"{reverse('account_login')}?next=/kantor/group/"
    form = {"login": user.username, "password": PASSWORD, "next": "/kantor/group/"}
    answer = client.post(reverse("account_login"), form)
    assert answer.url == "/kantor/group/"
    assert client.get("/kantor/group/").status_code == 200


def test_nobody_is_sent_on_to_another_site(client: Client, melati: User) -> None:
    form = {"login": "melati", "password": PASSWORD, "next": "https://example.com/"}
    assert "example.com" not in client.post(reverse("account_login"), form).url


def test_who_holds_no_role_is_told_so_and_not_sent_in_circles(client: Client, melati: User) -> None:
    assert log_in(client, "melati")
    answer = client.get("/kantor/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [(f"{reverse('account_login')}?next=/kantor/", 302)]


def test_logging_out_takes_a_post(client: Client, melati: User) -> None:
    log_in(client, "melati")
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("role", "leads_to", "sees_office"), [("auditor", "/kantor/", True), (None, "/akun/saham/", False)]
)
def test_each_comes_to_where_there_is_something_to_do(
    client: Client, role: str | None, leads_to: str, sees_office: bool
) -> None:
    user = holder(role) if role else UserFactory()
    user.set_password(PASSWORD)
    user.save()
    answer = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, leads_to)
    own = client.get("/akun/saham/").content.decode()
    assert ('<a class="arrow" href="/kantor/">' in own) == sees_office
