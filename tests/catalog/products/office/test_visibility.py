"""Hide many goods and show them again: what can be done is done, the rest is named with its reason."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from bumm.people.models import User
from catalog.products import services
from catalog.products.listing import Listing, Wish
from catalog.products.models import GroupPage, PriceChange, ProductPage
from catalog.products.search import understand
from tests.factories import CategoryFactory, GroupPageFactory, PhotoFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory()


@pytest.fixture
def manager(group_page: GroupPage) -> User:
    return holder("manager", bumm=group_page.group.selling_bumm)


@pytest.fixture
def office(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def address(action: str, *pages: ProductPage) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["products", "productpage", action]) + f"?{ids}&next=/kantor/barang/"


def is_live(page: ProductPage) -> bool:
    return ProductPage.objects.get(pk=page.pk).live


def found(words: str) -> list[int]:
    """The keys of what the public finds by these words."""
    return list(Listing(Wish(words=words), understand(words)).page("1"))


def refused(response: HttpResponse) -> dict[str, str]:
    return {page.title: reason for page, reason in response.context["refused"]}


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_hidden_goods_are_gone_for_the_public_and_come_back_as_they_were(
    office: Client, group_page: GroupPage, manager: User
) -> None:
    bag, mat = (ProductPageFactory(group_page=group_page, title=title) for title in ("Tas", "Keset"))
    assert is_live(bag)
    asked = office.get(address("hide", bag))
    assert "Tas" in asked.content.decode()
    assert is_live(bag)
    assert office.post(address("hide", bag)).url == "/kantor/barang/"
    assert (is_live(bag), is_live(mat)) == (False, True)
    assert Client().get(bag.url).status_code == 404
    assert bag.pk not in found("Tas")
    office.post(address("show", bag))
    assert Client().get(bag.url).status_code == 200
    assert found("Tas") == [bag.pk]
    log = PageLogEntry.objects.filter(page=bag.pk, action="wagtail.publish").order_by("pk")
    assert [entry.user for entry in log] == [None, manager]
    assert PriceChange.objects.filter(variant__product=bag.product).count() == 1


def test_what_the_public_saw_last_is_shown_and_a_newer_draft_stays_one(office: Client, group_page: GroupPage) -> None:
    page = ProductPageFactory(group_page=group_page, title="Tas")
    page.unpublish()
    page.title = "Tas belum disetujui"
    page.save()
    page.save_revision()
    office.post(address("show", page))
    page = ProductPage.objects.get(pk=page.pk)
    assert (page.live, page.title, page.draft_title) == (True, "Tas", "Tas belum disetujui")
    assert page.has_unpublished_changes


@pytest.fixture
def obstacles(group_page: GroupPage) -> dict[str, ProductPage]:
    """Goods that cannot be shown, each for one reason, and one that can."""
    photo = PhotoFactory(collection=group_page.collection)

    def draft(title: str, **fields: Any) -> ProductPage:
        return ProductPageFactory(**{"group_page": group_page, "title": title, "image": photo, "live": False} | fields)

    waiting = draft("Menunggu")
    waiting.get_workflow().start(waiting, holder("group_admin", group=group_page.group))
    returned, manager = draft("Dikembalikan"), holder("manager", bumm=group_page.group.selling_bumm)
    returned.get_workflow().start(returned, holder("group_admin", group=group_page.group))
    returned.current_workflow_task_state.reject(user=manager, comment="Foto kurang jelas")
    product = services.open_product(group=group_page.group)
    priceless = ProductPage(product=product, category=CategoryFactory(), title="Tanpa harga", live=False)
    group_page.add_child(instance=priceless)
    priceless.save_revision()
    locked = draft("Terkunci")
    ProductPage.objects.filter(pk=locked.pk).update(locked=True, locked_by=holder("promotion_officer"))
    lost = draft("Foto hilang", image=PhotoFactory(collection=group_page.collection))
    lost_photo = lost.photos.get()
    lost.photos.all().delete()
    type(lost).objects.get(pk=lost.pk).photos.all().delete()
    lost_photo.image.delete()
    return {
        "Menunggu": waiting,
        "Dikembalikan": returned,
        "Tanpa harga": priceless,
        "Tanpa foto": draft("Tanpa foto", image=None),
        "Terkunci": locked,
        "Foto hilang": lost,
        "Tayang": draft("Tayang", live=True),
        "Siap": draft("Siap"),
    }


def test_what_cannot_be_shown_is_named_and_the_rest_is_shown(office: Client, obstacles: dict[str, ProductPage]) -> None:
    asked = office.get(address("show", *obstacles.values()))
    assert refused(asked).keys() == obstacles.keys() - {"Siap"}
    assert len(set(refused(asked).values())) == 7
    done = office.post(address("show", *obstacles.values()))
    assert done.url == "/kantor/barang/"
    assert {title for title, page in obstacles.items() if is_live(page)} == {"Tayang", "Siap"}
    assert "7" in said(done)
    assert obstacles["Menunggu"].workflow_in_progress


def test_what_is_hidden_already_is_named(office: Client, obstacles: dict[str, ProductPage]) -> None:
    asked = office.get(address("hide", obstacles["Siap"], obstacles["Tayang"]))
    assert list(refused(asked)) == ["Siap"]


def test_where_nothing_can_be_done_there_is_nothing_to_confirm(
    office: Client, obstacles: dict[str, ProductPage]
) -> None:
    asked = office.get(address("show", obstacles["Tanpa foto"]))
    assert 'type="submit" class="button"' not in asked.content.decode()
    office.post(address("show", obstacles["Tanpa foto"]))
    assert not is_live(obstacles["Tanpa foto"])


@pytest.mark.parametrize("action", ["hide", "show"])
@pytest.mark.parametrize("role", ["group_admin", "auditor", "manager"])
def test_who_may_not_publish_them_may_neither_hide_nor_show(
    client: Client, group_page: GroupPage, action: str, role: str
) -> None:
    """A group's admin goes through moderation; a manager does this for the own groups only."""
    page = ProductPageFactory(group_page=group_page, title="Tas ungu", live=action == "hide")
    elsewhere = GroupPageFactory(group__selling_bumm__place="mojosongo")
    user = {
        "group_admin": lambda: holder("group_admin", group=group_page.group),
        "auditor": lambda: holder("auditor"),
        "manager": lambda: holder("manager", bumm=elsewhere.group.selling_bumm),
    }[role]()
    client.force_login(user)
    for answer in [client.get(address(action, page)), client.post(address(action, page))]:
        assert (answer.status_code, answer.url) == (302, "/kantor/")
        assert "ungu" not in said(answer)
    assert is_live(page) == (action == "hide")
