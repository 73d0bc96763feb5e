"""The office's own pieces of the home room."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import GroupFactory, holder

pytestmark = pytest.mark.django_db


def test_the_account_leads_to_password_and_second_factor(client: Client) -> None:
    client.force_login(holder("group_admin", group=GroupFactory()), backend="bumm.people.login.LoginBackend")
    account = client.get(reverse("wagtailadmin_account"))
    assert account.status_code == 200
    for name in ("account_change_password", "mfa_index"):
        assert reverse(name) in account.content.decode()
        assert client.get(reverse(name)).status_code == 200
