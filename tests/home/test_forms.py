"""What visitors write, and how it is answered."""

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from home.forms import ContactForm
from home.models import ContactMessage

from tests.factories import holder

pytestmark = pytest.mark.django_db


def written(**changed: str) -> ContactForm:
    return ContactForm({"name": "Ibu Tari", "reach": "0812-3456-7890", "text": "Ada tas biru?"} | changed)


@pytest.mark.parametrize("reach", ["0812-3456-7890", "+62 812 3456 7890", "tari@example.org"])
def test_an_answer_can_be_sent_to_a_number_or_an_address(reach: str) -> None:
    assert written(reach=reach).is_valid()


@pytest.mark.parametrize("reach", ["abc", "12", "tari@", ""])
def test_what_no_answer_can_be_sent_to_is_refused_and_kept(reach: str) -> None:
    form = written(reach=reach)
    assert not form.is_valid()
    assert form["reach"].errors
    assert form["text"].value() == "Ada tas biru?"


@override_settings(MANAGERS=[("Promosi", "promosi@example.org")])
def test_a_message_is_stored_and_the_managers_are_told() -> None:
    form = written()
    assert form.is_valid()
    form.send()
    assert ContactMessage.objects.get().text == "Ada tas biru?"
    assert "0812-3456-7890" in mail.outbox[0].body


def test_a_machine_that_fills_in_everything_is_heard_by_nobody() -> None:
    form = written(website="https://example.org")
    assert form.is_valid()
    form.send()
    assert not ContactMessage.objects.exists()


def test_who_answers_reads_the_message_on_the_same_screen_and_cannot_rewrite_it(client: Client) -> None:
    message = ContactMessage.objects.create(name="Ibu Tari", reach="0812-3456-7890", text="Ada tas biru?")
    client.force_login(holder("promotion_officer"), backend="bumm.people.login.LoginBackend")
    address = reverse("contactmessage:edit", args=[message.pk])
    assert "Ada tas biru?" in client.get(address).content.decode()
    client.post(address, {"answered": "on", "text": "Sudah saya ubah"})
    message.refresh_from_db()
    assert (message.answered, message.text) == (True, "Ada tas biru?")
