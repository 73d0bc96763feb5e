"""Goods by the thousand: whole, like those made by hand, and the same each time."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pilot import scale
from wagtail.models import Page

from catalog.products.models import CatalogueEntry, GroupPage, PriceChange, ProductPage

pytestmark = pytest.mark.django_db


def test_seeded_goods_are_whole() -> None:
    scale.seed_products(60, goods_of_a_group=20)
    assert [list(problems) for problems in Page.find_problems()] == [[], [], [], [], []]
    assert CatalogueEntry.objects.count() == ProductPage.objects.live().count() == 60
    assert sorted(page.numchild for page in GroupPage.objects.all()) == [20, 20, 20]
    for page in ProductPage.objects.all():
        variants = page.product.variants.all()
        assert page.product.first_offered_at
        assert 1 <= len(variants) <= 3
        assert PriceChange.objects.filter(variant__in=variants).count() == len(variants)
        assert page.get_parent().specific.group == page.product.group


def test_a_seeded_good_can_be_edited_like_any_other() -> None:
    scale.seed_products(3)
    page = ProductPage.objects.first()
    assert page is not None
    page.title = "Keranjang cucian"
    page.save_revision().publish()
    assert CatalogueEntry.objects.get(pk=page.pk).title == "Keranjang cucian"


def test_more_are_added_after_the_first() -> None:
    scale.seed_products(5)
    scale.seed_products(7)
    assert CatalogueEntry.objects.count() == 12
    assert [list(problems) for problems in Page.find_problems()] == [[], [], [], [], []]


def test_a_thousand_take_no_more_statements_than_a_hundred() -> None:
    scale.seed_products(1)
    counts = []
    for number in (100, 1000):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            scale.seed_products(number, goods_of_a_group=2000)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 60


@pytest.mark.parametrize("number", ["0", "-3", "500001"])
def test_a_number_that_makes_no_sense_is_refused(number: str, capsys: Any) -> None:
    with pytest.raises(CommandError, match="Between 1 and"):
        call_command("seed_scale", products=int(number))
    assert not ProductPage.objects.exists()
