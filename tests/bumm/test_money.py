"""Whole rupiah, written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumm.money import LARGEST, format_rupiah, in_words, parse_rupiah


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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (210, "dua ratus sepuluh"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1_000, "seribu"),
        (1_001, "seribu satu"),
        (1_150, "seribu seratus lima puluh"),
        (2_000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (101_000, "seratus satu ribu"),  # not "seratus seribu"
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (2_500_000_000, "dua miliar lima ratus juta"),
        (10**12, "satu triliun"),
        (10**15 + 1, "satu kuadriliun satu"),
    ],
)
def test_numbers_are_spelt_out(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize("number", [-1, 10**18])
def test_what_is_not_spelt_out(number: int) -> None:
    with pytest.raises(ValueError, match="not spelt out"):
        in_words(number)


def test_no_two_numbers_are_spelt_alike() -> None:
    numbers = [*range(20_000), *range(999_000, 1_002_000)]
    assert len({in_words(number) for number in numbers}) == len(numbers)
