"""What the database itself refuses of stock, by ORM, in bulk and in raw SQL."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from catalog.products.models import Variant
from catalog.stock import services
from catalog.stock.models import Location, Reservation, StockCount, StockLevel, StockMovement
from catalog.stock.services import Wanted
from tests.factories import ProductPageFactory

pytestmark = pytest.mark.django_db

Reason = StockMovement.Reason
TOMORROW = timezone.now() + dt.timedelta(days=1)


@pytest.fixture
def variant(db: None) -> Variant:
    """Five pieces of it are in the workshop, and two are set aside."""
    variant = ProductPageFactory(product__in_stock=5).product.variants.get()
    services.reserve(reference="pesanan:1", wanted=[Wanted(variant, 2)], until=TOMORROW)
    return variant


def level_of(variant: Variant) -> tuple[int, int]:
    level = StockLevel.objects.get(variant=variant)
    return level.on_hand, level.reserved


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "deed",
    [
        lambda: StockMovement.objects.update(quantity=9),
        lambda: StockMovement.objects.get().delete(),
        lambda: StockMovement.objects.bulk_update(
            [StockMovement(pk=StockMovement.objects.get().pk, note="x")], ["note"]
        ),
        lambda: sql("UPDATE stock_stockmovement SET quantity = 4"),
        lambda: sql("DELETE FROM stock_stockmovement"),
        lambda: sql("TRUNCATE stock_stockmovement CASCADE"),
        lambda: StockCount.objects.update(counted=4),
        lambda: sql("DELETE FROM stock_stockcount"),
        lambda: sql("TRUNCATE stock_stockcount"),
        lambda: Reservation.objects.update(quantity=1),
        lambda: Reservation.objects.update(to_make=True),
        lambda: Reservation.objects.get().delete(),
        lambda: sql("DELETE FROM stock_reservation"),
        lambda: sql("TRUNCATE stock_reservation"),
        lambda: StockLevel.objects.update(on_hand=9),
        lambda: StockLevel.objects.update(reserved=0),
        lambda: sql("UPDATE stock_stocklevel SET on_hand = on_hand + 1"),
        lambda: StockLevel.objects.get().delete(),
        lambda: sql("DELETE FROM stock_stocklevel"),
        lambda: sql("TRUNCATE stock_stocklevel"),
        lambda: StockLevel.objects.create(variant=another(), location=Location.objects.get(), on_hand=3),
        lambda: StockLevel.objects.update(variant=another()),
    ],
)
def test_history_and_levels_are_nobodys_to_write(variant: Variant, deed: Any) -> None:
    services.count(variant=variant, location=Location.objects.get(), counted=5, by=None)
    with pytest.raises(DatabaseError, match=r"append-only|Cannot|read-only|only follow|modify"), transaction.atomic():
        deed()
    assert level_of(variant) == (5, 2)


def another() -> Variant:
    """A variant that has no level: its good is no longer published for the first time."""
    return ProductPageFactory(live=False).product.variants.get()


def moved(variant: Variant, quantity: int, reason: str = "sold", **details: Any) -> StockMovement:
    place = services.workshop_of(group=variant.product.group)
    return StockMovement(variant=variant, location=place, quantity=quantity, reason=reason, **details)


@pytest.mark.parametrize("quantity", [-4, -5, -6, -2_000_000_000])
def test_no_movement_takes_what_is_set_aside_or_not_there(variant: Variant, quantity: int) -> None:
    with pytest.raises(IntegrityError, match="level_is_never_negative"), transaction.atomic():
        moved(variant, quantity).save()
    with pytest.raises(IntegrityError, match="level_is_never_negative"), transaction.atomic():
        StockMovement.objects.bulk_create([moved(variant, 1, "made"), moved(variant, quantity - 1)])
    assert level_of(variant) == (5, 2)


@pytest.mark.parametrize(
    ("reason", "quantity"),
    [
        ("made", -1),
        ("opening", -1),
        ("returned", -1),
        ("sold", 1),
        ("damaged", 1),
        ("counted", 0),
        ("made", 0),
        ("gift", 1),
    ],
)
def test_pieces_go_the_way_of_their_reason(variant: Variant, reason: str, quantity: int) -> None:
    with pytest.raises(IntegrityError, match="movement_goes_the_way_of_its_reason"), transaction.atomic():
        moved(variant, quantity, reason).save()


def test_a_reference_counts_once(variant: Variant) -> None:
    moved(variant, -1, reference="titip:7").save()
    with pytest.raises(IntegrityError, match="movement_once_a_reference"), transaction.atomic():
        moved(variant, -1, reference="titip:7").save()
    moved(variant, 1, "returned", reference="titip:7").save()
    moved(variant, -1).save()
    moved(variant, -1).save()
    assert level_of(variant) == (3, 2)


def test_many_movements_in_one_statement_make_their_levels(variant: Variant) -> None:
    other = ProductPageFactory(product__in_stock=0).product.variants.get()
    rows = [moved(variant, 3, "made"), moved(variant, -1), *(moved(other, 2, "made") for _n in range(3))]
    StockMovement.objects.bulk_create(rows)
    assert (level_of(variant), level_of(other)) == ((7, 2), (6, 0))


@pytest.mark.parametrize("quantity", [4, 6])
def test_no_more_is_set_aside_than_is_there(variant: Variant, quantity: int) -> None:
    more = Reservation(
        reference="pesanan:2", variant=variant, location=Location.objects.get(), quantity=quantity, expires_at=TOMORROW
    )
    with pytest.raises(IntegrityError, match="level_is_never_negative"), transaction.atomic():
        more.save()
    more.to_make = True
    more.save()
    assert level_of(variant) == (5, 2)


@pytest.mark.parametrize(
    ("first", "then"), [("used", "active"), ("released", "active"), ("used", "released"), ("released", "used")]
)
def test_what_is_over_stays_over(variant: Variant, first: str, then: str) -> None:
    Reservation.objects.update(state=first)
    assert level_of(variant) == (5, 0)
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Reservation.objects.update(state=then)


def test_nothing_begins_as_handed_over(variant: Variant) -> None:
    place = Location.objects.get()
    with pytest.raises(DatabaseError, match="Cannot insert"), transaction.atomic():
        Reservation.objects.create(
            reference="x", variant=variant, location=place, quantity=1, state="used", expires_at=TOMORROW
        )


@pytest.mark.parametrize("wrong", [{"kind": "workshop"}, {"kind": "kiosk"}, {"kind": "gudang", "name": "Gudang"}])
def test_a_place_fits_its_kind(variant: Variant, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match="location_fits_its_kind"), transaction.atomic():
        Location.objects.create(code="x", **wrong)


def test_a_count_moves_its_difference(variant: Variant) -> None:
    place = Location.objects.get()
    with pytest.raises(IntegrityError, match="count_moves_its_difference"), transaction.atomic():
        StockCount.objects.create(variant=variant, location=place, expected=5, counted=4)
