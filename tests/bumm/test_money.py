"""Whole rupiah, written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumm.money import LARGEST, format_rupiah, parse_rupiah


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"),
        (7, "Rp7"),
        (999, "Rp999"),
        (1_000, "Rp1.000"),
        (1_500_000, "Rp1.500.000"),
        (-1_500_000, "-Rp1.500.000"),
        (LARGEST, "Rp1.000.000.000.000.000"),
    ],
)
def test_an_amount_is_written_with_points(amount: int, text: str) -> None:
    assert format_rupiah(amount) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp 1.500.000", 1_500_000),
        ("rp. 1.500.000", 1_500_000),
        ("RP1.500.000,-", 1_500_000),
        ("1.500.000,00", 1_500_000),
        ("1.500.000,0", 1_500_000),
        ("  15.000  ", 15_000),
        ("0", 0),
        ("007", 7),
        ("1000000000000000", LARGEST),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, amount: int) -> None:
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rp",
        "gratis",
        "-5",
        "-Rp5",
        "1,5",
        "15,50",
        "15.000,50",
        "1.50",  # no thousands: is it one and a half, or a slip?
        "1.5000",
        "1500.000",
        ".000",
        "1..000",
        "1.000.",
        "1 000",
        "1e6",
        "0x10",
        "1_000",
        "١٥٠٠",  # digits, but not ours
        "１５００",
        "Rp Rp 5",
        "5 rupiah",
        "1000000000000001",
        "9" * 40,
    ],
)
def test_what_is_no_whole_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"rupiah|larger"):
        parse_rupiah(text)


@given(st.integers(min_value=0, max_value=LARGEST))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert parse_rupiah(format_rupiah(amount)) == amount
    assert parse_rupiah(str(amount)) == amount
    assert parse_rupiah(f" rp {amount:,}".replace(",", ".") + ",-") == amount


@given(st.text())
def test_any_text_is_read_as_an_amount_or_refused(text: str) -> None:
    try:
        amount = parse_rupiah(text)
    except ValueError:
        return
    assert 0 <= amount <= LARGEST
    assert parse_rupiah(format_rupiah(amount)) == amount
