"""Whatever happens to pieces, in any order: levels are the sums of movements, and nothing is ever promised twice."""

import datetime as dt
from contextlib import suppress

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.products.models import Availability, Variant
from catalog.stock import services
from catalog.stock.exceptions import AlreadyHandedOver, NotReserved, ReferenceTaken, StockRefusal
from catalog.stock.models import Location, Reservation, StockLevel, StockMovement
from catalog.stock.services import Wanted
from tests.factories import GroupPageFactory, ProductPageFactory

pytestmark = pytest.mark.django_db

Reason = StockMovement.Reason
UNTIL = timezone.now() + dt.timedelta(hours=3)
REFUSALS = (StockRefusal, AlreadyHandedOver, NotReserved, ReferenceTaken)

pieces = st.integers(1, 7)
references = st.sampled_from(["pesanan:1", "pesanan:2", "pesanan:3"])
which = st.integers(0, 1)
deeds = st.one_of(
    st.tuples(st.sampled_from(["made", "damaged", "count", "told", "at kiosk"]), which, pieces),
    st.tuples(st.just("reserve"), references, st.lists(st.tuples(which, pieces), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["release", "use"]), references, st.none()),
    st.tuples(st.just("back"), references, st.tuples(which, pieces)),
)


class Market:
    """Two goods of a group, one of them made to order too, and a kiosk."""

    def __init__(self) -> None:
        group_page = GroupPageFactory()
        days = (0, 7)
        made = [ProductPageFactory(group_page=group_page, product__made_to_order_days=n, image=None) for n in days]
        self.variants: list[Variant] = [page.product.variants.get() for page in made]
        self.workshop = services.workshop_of(group=group_page.group)
        self.kiosk = Location.objects.create(kind="kiosk", code="a1", name="Kios A1")

    def do(self, deed: str, what: object, more: object) -> None:
        getattr(self, deed.replace(" ", "_"))(what, more)

    def made(self, which: int, n: int) -> None:
        self._move(which, n, Reason.MADE, self.workshop)

    def damaged(self, which: int, n: int) -> None:
        self._move(which, -n, Reason.DAMAGED, self.workshop)

    def at_kiosk(self, which: int, n: int) -> None:
        self._move(which, n, Reason.MADE, self.kiosk)

    def count(self, which: int, n: int) -> None:
        services.count(variant=self.variants[which], location=self.workshop, counted=n, by=None)

    def told(self, which: int, n: int) -> None:
        services.take_counted({self.variants[which].pk: n}, None)

    def reserve(self, reference: str, basket: list[tuple[int, int]]) -> None:
        wanted = [Wanted(self.variants[which], n) for which, n in basket]
        services.reserve(reference=reference, wanted=wanted, until=UNTIL)

    def release(self, reference: str, _more: None) -> None:
        services.release(reference=reference)

    def use(self, reference: str, _more: None) -> None:
        services.use(reference=reference, by=None)

    def back(self, reference: str, what: tuple[int, int]) -> None:
        variant = self.variants[what[0]]
        services.take_back(
            reference=f"retur:{reference}", variant=variant, quantity=what[1], reason=Reason.DAMAGED, by=None
        )

    def _move(self, which: int, n: int, reason: Reason, place: Location) -> None:
        services.move(variant=self.variants[which], location=place, quantity=n, reason=reason, by=None)

    def look(self) -> None:
        for variant in self.variants:
            for level in StockLevel.objects.filter(variant=variant):
                about = {"variant": variant, "location": level.location}
                moved = StockMovement.objects.filter(**about).aggregate(n=Sum("quantity"))["n"] or 0
                held = Reservation.objects.filter(state="active", to_make=False, **about)
                assert (level.on_hand, level.reserved) == (moved, held.aggregate(n=Sum("quantity"))["n"] or 0)
                assert level.free >= 0
            free = sum(level.free for level in StockLevel.objects.filter(variant=variant))
            assert Availability.objects.get(variant=variant).in_stock == free


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def play(market: Market, story: list[tuple[str, object, object]]) -> None:
    with transaction.atomic():
        for deed, what, more in story:
            with suppress(*REFUSALS):
                market.do(deed, what, more)
            market.look()
        transaction.set_rollback(True)


few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(st.lists(deeds, max_size=12))
def test_levels_are_the_sums_of_movements(market: Market, story: list[tuple[str, object, object]]) -> None:
    play(market, story)


@pytest.mark.long
@many
@given(st.lists(deeds, max_size=30))
def test_levels_are_the_sums_of_movements_at_length(market: Market, story: list[tuple[str, object, object]]) -> None:
    play(market, story)
