"""What a table would do: every row understood, every mistake named, nothing stored."""

from typing import Any

import pytest

from bumm.people.models import Group
from catalog.products.imports.storing import carry_out
from tests.catalog.products.imports.tables import GOOD, HEAD, complaints, planned
from tests.factories import ProductPageFactory

pytestmark = pytest.mark.django_db


def test_what_is_not_there_stays_as_it_is(group: Group) -> None:
    carry_out(planned(group, GOOD))
    assert planned(group, "sku;name;price;category\ntas-1;Tas belanja;Rp85.000;Patchwork\n").unchanged == 1
    assert planned(group, HEAD + "TAS-1,Tas belanja,85000,perca,,,,\n").unchanged == 1


def test_each_bad_cell_is_named(group: Group) -> None:
    other = ProductPageFactory().product.variants.get().sku
    rows = [
        "A-1,Tas,-5,perca,,,,",
        "A-2,Tas,1000000000000000000,perca,,,,",
        "A-3,,5000,perca,,,,",
        "A-4,Tas,5000,mobil,,,,",
        "A-5,Tas,5000,perca,,berat,,",
        "A-6,Tas,5000,perca,,,-1,",
        "A-7,Tas,5000,perca,,,,91",
        'A-8,"=HYPERLINK(""http://x.example"",""x"")",5000,perca,,,,',
        "a-1,Tas,5000,perca,,,,",
        f"{other},Tas,5000,perca,,,,",
        f"A-9,{'x' * 256},5000,perca,{'y' * 201},,,",
        'A 10,Tas,"5,5",perca,,,,',
    ]
    assert complaints(group, HEAD + "\n".join(rows)) == [
        (2, "harga"),
        (3, "harga"),
        (4, "nama"),
        (5, "kategori"),
        (6, "berat"),
        (7, "stok"),
        (8, "hari_buat"),
        (9, "nama"),
        (10, "sku"),
        (11, "sku"),
        (12, "deskripsi"),
        (12, "nama"),
        (13, "harga"),
        (13, "sku"),
    ]


def test_columns_that_are_missing_double_or_strange(group: Group) -> None:
    plan = planned(group, "nama,harga,Harga,warna\nTas,1,1,merah\n")
    assert [problem.column for problem in plan.problems] == ["Harga", "sku", "kategori"]
    assert plan.ignored == ["warna"]


def test_more_rows_take_no_more_queries_to_understand(group: Group, django_assert_num_queries: Any) -> None:
    many = HEAD + "".join(f"TAS-{n},Tas {n},85.000,perca,,,,\n" for n in range(40))
    carry_out(planned(group, many))
    with django_assert_num_queries(2):
        assert planned(group, many).unchanged == 40


def test_the_same_file_again_changes_nothing(group: Group) -> None:
    carry_out(planned(group, GOOD))
    again = planned(group, GOOD)
    assert (again.steps, again.unchanged, again.problems) == (0, 1, [])


def test_cells_that_spilled_over_are_named(group: Group) -> None:
    assert complaints(group, HEAD + "TAS-1,Tas, besar,85.000,perca,,,,1\n")[-1] == (2, "kolom 9")
    assert complaints(group, HEAD + "TAS-1,Tas,85.000,perca,,,,,\n") == []


@pytest.mark.parametrize(
    ("price", "amount"),
    [
        ("85000", 85_000),
        ("Rp85.000", 85_000),
        ("Rp 85.000,00", 85_000),
        ("85.000,-", 85_000),
        ("1.500.000", 1_500_000),
        ("85000.00", 85_000),
        ("1,500,000.00", 1_500_000),
    ],
)
def test_prices_as_people_write_them(group: Group, price: str, amount: int) -> None:
    assert planned(group, HEAD + f'TAS-1,Tas,"{price}",perca,,,,\n').new[0].values["price"] == amount


@pytest.mark.parametrize(
    "price",
    [
        "85.000,50",
        "29.99",
        "85,000",
        "85.5",
        "85000.50",
        "4.9358",
        "1,50.00",
        "gratis",
        "1e5",
        "٨٥",
        "0",
        "-1",
        "85 000",
    ],
)
def test_prices_that_cannot_be_meant(group: Group, price: str) -> None:
    assert complaints(group, HEAD + f'TAS-1,Tas,"{price}",perca,,,,\n') == [(2, "harga")]
