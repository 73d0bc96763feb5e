"""Rules for many prices: whole rupiah, rounded half up, always a price; and what people may type."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.products.models.goods import HIGHEST_PRICE
from catalog.products.office.prices import STEPS, Rule, RuleForm, Way, in_percent, rounded, unpack

prices = st.integers(1, HIGHEST_PRICE)
steps = st.sampled_from(STEPS)
rules = st.builds(Rule, st.sampled_from(list(Way)), st.integers(1, 999), steps)


@given(st.integers(-HIGHEST_PRICE, 3 * HIGHEST_PRICE), st.sampled_from([1, 1000]), steps)
def test_a_rounded_amount_is_the_nearest_price(amount: int, parts: int, step: int) -> None:
    result = rounded(amount, parts, step)
    assert result % step == 0
    assert step <= result <= HIGHEST_PRICE
    if step * parts <= amount <= HIGHEST_PRICE * parts:
        off = result * parts - amount  # in parts of a rupiah
        assert -step * parts < 2 * off <= step * parts


@given(prices, prices, rules)
def test_who_cost_more_costs_no_less_afterwards(one: int, other: int, rule: Rule) -> None:
    assert rule.new_price(min(one, other)) <= rule.new_price(max(one, other))


@given(prices, rules)
def test_what_comes_of_a_rule_is_a_price(old: int, rule: Rule) -> None:
    assert 1 <= rule.new_price(old) <= HIGHEST_PRICE


@pytest.mark.parametrize(
    ("way", "value", "step", "old", "new"),
    [
        (Way.UP_PERCENT, 100, 1, 25_000, 27_500),
        (Way.UP_PERCENT, 75, 500, 25_000, 27_000),  # 26.875
        (Way.UP_PERCENT, 1, 100, 50_000, 50_100),  # 50.050, half up
        (Way.DOWN_PERCENT, 100, 1000, 25_000, 23_000),  # 22.500, half up
        (Way.DOWN_PERCENT, 999, 1000, 25_000, 1_000),
        (Way.UP_AMOUNT, 2_500, 1000, 25_000, 28_000),
        (Way.DOWN_AMOUNT, 30_000, 500, 25_000, 500),
        (Way.DOWN_AMOUNT, 30_000, 1, 25_000, 1),
        (Way.UP_AMOUNT, HIGHEST_PRICE, 100, 25_000, HIGHEST_PRICE),
        (Way.SET, 12_345, 1000, 25_000, 12_345),
    ],
)
def test_rules_by_hand(way: Way, value: int, step: int, old: int, new: int) -> None:
    assert Rule(way, value, step).new_price(old) == new


@pytest.mark.parametrize(("old", "new", "percent"), [(2, 3, 50), (3, 2, -33.3), (8, 9, 12.5), (1000, 1001, 0.1)])
def test_a_difference_in_percent(old: int, new: int, percent: float) -> None:
    assert in_percent(old, new) == percent


def form(way: str, value: str, step: int = 100) -> RuleForm:
    return RuleForm({"way": way, "value": value, "step": step})


@pytest.mark.parametrize(
    ("way", "typed", "value"),
    [
        ("up_percent", "10", 100),
        ("up_percent", " 7,5 % ", 75),
        ("down_percent", "99.9", 999),
        ("up_amount", "5.000", 5_000),
        ("down_amount", "Rp 2.500,-", 2_500),
        ("set", "1.000.000.000", HIGHEST_PRICE),
    ],
)
def test_what_people_type(way: str, typed: str, value: int) -> None:
    filled = form(way, typed)
    assert filled.is_valid(), filled.errors
    assert filled.rule() == Rule(Way(way), value, 100)


@pytest.mark.parametrize(
    ("way", "typed"),
    [
        ("up_percent", "sepuluh"),
        ("up_percent", "0"),
        ("up_percent", "1001"),
        ("up_percent", "5.000"),
        ("down_percent", "100"),
        ("up_amount", "7,5"),
        ("up_amount", "0"),
        ("set", "1.000.000.001"),
        ("set", "-5"),
        ("free", "10"),
        ("up_percent", ""),
    ],
)
def test_what_is_refused(way: str, typed: str) -> None:
    assert not form(way, typed).is_valid()


def test_only_the_steps_that_are_offered() -> None:
    assert not form("up_percent", "10", step=7).is_valid()


@pytest.mark.parametrize("packed", ["1:2", "a:b:c", "1:2:0", f"1:2:{HIGHEST_PRICE + 1}", "1:2:3:4"])
def test_what_no_preview_packed_is_refused(packed: Any) -> None:
    with pytest.raises(ValueError):
        unpack(packed)
