"""The office does not break where it is asked to delete what records refer to.

Wagtail refuses where its index of references knows of one. What a command stored is not in that index, as here.
"""

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from bumm.people.models import User
from tests.factories import GroupFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(holder("administrator"))
    return client


@pytest.fixture
def keeper() -> User:
    user = holder("group_admin", group=GroupFactory())
    ReferenceIndex.objects.all().delete()
    return user


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_an_account_with_a_role_is_kept_and_the_office_says_why(desk: Client, keeper: User) -> None:
    response = desk.post(reverse("wagtailusers_users:delete", args=[keeper.pk]))
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert "tidak dapat dihapus" in said(response)[0]
    assert User.objects.filter(pk=keeper.pk).exists()


def test_several_accounts_are_deleted_all_or_none(desk: Client, keeper: User) -> None:
    visitor = UserFactory()
    response = desk.post(f"/kantor/bulk/people/user/delete/?id={visitor.pk}&id={keeper.pk}")
    assert "tidak dapat dihapus" in said(response)[0]
    assert User.objects.filter(pk__in=[keeper.pk, visitor.pk]).count() == 2


def test_the_rights_of_a_role_cannot_be_deleted(desk: Client) -> None:
    rights = AuthGroup.objects.get(name="Role: auditor")
    ReferenceIndex.objects.all().delete()
    assert desk.post(reverse("wagtailusers_groups:delete", args=[rights.pk])).status_code == 302
    assert AuthGroup.objects.filter(pk=rights.pk).exists()


def test_a_script_is_told_by_status(desk: Client, keeper: User) -> None:
    address = reverse("wagtailusers_users:delete", args=[keeper.pk])
    response = desk.post(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 409
    assert "tidak dapat dihapus" in response.content.decode()


def test_other_errors_are_not_hidden(desk: Client) -> None:
    with pytest.raises(Exception, match="emergency broadcast"):
        desk.get(reverse("wagtailadmin_error_test"))
