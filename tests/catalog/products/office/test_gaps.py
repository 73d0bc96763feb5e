"""Reports on what listings lack: every gap is named, nothing else is."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from catalog.products.models import GroupPage, ProductPage, ProductPhoto, Variant
from catalog.products.office.goods import ENGLISH_GAPS
from tests.factories import GroupPageFactory, PhotoFactory, ProductPageFactory, holder

pytestmark = pytest.mark.django_db

WHOLE = {
    "title_en": "Bag",
    "summary": "Kuat",
    "summary_en": "Strong",
    "story": "<p>Dijahit.</p>",
    "story_en": "<p>Sewn.</p>",
    "materials": "Kain",
    "materials_en": "Cloth",
    "size": "Besar",
    "size_en": "Large",
    "care": "Cuci",
    "care_en": "Wash",
}


@pytest.fixture
def group_page() -> GroupPage:
    return GroupPageFactory()


@pytest.fixture
def whole(group_page: GroupPage) -> ProductPage:
    """A listing that lacks nothing."""
    page = ProductPageFactory(group_page=group_page, title="Tas", **WHOLE)
    page.photos.update(alt_en="A bag of patchwork")
    type(page.product).objects.filter(pk=page.product_id).update(unit="slop", unit_en="carton")
    page.product.variants.update(name="Besar", name_en="Large")
    return page


@pytest.fixture
def office(client: Client, group_page: GroupPage) -> Client:
    client.force_login(holder("group_admin", group=group_page.group))
    return client


def missing(response: HttpResponse) -> dict[str, str]:
    column = response.context["table"].columns["missing"]
    return {page.title: column.get_value(page) for page in response.context["object_list"]}


def break_english(page: ProductPage, name: str) -> None:
    if name == "variant":
        Variant.objects.filter(product=page.product).update(name_en="")
    elif name == "alt":
        ProductPhoto.objects.filter(page=page).update(alt_en="")
    elif name == "unit":
        type(page.product).objects.filter(pk=page.product_id).update(unit_en="")
    else:
        ProductPage.objects.filter(pk=page.pk).update(**{f"{name}_en": ""})


@pytest.mark.parametrize("name", list(ENGLISH_GAPS))
def test_each_english_gap_is_named(office: Client, whole: ProductPage, name: str) -> None:
    address = reverse("goods_missing_english")
    assert missing(office.get(address)) == {}
    break_english(whole, name)
    response = office.get(address)
    assert missing(response) == {"Tas": str(ENGLISH_GAPS[name].label)}
    assert response.context["counts"] == [(str(ENGLISH_GAPS[name].label), 1)]
    assert reverse("wagtailadmin_pages:edit", args=[whole.pk]) in response.content.decode()


def test_what_is_empty_in_indonesian_needs_no_english(office: Client, whole: ProductPage) -> None:
    for name in ["summary", "story", "materials", "size", "care"]:
        ProductPage.objects.update(**{name: "", f"{name}_en": ""})
    assert missing(office.get(reverse("goods_missing_english"))) == {}


@pytest.mark.parametrize("empty", ["", "<p></p>", '<p data-block-key="x1"></p>', "<p> <br/>&nbsp;</p>"])
def test_an_empty_paragraph_is_no_translation(office: Client, whole: ProductPage, empty: str) -> None:
    ProductPage.objects.update(story_en=empty)
    assert list(missing(office.get(reverse("goods_missing_english")))) == ["Tas"]
    ProductPage.objects.update(story=empty)
    assert missing(office.get(reverse("goods_missing_english"))) == {}


def test_photos_that_are_missing_or_unsaid(office: Client, group_page: GroupPage, whole: ProductPage) -> None:
    ProductPageFactory(group_page=group_page, title="Tanpa foto", image=None, live=False)
    silent = ProductPageFactory(group_page=group_page, title="Tanpa kata")
    silent.photos.update(alt="")
    response = office.get(reverse("goods_missing_photos"), {"ordering": "draft_title"})
    assert missing(response) == {"Tanpa foto": "Foto", "Tanpa kata": "Apa yang terlihat di foto"}
    assert response.context["looked_at"] == 3
    assert [n for _label, n in response.context["counts"]] == [1, 1]


def test_counts_follow_the_filters(office: Client, group_page: GroupPage, whole: ProductPage) -> None:
    ProductPageFactory(group_page=group_page, title="Tanpa foto", image=None, live=False)
    response = office.get(reverse("goods_missing_photos"), {"state": "live"})
    assert (response.context["looked_at"], response.context["counts"], missing(response)) == (1, [], {})


@pytest.mark.parametrize("name", ["goods_missing_photos", "goods_missing_english"])
def test_the_gaps_of_others_are_not_shown(office: Client, name: str) -> None:
    theirs: Any = ProductPageFactory(title="Tas ungu", summary="Kuat", image=None, live=False)
    assert theirs.title not in office.get(reverse(name)).content.decode()
    assert theirs.title not in office.get(reverse(name), {"export": "csv"}).content.decode()


def test_the_export_says_what_is_missing(office: Client, group_page: GroupPage) -> None:
    photo = PhotoFactory(collection=group_page.collection)
    ProductPageFactory(group_page=group_page, title="Tas", title_en="", summary="Kuat", image=photo)
    lines = office.get(reverse("goods_missing_english"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("Tas,")
    assert "Judul, Dalam satu kalimat" in lines[1]
