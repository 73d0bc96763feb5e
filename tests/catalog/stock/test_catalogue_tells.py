"""The catalogue's own ways to say a number of pieces: its form and its import count in the workshop, or are refused."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.products.imports.problems import ImportRefused
from catalog.products.imports.storing import carry_out
from catalog.products.models import Availability, ProductPage, Variant
from catalog.products.office.offer_rows import as_row
from catalog.stock import services
from catalog.stock.models import Location, StockMovement
from catalog.stock.services import Wanted
from tests.catalog.products.imports.tables import HEAD, planned
from tests.factories import ProductPageFactory, holder

pytestmark = pytest.mark.django_db

UNTIL = timezone.now() + dt.timedelta(hours=3)


@pytest.fixture
def listing(db: None) -> ProductPage:
    """Five pieces in the workshop, one set aside, and two at a kiosk."""
    page = ProductPageFactory(product__sku="TAS-01", product__in_stock=5)
    variant = page.product.variants.get()
    kiosk = {"kind": "kiosk", "code": "a1", "name": "Kios A1"}
    place = Location.objects.create(**kiosk)
    services.move(variant=variant, location=place, quantity=2, reason=StockMovement.Reason.MADE, by=None)
    services.reserve(reference="pesanan:1", wanted=[Wanted(variant, 1)], until=UNTIL)
    return page


def offer(client: Client, page: ProductPage, pieces: int) -> Any:
    row = as_row(Variant.objects.select_related("availability").get())
    form = {f"form-0-{name}": "" if value is None else value for name, value in row.items()}
    form |= {"form-0-opened": json.dumps(row), "form-0-in_stock": pieces}
    form |= {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-MIN_NUM_FORMS": 0, "form-MAX_NUM_FORMS": 20}
    return client.post(reverse("product_offer", args=[page.pk]), form)


def test_a_typed_number_is_a_count_by_whoever_typed_it(client: Client, listing: ProductPage) -> None:
    keeper = holder("group_admin", group=listing.product.group)
    client.force_login(keeper)
    assert offer(client, listing, 9).status_code == 302
    counted = StockMovement.objects.filter(reason="counted")
    assert counted.values_list("quantity", "by", "location__kind").get() == (3, keeper.pk, "workshop")
    assert Availability.objects.get().in_stock == 9


def test_fewer_than_lie_elsewhere_are_refused_at_their_field(client: Client, listing: ProductPage) -> None:
    client.force_login(holder("group_admin", group=listing.product.group))
    response = offer(client, listing, 1)
    assert response.status_code == 422
    assert response.context["formset"].forms[0].errors.keys() == {"in_stock"}
    assert Availability.objects.get().in_stock == 6


def test_an_import_counts_or_names_its_line(listing: ProductPage) -> None:
    group = listing.product.group
    carry_out(planned(group, imported(listing, 8)))
    assert StockMovement.objects.filter(reason="counted").values_list("quantity", flat=True).get() == 2
    with pytest.raises(ImportRefused) as refusal:
        carry_out(planned(group, imported(listing, 1)))
    assert [problem.line for problem in refusal.value.problems] == [2]
    assert Availability.objects.get().in_stock == 8


def imported(page: ProductPage, pieces: int) -> str:
    return f"{HEAD}TAS-01,{page.title},25.000,{page.category_id},,,{pieces},\n"
