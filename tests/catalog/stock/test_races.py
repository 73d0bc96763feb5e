"""Many at once on PostgreSQL: the last pieces are promised once, whoever comes first, and nobody waits for ever."""

import datetime as dt
import random
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from catalog.products import services as products
from catalog.products.models import Availability, CatalogueEntry, Variant
from catalog.stock import services
from catalog.stock.exceptions import NotEnough, StockRefusal
from catalog.stock.models import Reservation, StockLevel, StockMovement
from catalog.stock.services import Wanted
from tests.factories import GroupPageFactory, ProductPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 80  # at once; the embedded server has a hundred, some of them for others
UNTIL = timezone.now() + dt.timedelta(hours=3)


def at_once(deeds: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each of these deeds, done at the same moment in a thread each, returns or raises."""
    found: list[Any] = []
    deeds = list(deeds)
    ready, connections = threading.Barrier(len(deeds)), threading.BoundedSemaphore(CONNECTIONS)

    def do(deed: Callable[[], Any]) -> None:
        ready.wait()
        with connections:
            try:
                found.append(deed())
            except Exception as error:
                found.append(error)
            finally:
                connection.close()

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def buyer(reference: str, *wanted: tuple[Variant, int]) -> Callable[[], list[Reservation]]:
    return lambda: services.reserve(reference=reference, wanted=[Wanted(*one) for one in wanted], until=UNTIL)


def sound(variant: Variant) -> bool:
    """Whether the level of a variant, and what the catalogue says of it, are the sums of what happened."""
    level = StockLevel.objects.get(variant=variant)
    moved = sum(StockMovement.objects.filter(variant=variant).values_list("quantity", flat=True))
    held = Reservation.objects.filter(variant=variant, state="active", to_make=False)
    said = Availability.objects.get(variant=variant).in_stock
    return (level.on_hand, level.reserved, level.free) == (moved, sum(one.quantity for one in held), said)


@pytest.mark.parametrize(
    ("buyers", "rounds"), [pytest.param(20, 3, id="small"), pytest.param(100, 20, marks=pytest.mark.long, id="full")]
)
def test_the_last_five_pieces_are_promised_to_five(buyers: int, rounds: int) -> None:
    group_page = GroupPageFactory()
    for number in range(rounds):
        page = ProductPageFactory(group_page=group_page, product__in_stock=5)
        variant = page.product.variants.get()
        found = at_once(buyer(f"pesanan:{number}:{one}", (variant, 1)) for one in range(buyers))
        assert [type(one) for one in found].count(list) == 5, [one for one in found if not isinstance(one, NotEnough)]
        assert [type(one) for one in found].count(NotEnough) == buyers - 5
        level = StockLevel.objects.get(variant=variant)
        assert (level.on_hand, level.reserved, sound(variant)) == (5, 5, True)
        assert not CatalogueEntry.objects.get(pk=page.pk).in_stock


def test_the_same_order_sent_fifty_times_sets_aside_once() -> None:
    variant = ProductPageFactory(product__in_stock=9).product.variants.get()
    found = at_once([buyer("pesanan:1", (variant, 2))] * 50)
    assert {tuple(one.pk for one in rows) for rows in found} == {(Reservation.objects.get().pk,)}
    assert StockLevel.objects.get().reserved == 2


def test_a_handing_over_and_a_release_at_once_do_one_of_them() -> None:
    variant = ProductPageFactory(product__in_stock=9).product.variants.get()
    for number in range(10):
        reference = f"pesanan:{number}"
        buyer(reference, (variant, 1))()
        at_once(
            [
                lambda reference=reference: services.use(reference=reference, by=None),
                lambda reference=reference: services.release(reference=reference),
            ]
        )
        states = set(Reservation.objects.filter(reference=reference).values_list("state", flat=True))
        assert states in ({"used"}, {"released"})
    assert sound(variant)


def test_whoever_buys_counts_and_edits_at_once_waits_for_nobody_crosswise() -> None:
    """Baskets of several goods in any order, counts, write-offs and new prices: all end, and the sums are right."""
    group_page = GroupPageFactory()
    pages = [ProductPageFactory(group_page=group_page, product__in_stock=4) for _n in range(4)]
    variants = [page.product.variants.get() for page in pages]
    place = services.workshop_of(group=group_page.group)
    chance = random.Random(2012)
    deeds: list[Callable[[], Any]] = []
    for number in range(12):
        basket = [(variant, chance.randint(1, 2)) for variant in chance.sample(variants, 3)]
        deeds.append(buyer(f"pesanan:{number}", *basket))
    for variant in variants:
        deeds.append(lambda variant=variant: services.count(variant=variant, location=place, counted=6, by=None))
        deeds.append(
            lambda variant=variant: products.report_availability(variant=variant, in_stock=0, made_to_order_days=0)
        )
    deeds.append(lambda: services.take_counted({variant.pk: 3 for variant in reversed(variants)}, None))
    chance.shuffle(deeds)
    found = at_once(deeds)
    assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, StockRefusal)]
    assert all(sound(variant) for variant in variants)
    for page, variant in zip(pages, variants, strict=True):
        free = StockLevel.objects.get(variant=variant).free
        assert CatalogueEntry.objects.get(pk=page.pk).in_stock == (free > 0)
