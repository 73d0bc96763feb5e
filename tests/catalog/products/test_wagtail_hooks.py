"""What Wagtail would let an officer with rights everywhere do to the catalogue, and we do not."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from catalog.products import services
from catalog.products.models import GroupPage, Product, ProductPage
from tests.factories import CategoryFactory, GroupPageFactory, PhotoFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    """A promotion officer, who writes and publishes everywhere."""
    client.force_login(holder("promotion_officer"))
    return client


def bulk(action: str, *pages: Page) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?{ids}&next=/kantor/"


def draft_without_price(group_page: GroupPage) -> ProductPage:
    """As the editor leaves it that saves by itself."""
    product = services.open_product(group=group_page.group)
    page = ProductPage(product=product, category=CategoryFactory(), title="Belum ada harga", live=False)
    group_page.add_child(instance=page)
    page.save_revision()
    return page


def parent(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).get_parent()


def test_a_product_stays_with_its_group(officer: Client) -> None:
    page, elsewhere = ProductPageFactory(), GroupPageFactory()
    before = parent(page)
    officer.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
    officer.post(bulk("move", page), {"chooser": elsewhere.pk})
    officer.post(f"/kantor/api/main/pages/{page.pk}/action/move/", {"destination_page_id": elsewhere.pk})
    assert parent(page) == before


@pytest.mark.parametrize("kind", ["product", "group", "kelurahan"])
def test_a_page_that_stands_for_a_record_is_not_copied(officer: Client, kind: str) -> None:
    product = ProductPageFactory()
    page = {"product": product, "group": parent(product), "kelurahan": parent(parent(product))}[kind]
    before = Page.objects.count()
    copy: dict[str, Any] = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": parent(page).pk}
    officer.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy)
    officer.raise_request_exception = False
    for action in ["copy", "create_alias"]:
        officer.post(f"/kantor/api/main/pages/{page.pk}/action/{action}/", {"update_slug": "salinan"})
    assert Page.objects.count() == before


@pytest.mark.parametrize("chosen", ["draft", "branch"])
def test_a_draft_without_price_or_photo_is_not_published_among_many(officer: Client, chosen: str) -> None:
    """Alone it goes through its form, which asks; in bulk nobody would."""
    group_page = GroupPageFactory()
    priceless, unseen = (
        draft_without_price(group_page),
        ProductPageFactory(group_page=group_page, image=None, live=False),
    )
    for draft in [priceless, unseen]:
        address = bulk("publish", draft if chosen == "draft" else group_page)
        answer = officer.post(address, {"include_descendants": "on"}, follow=True)
        assert draft.title in answer.content.decode()
    assert not ProductPage.objects.live().exists()
    assert not Product.objects.exclude(first_offered_at=None).exists()


def test_whole_drafts_are_published_together(officer: Client) -> None:
    group_page = GroupPageFactory()
    drafts = [ProductPageFactory(group_page=group_page, live=False) for _ in range(2)]
    officer.post(bulk("publish", *drafts), {"include_descendants": ""})
    assert ProductPage.objects.live().count() == 2


def test_pictures_are_deleted_in_bulk_as_ever(officer: Client) -> None:
    photo = PhotoFactory()
    address = reverse("wagtail_bulk_action", args=["products", "photo", "delete"])
    officer.post(f"{address}?id={photo.pk}")
    assert not type(photo).objects.filter(pk=photo.pk).exists()


@pytest.mark.parametrize("role", ["group_admin", "promotion_officer"])
@pytest.mark.parametrize("address", ["/kantor/images/{pk}/delete/", "/kantor/bulk/products/photo/delete/?id={pk}"])
def test_a_picture_that_is_on_a_page_stays(client: Client, role: str, address: str) -> None:
    page = ProductPageFactory()
    photo = page.photos.get().image
    client.force_login(holder(role, group=page.product.group if role == "group_admin" else None))
    assert client.post(address.format(pk=photo.pk)).status_code == 302
    assert type(photo).objects.filter(pk=photo.pk).exists()
    assert page.photos.count() == 1
