"""The office's own pieces of the home room."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupCollectionPermission

from tests.factories import GroupFactory, holder

pytestmark = pytest.mark.django_db


def test_the_account_leads_to_password_and_second_factor(client: Client) -> None:
    client.force_login(holder("group_admin", group=GroupFactory()), backend="bumm.people.login.LoginBackend")
    account = client.get(reverse("wagtailadmin_account"))
    assert account.status_code == 200
    for name in ("account_change_password", "mfa_index"):
        assert reverse(name) in account.content.decode()
        assert client.get(reverse(name)).status_code == 200


def test_entering_the_office_opens_nobody_the_documents() -> None:
    granted = GroupCollectionPermission.objects.filter(permission__content_type__app_label="wagtaildocs")
    assert not granted.filter(group__role__isnull=False).exists()
