"""Dividing rupiah: exact, fair, the same in Python and in the database."""

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bumm.money import apportion, apportion_sql, percentage

AMOUNTS = st.integers(0, 10**15)
WEIGHTS = st.dictionaries(st.integers(-(10**9), 10**9), st.integers(0, 10**24), min_size=1, max_size=40).filter(
    lambda weights: any(weights.values())
)


def worked_cases() -> dict[str, tuple[int, dict[int, int], dict[int, int]]]:
    """Amount, weights and the right parts, by the case's name."""
    cases: dict[str, tuple[int, dict[int, int], dict[int, int]]] = {}
    weights, parts = defaultdict(dict), defaultdict(dict)
    with (Path(__file__).parent / "data" / "apportion_cases.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            weights[row["case"]][int(row["key"])] = int(row["weight"])
            parts[row["case"]][int(row["key"])] = int(row["expected"])
            cases[row["case"]] = int(row["amount"]), weights[row["case"]], parts[row["case"]]
    return cases


CASES = worked_cases()


@pytest.mark.parametrize("case", CASES)
def test_the_worked_cases(case: str) -> None:
    amount, weights, parts = CASES[case]
    assert apportion(amount, weights) == parts


def in_sql(amount: int, weights: dict[int, int]) -> dict[int, int]:
    expression = apportion_sql(amount="%(amount)s", weight="weight", total="%(total)s", key="key")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, {expression} FROM unnest(%(keys)s::numeric[], %(weights)s::numeric[]) AS w (key, weight)",  # noqa: S608
            {
                "amount": amount,
                "total": sum(weights.values()),
                "keys": list(weights),
                "weights": list(weights.values()),
            },
        )
        return {int(key): int(part) for key, part in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_the_database_agrees_on_the_worked_cases(case: str) -> None:
    amount, weights, parts = CASES[case]
    assert in_sql(amount, weights) == parts


@pytest.mark.django_db
@given(AMOUNTS, WEIGHTS)
def test_the_database_agrees_far_past_64_bits(amount: int, weights: dict[int, int]) -> None:
    assert in_sql(amount, weights) == apportion(amount, weights)


@given(AMOUNTS, WEIGHTS)
def test_nothing_is_lost_and_every_part_is_within_a_rupiah_of_its_share(amount: int, weights: dict[int, int]) -> None:
    parts, total = apportion(amount, weights), sum(weights.values())
    assert sum(parts.values()) == amount
    assert list(parts) == list(weights)
    for key, part in parts.items():
        assert abs(part - Fraction(amount * weights[key], total)) < 1
        assert part == 0 if weights[key] == 0 else True


@given(AMOUNTS, WEIGHTS)
def test_whoever_weighs_more_never_gets_less(amount: int, weights: dict[int, int]) -> None:
    parts = apportion(amount, weights)
    by_weight = sorted(weights, key=lambda key: (weights[key], -key))
    assert [parts[key] for key in by_weight] == sorted(parts.values())


@given(AMOUNTS, WEIGHTS, st.integers(1, 10**6))
def test_only_proportions_count(amount: int, weights: dict[int, int], factor: int) -> None:
    assert apportion(amount, {key: weight * factor for key, weight in weights.items()}) == apportion(amount, weights)


@pytest.mark.parametrize(("amount", "weights"), [(-1, {1: 1}), (1, {1: -1, 2: 5}), (1, {}), (1, {1: 0, 2: 0})])
def test_what_cannot_be_divided_is_refused(amount: int, weights: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        apportion(amount, weights)


def test_nothing_divides_into_nothing() -> None:
    assert apportion(0, {}) == {}
    assert apportion(0, {"a": 0}) == {"a": 0}


@pytest.mark.parametrize(
    ("amount", "basis_points", "part"),
    [
        (1_000, 1_000, 100),
        (15, 1_000, 2),  # 1.5: half goes up, where Python's round() would make 2 of it and 2 of 2.5
        (25, 1_000, 3),
        (24, 1_000, 2),
        (-15, 1_000, -2),
        (999_999, 50, 5_000),
        (0, 10_000, 0),
        (10**15, 10_000, 10**15),
        (1, 4_999, 0),
        (1, 5_000, 1),
    ],
)
def test_a_percentage_is_rounded_half_up(amount: int, basis_points: int, part: int) -> None:
    assert percentage(amount, basis_points) == part
