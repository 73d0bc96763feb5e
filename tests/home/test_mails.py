"""Mails wear the market's face, as text and as HTML, in the reader's language."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from wagtail.users.models import UserProfile

from bumm.people.models import User
from catalog.products.models import ProductPage
from tests.factories import BummFactory, GroupFactory, GroupPageFactory, ProductPageFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> ProductPage:
    """A draft whose group has an admin, who owns it, and whose BUMM has a manager."""
    bumm = BummFactory()
    group_page = GroupPageFactory(group=GroupFactory(selling_bumm=bumm))
    holder("manager", bumm=bumm)
    return ProductPageFactory(
        group_page=group_page, title="Tas & topi", live=False, owner=holder("group_admin", group=group_page.group)
    )


def read_in(language: str, *users: User) -> None:
    for user in users:
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


def last_mail() -> tuple[str, str, str]:
    """Subject, text and HTML of the latest mail."""
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    [html] = message.alternatives
    assert message.subject == message.subject.strip()
    return str(message.subject), str(message.body), str(html[0])


def assert_both_say(words: str, *, first: str) -> None:
    """The text and the HTML of the latest mail greet, say these words and are signed; the HTML fetches nothing."""
    _subject, text, html = last_mail()
    assert text.startswith(first)
    assert "\n\n\n" not in text
    for body in (text, html.replace("&amp;", "&")):
        assert words in body
        assert "Jelujur" in body
    assert "src=" not in html
    assert html.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("language", "hello", "submitted", "returned", "approved"),
    [
        ("id", "Halo", "menunggu persetujuan Anda", "meminta perubahan:", "Kabar baik: “Tas & topi” sudah disetujui"),
        ("en", "Hello", "waits for your approval", "asks for a change:", "Good news: “Tas & topi” has been approved"),
    ],
)
def test_a_listing_on_its_way(
    listing: ProductPage, language: str, hello: str, submitted: str, returned: str, approved: str
) -> None:
    seller, manager = listing.owner, User.objects.get(assignments__role__code="manager")
    read_in(language, seller, manager)

    state = listing.get_workflow().start(listing, seller)
    assert last_mail()[0] == f"“Tas & topi” {submitted}"
    assert_both_say(f"/kantor/pages/{listing.pk}/edit/", first=hello)

    state.current_task_state.specific.reject(user=manager, comment="Tulis ukurannya.\nFotonya gelap.")
    assert_both_say(returned, first=hello)
    assert "Tulis ukurannya.\nFotonya gelap." in last_mail()[1]
    assert "Tulis ukurannya.<br>Fotonya gelap." in last_mail()[2]

    state.refresh_from_db()
    state.resume(user=seller)
    state.current_task_state.specific.approve(user=manager)
    assert_both_say(approved, first=hello)
    assert f"/{listing.slug}/" in last_mail()[1]


@pytest.mark.parametrize(
    ("prefix", "hello", "subject", "unknown"),
    [("", "Halo", "Kata sandi baru", "tidak ada akun"), ("/en", "Hello", "A new password", "no account there has it")],
)
def test_a_forgotten_password(client: Client, prefix: str, hello: str, subject: str, unknown: str) -> None:
    cache.clear()  # attempts are counted there
    user = UserFactory()
    client.post(f"{prefix}/akun/password/reset/", {"email": user.email})
    assert last_mail()[0] == subject
    assert_both_say(f"{prefix}/akun/password/reset/key/", first=hello)
    client.post(f"{prefix}/akun/password/reset/", {"email": "siapa@example.org"})
    assert_both_say(unknown, first=hello)
