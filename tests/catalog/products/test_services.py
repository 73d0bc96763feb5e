"""Goods: SKUs, prices and their history, availability, and what becomes of a good whose page goes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from catalog.products import repricing, services
from catalog.products.exceptions import NotOffered, PricesMoved, SkuTaken
from catalog.products.models import Availability, PriceChange, Product, ProductPage, Variant
from tests.factories import GroupFactory, ProductFactory, ProductPageFactory, UserFactory

pytestmark = pytest.mark.django_db

REFUSAL = "append-only|Cannot update or delete rows"


def history(product: Product) -> list[tuple[int | None, int]]:
    """Prices before and after, the first change first."""
    changes = PriceChange.objects.filter(variant__product=product).order_by("pk")
    return list(changes.values_list("old_price", "new_price"))


def change_price(variant: Variant, price: int) -> Variant:
    return services.change_variant(variant=variant, price=price, sku=variant.sku)


# --- Prices ----------------------------------------------------------------------------------------------------------


def test_many_prices_change_all_or_none() -> None:
    products = [services.offer_product(product=ProductFactory(price=20_000)) for _ in range(3)]
    first, second, third = (product.variants.get() for product in products)
    new_prices = {variant.pk: (20_000, 21_000) for variant in (first, second)}
    for bad in [(19_000, 21_000), (21_000, 20_000)]:
        with pytest.raises(PricesMoved) as refusal:
            repricing.change_prices(changes=new_prices | {third.pk: bad}, by=None)
        assert refusal.value.variants == {third.pk}
    for outside in [0, 1_000_000_001]:
        with pytest.raises(IntegrityError), transaction.atomic():
            repricing.change_prices(changes=new_prices | {third.pk: (20_000, outside)}, by=None)
    assert [history(product) for product in products] == [[(None, 20_000)]] * 3
    repricing.change_prices(changes=new_prices | {third.pk: (20_000, 20_000)}, by=None)
    assert set(Variant.objects.values_list("price", flat=True)) == {21_000, 20_000}
    assert [len(history(product)) for product in products] == [2, 2, 1]


def test_a_price_has_no_history_before_the_public_has_seen_it() -> None:
    product = ProductFactory(price=20_000)
    change_price(product.variants.get(), 30_000)
    assert history(product) == []


def test_a_history_begins_with_the_first_offer_and_keeps_every_change() -> None:
    product, user = ProductFactory(price=20_000), UserFactory()
    variant = product.variants.get()
    services.offer_product(product=product, by=user)
    change_price(variant, 25_000)
    change_price(variant, 25_000)  # no change, no row
    services.change_variant(variant=variant, price=22_000, sku=variant.sku, by=user)
    assert history(product) == [(None, 20_000), (20_000, 25_000), (25_000, 22_000)]
    assert list(PriceChange.objects.order_by("pk").values_list("changed_by", flat=True)) == [user.pk, None, user.pk]


def test_a_second_offer_does_not_begin_the_history_anew() -> None:
    product = ProductFactory(price=20_000)
    services.offer_product(product=product)
    first = product.first_offered_at
    services.offer_product(product=Product.objects.get(pk=product.pk))
    product.refresh_from_db()
    assert history(product) == [(None, 20_000)]
    assert product.first_offered_at == first


def test_what_has_no_price_is_not_offered() -> None:
    product = services.open_product(group=GroupFactory())
    with pytest.raises(NotOffered):
        services.offer_product(product=product)
    assert Product.objects.get().first_offered_at is None


def test_a_variant_added_later_begins_its_own_history() -> None:
    product = ProductFactory(price=20_000)
    services.offer_product(product=product)
    services.add_variant(product=product, price=35_000, name="Besar")
    assert history(product) == [(None, 20_000), (None, 35_000)]


def test_publishing_is_what_begins_the_history() -> None:
    draft, live = ProductPageFactory(live=False), ProductPageFactory()
    assert (history(draft.product), history(live.product)) == ([], [(None, 25_000)])
    live.save_revision().publish()
    assert history(live.product) == [(None, 25_000)]


@pytest.mark.parametrize("price", [0, -1, 1_000_000_001])
def test_what_is_no_price_is_refused_by_service_and_database(price: int) -> None:
    variant = ProductFactory().variants.get()
    with pytest.raises(ValidationError):
        change_price(variant, price)
    with pytest.raises(IntegrityError, match="variant_price_is_an_amount"), transaction.atomic():
        Variant.objects.filter(pk=variant.pk).update(price=price)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE products_pricechange SET new_price = 1",
        "UPDATE products_pricechange SET changed_by_id = NULL",
        "DELETE FROM products_pricechange",
        "TRUNCATE products_pricechange",
        "TRUNCATE products_variant CASCADE",
    ],
)
def test_the_database_refuses_to_rewrite_the_history(statement: str) -> None:
    product = ProductPageFactory(owner=UserFactory()).product
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # so that no pending check refuses in the trigger's place
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
            cursor.execute(statement)
    assert history(product) == [(None, 25_000)]


def test_the_orm_cannot_rewrite_the_history_either() -> None:
    product = ProductPageFactory().product
    change = PriceChange.objects.get()
    change.new_price = 1
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        change.save()
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        PriceChange.objects.update(new_price=1)
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        change.delete()
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        PriceChange.objects.all().delete()
    assert history(product) == [(None, 25_000)]


def test_a_change_of_price_is_a_change() -> None:
    variant = ProductPageFactory().product.variants.get()
    with pytest.raises(IntegrityError, match="price_change_changes"), transaction.atomic():
        PriceChange.objects.create(variant=variant, old_price=5, new_price=5)


# --- SKUs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", ["TAS-01", "tas-01", "Tas-01"])
def test_a_sku_is_taken_in_whatever_case(again: str) -> None:
    ProductFactory(sku="TAS-01")
    other = ProductFactory()
    with pytest.raises(SkuTaken, match=again):
        services.add_variant(product=other, price=1_000, sku=again)
    with pytest.raises(SkuTaken, match=again):
        services.change_variant(variant=other.variants.get(), price=1_000, sku=again)
    with pytest.raises(IntegrityError, match="variant_sku_once"), transaction.atomic():
        Variant.objects.create(product=other, sku=again, price=1_000)
    assert other.variants.count() == 1


def test_a_variant_may_change_the_case_of_its_own_sku() -> None:
    variant = ProductFactory(sku="tas-01").variants.get()
    assert services.change_variant(variant=variant, price=variant.price, sku="TAS-01").sku == "TAS-01"


@pytest.mark.parametrize("sku", ["", "-TAS", "TAS 01", "TAS%", "=TAS", "TAS\n"])
def test_a_sku_is_letters_digits_and_a_few_signs(sku: str) -> None:
    variant = ProductFactory().variants.get()
    with pytest.raises(ValidationError):
        services.change_variant(variant=variant, price=variant.price, sku=sku)


def test_the_next_sku_counts_on_within_the_group() -> None:
    group = GroupFactory(slug="perca-melati")
    assert services.next_sku(group) == "PERCA-MELATI-001"
    first = ProductFactory(group=group)
    assert first.variants.get().sku == "PERCA-MELATI-001"
    for sku in ["perca-melati-009", "PERCA-MELATI-BIRU", "PERCA-MELATI-01234567890"]:
        services.add_variant(product=first, price=1_000, sku=sku)
    ProductFactory(group=GroupFactory(slug="perca-melati-baru"), sku="PERCA-MELATI-BARU-500")
    assert services.next_sku(group) == "PERCA-MELATI-010"
    assert ProductFactory(group=GroupFactory()).variants.get().sku.endswith("-001")


# --- Availability, and the end ---------------------------------------------------------------------------------------


def test_availability_is_reported_whole() -> None:
    variant = ProductFactory(in_stock=3).variants.get()
    services.report_availability(variant=variant, in_stock=0, made_to_order_days=14)
    availability = Availability.objects.get(variant=variant)
    assert (availability.in_stock, availability.made_to_order_days) == (0, 14)
    with pytest.raises(ValidationError):
        services.report_availability(variant=variant, in_stock=-1, made_to_order_days=0)
    with pytest.raises(ValidationError):
        services.report_availability(variant=variant, in_stock=0, made_to_order_days=91)
    with pytest.raises(IntegrityError, match="in_stock"), transaction.atomic():
        Availability.objects.update(in_stock=-1)


def test_only_a_variant_that_nobody_has_seen_is_removed() -> None:
    unseen, seen = ProductFactory().variants.get(), ProductPageFactory().product.variants.get()
    services.remove_variant(variant=unseen)
    with pytest.raises(ProtectedError):
        services.remove_variant(variant=seen)
    assert list(Variant.objects.all()) == [seen]


@pytest.mark.parametrize("through", ["page", "branch"])
def test_a_draft_goes_with_its_page(through: str) -> None:
    """Wagtail deletes a page alone, or with the whole branch above it."""
    page = ProductPageFactory(live=False)
    (page if through == "page" else page.get_parent()).delete()
    assert (Product.objects.count(), Variant.objects.count()) == (0, 0)


@pytest.mark.parametrize("through", ["page", "branch"])
def test_a_good_that_was_offered_outlives_its_page_and_keeps_its_sku(through: str) -> None:
    page = ProductPageFactory(product__sku="TAS-01")
    (page if through == "page" else page.get_parent()).delete()
    assert not ProductPage.objects.exists()
    product = Product.objects.get()
    assert product.withdrawn_at is not None
    assert history(product) == [(None, 25_000)]
    with pytest.raises(SkuTaken):
        ProductFactory(sku="tas-01")


def test_only_what_was_offered_can_be_withdrawn() -> None:
    product = ProductFactory()
    with pytest.raises(IntegrityError, match="product_withdrawn_only_after_offered"), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(withdrawn_at="2013-01-01T00:00Z")
