"""Pieces come, go, are counted, set aside and handed over; and what the catalogue says of them follows."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from catalog.products import services as products
from catalog.products.models import Availability, CatalogueEntry, ProductPage, Variant
from catalog.stock import exceptions as refusals
from catalog.stock import services
from catalog.stock.models import Location, Reservation, StockCount, StockLevel, StockMovement
from catalog.stock.services import Wanted
from tests.factories import GroupFactory, ProductFactory, ProductPageFactory, UserFactory

pytestmark = pytest.mark.django_db

Reason = StockMovement.Reason
UNTIL = timezone.now() + dt.timedelta(hours=3)


def on_shelf(pieces: int = 5, **details: Any) -> Variant:
    """A variant of a published good."""
    return ProductPageFactory(product__in_stock=pieces, **details).product.variants.get()


def level_of(variant: Variant) -> tuple[int, int]:
    level = StockLevel.objects.get(variant=variant, location__kind="workshop")
    return level.on_hand, level.reserved


def had(variant: Variant) -> int:
    return Availability.objects.get(variant=variant).in_stock


def movements(variant: Variant) -> list[tuple[str, int]]:
    return list(StockMovement.objects.filter(variant=variant).order_by("pk").values_list("reason", "quantity"))


def workshop(variant: Variant) -> Location:
    return services.workshop_of(group=variant.product.group)


def kiosk() -> Location:
    return Location.objects.create(kind="kiosk", code="pasar-gede-a1", name="Kios A1 Pasar Gede")


def reserve(reference: str, *wanted: tuple[Variant, int]) -> list[Reservation]:
    return services.reserve(reference=reference, wanted=[Wanted(*one) for one in wanted], until=UNTIL)


# --- Where pieces come from -------------------------------------------------------------------------------------------


def test_a_group_has_one_workshop_called_as_it_is() -> None:
    group = GroupFactory(name="Perca Melati", slug="perca-melati")
    place = services.workshop_of(group=group)
    assert (str(place), place.code, place) == ("Perca Melati", "perca-melati", services.workshop_of(group=group))


def test_stock_begins_with_the_first_publication() -> None:
    product = ProductFactory(in_stock=4)
    variant = product.variants.get()
    products.report_availability(variant=variant, in_stock=3, made_to_order_days=0)
    assert not StockLevel.objects.exists()
    author = UserFactory()
    products.offer_product(product=product, by=author)
    products.offer_product(product=product, by=author)
    assert (level_of(variant), had(variant)) == ((3, 0), 3)
    assert StockMovement.objects.values_list("reason", "quantity", "by", "location").get() == (
        *("opening", 3, author.pk),
        workshop(variant).pk,
    )


def test_what_is_published_without_a_piece_has_a_level_too() -> None:
    variant = on_shelf(0)
    assert (level_of(variant), movements(variant)) == ((0, 0), [])


def test_a_variant_that_joins_a_published_good_begins_too() -> None:
    product = on_shelf().product
    variant = products.add_variant(product=product, price=40_000, in_stock=2)
    assert (level_of(variant), movements(variant)) == ((2, 0), [("opening", 2)])


def test_what_the_catalogue_is_told_is_a_count_in_the_workshop() -> None:
    variant, clerk = on_shelf(5), UserFactory()
    products.report_availability(variant=variant, in_stock=7, made_to_order_days=0, by=clerk)
    products.report_availability(variant=variant, in_stock=7, made_to_order_days=3, by=clerk)
    assert movements(variant) == [("opening", 5), ("counted", 2)]
    assert StockCount.objects.values_list("expected", "counted", "by").get() == (5, 7, clerk.pk)
    assert (level_of(variant), had(variant)) == ((7, 0), 7)


def test_pieces_elsewhere_and_promised_stay_where_they_are() -> None:
    variant, place = on_shelf(5), kiosk()
    services.move(variant=variant, location=place, quantity=2, reason=Reason.MADE, by=None)
    reserve("pesanan:1", (variant, 1))
    assert had(variant) == 6  # 4 free in the workshop, 2 at the kiosk
    products.report_availability(variant=variant, in_stock=8, made_to_order_days=0)
    assert (level_of(variant), had(variant)) == ((7, 1), 8)
    products.report_availability(variant=variant, in_stock=2, made_to_order_days=0)
    assert (level_of(variant), had(variant)) == ((1, 1), 2)
    with pytest.raises(refusals.NotEnough):
        products.report_availability(variant=variant, in_stock=1, made_to_order_days=0)
    assert had(variant) == 2


def test_a_draft_still_goes_with_its_page() -> None:
    page = ProductPageFactory(live=False)
    page.delete()
    assert not Variant.objects.exists()


def test_a_draft_has_no_stock_to_move() -> None:
    variant = ProductFactory().variants.get()
    for deed in (
        lambda: services.move(variant=variant, location=workshop(variant), quantity=1, reason=Reason.MADE, by=None),
        lambda: services.count(variant=variant, location=workshop(variant), counted=1, by=None),
        lambda: reserve("pesanan:1", (variant, 1)),
    ):
        with pytest.raises(refusals.NotOfferedYet, match="terbit|publication"):
            deed()


# --- Movements and counts ---------------------------------------------------------------------------------------------


def test_pieces_are_made_and_written_off() -> None:
    variant = on_shelf(5)
    about = {"variant": variant, "location": workshop(variant), "by": None}
    services.move(quantity=3, reason=Reason.MADE, **about)
    services.move(quantity=-6, reason=Reason.DAMAGED, note="kena hujan", **about)
    assert (level_of(variant), had(variant)) == ((2, 0), 2)
    with pytest.raises(refusals.NotEnough) as refusal:
        services.move(quantity=-3, reason=Reason.DAMAGED, **about)
    assert refusal.value.free == 2
    reserve("pesanan:1", (variant, 2))
    with pytest.raises(refusals.Promised) as promised:
        services.move(quantity=-1, reason=Reason.DAMAGED, **about)
    assert promised.value.reserved == 2
    with pytest.raises(refusals.TooMany):
        services.move(quantity=2_000_000_000, reason=Reason.MADE, **about)
    assert movements(variant) == [("opening", 5), ("made", 3), ("damaged", -6)]


def test_a_movement_with_a_reference_is_made_once() -> None:
    variant = on_shelf(5)
    about = {"variant": variant, "location": workshop(variant), "reason": Reason.MADE, "by": None, "reference": "lot:1"}
    first = services.move(quantity=3, **about)
    assert services.move(quantity=3, **about) == first
    with pytest.raises(refusals.ReferenceTaken, match="lot:1"):
        services.move(quantity=4, **about)
    assert level_of(variant) == (8, 0)


def test_a_count_moves_the_difference_and_is_kept_without_one() -> None:
    variant, clerk = on_shelf(5), UserFactory()
    place = workshop(variant)
    assert services.count(variant=variant, location=place, counted=3, by=clerk, note="rak atas").movement is not None
    assert services.count(variant=variant, location=place, counted=3, by=clerk).movement is None
    assert list(StockCount.objects.order_by("pk").values_list("expected", "counted")) == [(5, 3), (3, 3)]
    assert movements(variant) == [("opening", 5), ("counted", -2)]
    assert StockMovement.objects.filter(reason="counted").values_list("note", "by").get() == ("rak atas", clerk.pk)
    reserve("pesanan:1", (variant, 2))
    with pytest.raises(refusals.Promised):
        services.count(variant=variant, location=place, counted=1, by=clerk)
    assert (level_of(variant), had(variant)) == ((3, 2), 1)


def test_many_are_counted_all_or_none() -> None:
    one, group_page = on_shelf(5), ProductPage.objects.get().get_parent().specific
    two = on_shelf(0, group_page=group_page)
    place = workshop(one)
    services.count_many(location=place, counted={one.pk: (5, 4), two.pk: (0, 2)}, by=None)
    assert (level_of(one), level_of(two)) == ((4, 0), (2, 0))
    with pytest.raises(refusals.LevelsMoved) as moved:
        services.count_many(location=place, counted={one.pk: (4, 9), two.pk: (0, 9)}, by=None)
    assert moved.value.variants == {two.pk}
    reserve("pesanan:1", (two, 2))
    with pytest.raises(refusals.Promised) as promised:
        services.count_many(location=place, counted={one.pk: (4, 9), two.pk: (2, 1)}, by=None)
    assert (promised.value.variant, level_of(one), had(one)) == (two, (4, 0), 4)


def test_what_was_sold_comes_back_to_the_shelf_or_is_written_off() -> None:
    variant = on_shelf(5)
    reserve("pesanan:1", (variant, 3))
    services.use(reference="pesanan:1", by=None)
    back = {"variant": variant, "by": None, "note": "salah warna"}
    for _again in range(2):
        services.take_back(reference="retur:1", quantity=1, reason=Reason.RETURNED, **back)
        services.take_back(reference="retur:2", quantity=2, reason=Reason.DAMAGED, **back)
    assert (level_of(variant), had(variant)) == ((3, 0), 3)
    assert movements(variant)[2:] == [("returned", 1), ("returned", 2), ("damaged", -2)]
    with pytest.raises(refusals.ReferenceTaken):
        services.take_back(reference="retur:1", quantity=2, reason=Reason.RETURNED, **back)
    with pytest.raises(ValueError, match="made"):
        services.take_back(reference="retur:3", quantity=1, reason=Reason.MADE, **back)


# --- Promises ---------------------------------------------------------------------------------------------------------


def test_pieces_are_set_aside_all_or_none() -> None:
    one, two = on_shelf(5), on_shelf(1)
    reserve("pesanan:1", (one, 2), (two, 1), (one, 1))
    assert (level_of(one), level_of(two)) == ((5, 3), (1, 1))
    assert (had(one), had(two)) == (2, 0)
    with pytest.raises(refusals.NotEnough) as refusal:
        reserve("pesanan:2", (one, 1), (two, 1))
    assert (refusal.value.variant, refusal.value.free) == (two, 0)
    assert level_of(one) == (5, 3)


def test_the_same_reference_sets_aside_once() -> None:
    variant = on_shelf(5)
    first = reserve("pesanan:1", (variant, 2))
    assert reserve("pesanan:1", (variant, 1), (variant, 1)) == first
    with pytest.raises(refusals.ReferenceTaken):
        reserve("pesanan:1", (variant, 3))
    services.release(reference="pesanan:1")
    reserve("pesanan:1", (variant, 3))
    assert level_of(variant) == (5, 3)


def test_what_is_let_go_is_free_again() -> None:
    variant = on_shelf(5)
    reserve("pesanan:1", (variant, 5))
    later = UNTIL + dt.timedelta(days=2)
    services.keep(reference="pesanan:1", until=later)
    assert Reservation.objects.get().expires_at == later
    for _again in range(2):
        services.release(reference="pesanan:1")
    assert (level_of(variant), had(variant)) == ((5, 0), 5)
    for deed in (
        lambda: services.use(reference="pesanan:1", by=None),
        lambda: services.keep(reference="x", until=later),
    ):
        with pytest.raises(refusals.NotReserved):
            deed()


def test_what_is_handed_over_is_sold_once() -> None:
    variant, clerk = on_shelf(5), UserFactory()
    reserve("pesanan:1", (variant, 2))
    sold = services.use(reference="pesanan:1", by=clerk)
    assert services.use(reference="pesanan:1", by=clerk) == sold
    assert [(one.quantity, one.reference, one.by) for one in sold] == [(-2, "pesanan:1", clerk)]
    assert (level_of(variant), had(variant)) == ((3, 0), 3)
    with pytest.raises(refusals.AlreadyHandedOver, match="pesanan:1"):
        services.release(reference="pesanan:1")


def test_what_is_made_to_order_sells_without_stock() -> None:
    variant = on_shelf(1, product__made_to_order_days=7)
    assert [one.to_make for one in reserve("pesanan:1", (variant, 1))] == [False]
    assert [one.to_make for one in reserve("pesanan:2", (variant, 3))] == [True]
    assert (level_of(variant), had(variant)) == ((1, 1), 0)
    services.use(reference="pesanan:2", by=None)
    assert movements(variant) == [("opening", 1), ("made", 3), ("sold", -3)]
    assert level_of(variant) == (1, 1)
    with pytest.raises(refusals.TooMany):
        reserve("pesanan:3", (variant, 10**12))


def test_pieces_at_a_kiosk_are_shown_but_not_sent_from_there() -> None:
    variant = on_shelf(1)
    services.move(variant=variant, location=kiosk(), quantity=2, reason=Reason.MADE, by=None)
    assert had(variant) == 3
    with pytest.raises(refusals.NotEnough) as refusal:
        reserve("pesanan:1", (variant, 2))
    assert refusal.value.free == 1


# --- What the catalogue says ------------------------------------------------------------------------------------------


def test_lists_follow_the_last_piece() -> None:
    variant = on_shelf(2)
    entry = CatalogueEntry.objects.get()
    assert entry.in_stock
    reserve("pesanan:1", (variant, 2))
    entry.refresh_from_db()
    assert not entry.in_stock
    services.release(reference="pesanan:1")
    entry.refresh_from_db()
    assert entry.in_stock


RESERVE, COUNT, TAKE = 13, 14, 18  # with the savepoints of each service


@pytest.mark.parametrize("number", [1, 40])
def test_many_cost_no_more_statements_than_one(number: int, django_assert_num_queries: Any) -> None:
    first = on_shelf(5)
    group_page = ProductPage.objects.get().get_parent().specific
    variants = [first, *(on_shelf(5, group_page=group_page) for _n in range(number - 1))]
    place = workshop(first)
    wanted = [Wanted(variant, 1) for variant in variants]
    with django_assert_num_queries(RESERVE):
        services.reserve(reference="pesanan:1", wanted=wanted, until=UNTIL)
    with django_assert_num_queries(COUNT):
        services.count_many(location=place, counted={variant.pk: (5, 9) for variant in variants}, by=None)
    with django_assert_num_queries(TAKE):
        services.take_counted({variant.pk: 3 for variant in variants}, None)
