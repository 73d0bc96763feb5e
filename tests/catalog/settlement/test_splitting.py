"""The arithmetic of splits and refunds, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.settlement.exceptions import DiscountTooHigh, MakersGetTooMuch, TooMuchBack
from catalog.settlement.splitting import Left, Part, Terms, split, take_back

TEN_PERCENT = Terms(commission_bp=1_000, bumm_bears_discounts=True)
SELLER, MAKER = 1, 2


def test_commission_is_taken_and_the_group_gets_the_rest() -> None:
    parts = split(gross=65_000, discount=0, seller=SELLER, makers=[], terms=TEN_PERCENT)
    assert parts == [Part("commission", None, 6_500), Part("rest", SELLER, 58_500)]


def test_makers_come_before_the_rest() -> None:
    parts = split(gross=65_000, discount=0, seller=SELLER, makers=[(MAKER, 20_000)], terms=TEN_PERCENT)
    assert parts == [Part("maker", MAKER, 20_000), Part("commission", None, 6_500), Part("rest", SELLER, 38_500)]
    with pytest.raises(MakersGetTooMuch):
        split(gross=65_000, discount=0, seller=SELLER, makers=[(MAKER, 58_501)], terms=TEN_PERCENT)


@pytest.mark.parametrize(("bumm_bears", "bearer"), [(True, None), (False, SELLER)])
def test_a_discount_is_a_row_of_its_bearer(bumm_bears: bool, bearer: int | None) -> None:
    parts = split(gross=100_000, discount=10_000, seller=SELLER, makers=[], terms=Terms(1_000, bumm_bears))
    assert parts[-1] == Part("discount", bearer, 10_000)
    assert sum(part.amount for part in parts[:-1]) - 10_000 == 90_000


def test_a_group_bears_no_discount_above_its_rest() -> None:
    terms = Terms(1_000, bumm_bears_discounts=False)
    with pytest.raises(DiscountTooHigh):
        split(gross=100_000, discount=30_001, seller=SELLER, makers=[(MAKER, 60_000)], terms=terms)
    with pytest.raises(DiscountTooHigh):
        split(gross=100_000, discount=100_001, seller=SELLER, makers=[], terms=TEN_PERCENT)


def test_a_refund_never_gives_anything_back() -> None:
    """DOMAIN's example: 10 over 6/6/2 is 4/4/2 by the cumulative way, and 11 would be 5/5/1."""
    rows = {1: 6, 2: 6, 3: 2}
    first = take_back(10, {1: Left(rows, {})})
    assert first == {1: 4, 2: 4, 3: 2}
    left = {key: amount - first.get(key, 0) for key, amount in rows.items()}
    assert take_back(1, {1: Left(left, {})}) == {1: 1}
    with pytest.raises(TooMuchBack):
        take_back(5, {1: Left(left, {})})


amounts = st.integers(0, 10**9)


@st.composite
def lines(draw: st.DrawFn) -> dict[int, Left]:
    """Lines with credits and a discount that is at most them."""
    found, key = {}, 0
    for line in range(draw(st.integers(1, 5))):
        credited = draw(st.lists(amounts, min_size=1, max_size=5))
        discount = draw(st.integers(0, sum(credited)))
        keys = range(key, key + len(credited) + 1)
        found[line] = Left(dict(zip(keys, credited, strict=False)), {keys[-1]: discount})
        key += len(credited) + 1
    return found


@given(lines(), st.data())
def test_any_refunds_end_at_nothing_and_no_row_is_ever_negative(left: dict[int, Left], data: st.DataObject) -> None:
    while (total := sum(line.net for line in left.values())) > 0:
        amount = data.draw(st.integers(1, total)) if data.draw(st.booleans()) else total
        back = take_back(amount, left)
        rest = {
            line: Left(*({key: part - back.get(key, 0) for key, part in side.items()} for side in one))
            for line, one in left.items()
        }
        assert sum(line.net for line in rest.values()) == total - amount
        assert all(part >= 0 for one in rest.values() for side in one for part in side.values())
        left = rest
    assert all(line.net == 0 for line in left.values())


@given(st.integers(1, 10**9), st.integers(0, 10_000), st.booleans(), st.data())
def test_every_split_comes_to_what_is_paid(gross: int, commission_bp: int, bumm: bool, data: st.DataObject) -> None:
    terms = Terms(commission_bp, bumm)
    made = data.draw(st.integers(0, gross))
    discount = data.draw(st.integers(0, gross))
    try:
        parts = split(gross=gross, discount=discount, seller=SELLER, makers=[(MAKER, made)], terms=terms)
    except (MakersGetTooMuch, DiscountTooHigh):
        return
    credited = sum(part.amount for part in parts if part.kind != "discount")
    assert credited == gross
    assert credited - sum(part.amount for part in parts if part.kind == "discount") == gross - discount
    assert all(part.amount > 0 for part in parts)
