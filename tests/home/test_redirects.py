"""Addresses that people have written down keep working when a page moves."""

from typing import Any

import pytest
from django.test import Client

from bumm.people.models import Kelurahan
from tests.factories import KelurahanPageFactory, ProductPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_renamed_page_is_found_at_its_old_address(
    client: Client, django_capture_on_commit_callbacks: Any, prefix: str
) -> None:
    page = ProductPageFactory()
    old = page.url
    page.slug = "nama-baru"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    response = client.get(prefix + old)
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200
    assert response["Location"].endswith(prefix + old.replace(old.split("/")[-2], "nama-baru"))


def test_what_lies_below_a_moved_page_is_found_too(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    good = ProductPageFactory()
    old = good.url
    group_page = good.get_parent().specific
    elsewhere = KelurahanPageFactory(kelurahan=Kelurahan.objects.get(slug="mojosongo"))
    with django_capture_on_commit_callbacks(execute=True):
        group_page.move(elsewhere, pos="last-child")
    good.refresh_from_db()
    assert good.url != old
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"].endswith(good.url)


def test_an_address_of_nothing_is_still_not_found(client: Client) -> None:
    assert client.get("/kelurahan/di-mana/ini/").status_code == 404
