"""Whole rupiah. Imports nothing of Django, so that it can be read, tested and trusted alone."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

Key = TypeVar("Key")
WHOLE = 10_000  # basis points

LARGEST = 10**15  # more than all the money in circulation in Indonesia: anything above is a slip of the finger


def format_rupiah(amount: int) -> str:
    """Write an amount as on screen: `1500000` is `Rp1.500.000`, a negative one `-Rp1.500.000`."""
    return ("-" if amount < 0 else "") + "Rp" + f"{abs(amount):,}".replace(",", ".")


def parse_rupiah(text: str) -> int:
    """Read an amount as people type it: `1500000`, `1.500.000`, `Rp 1.500.000`, `Rp1.500.000,-`, `15.000,00`.

    Raises ValueError when it is no whole, non-negative amount, when its points do not part thousands, or when it is
    above LARGEST.
    """
    digits = re.sub(r"^rp\.?\s*", "", text.strip(), flags=re.IGNORECASE)
    digits = re.sub(r",(-|00?)$", "", digits)
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(\.[0-9]{3})+", digits) or not digits.isascii():
        raise ValueError(f"not an amount in whole rupiah: {text!r}")
    amount = int(digits.replace(".", ""))
    if amount > LARGEST:
        raise ValueError(f"larger than any amount here: {text!r}")
    return amount


def apportion(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Divide an amount by weights without losing or making a rupiah: by largest remainder, ties by the lowest key.

    Rupiah in, rupiah out, for every key in the order given; the parts add up to the amount, and no part is a whole
    rupiah from its exact share. Keys must compare with each other. Raises ValueError on a negative amount, a negative
    weight, or an amount with nothing to divide it by. (Hamilton's method; DOMAIN, "Shares and distribution".)
    """
    if amount < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("neither an amount nor a weight may be negative")
    total = sum(weights.values())
    if not total:
        if amount:
            raise ValueError("there is an amount, and no weight to divide it by")
        return dict.fromkeys(weights, 0)
    whole, remainder = {}, {}
    for key, weight in weights.items():
        whole[key], remainder[key] = divmod(amount * weight, total)
    nearest: Any = sorted(weights, key=lambda key: (-remainder[key], key))
    left = amount - sum(whole.values())
    return whole | {key: whole[key] + 1 for key in nearest[:left]}


def apportion_sql(*, amount: str, weight: str, total: str, key: str, within: str = "") -> str:
    """`apportion()` as an SQL expression over the rows of a query, which it must see all of.

    `amount`, `weight` and `total` (of all weights, above 0) are SQL for non-negative whole numbers, `key` for what
    breaks ties. Where `within` is given, each of its values has an amount and a total of its own. Computed on
    `numeric`, because share-days times rupiah pass 64 bits.
    """
    rows = f"PARTITION BY {within} " if within else ""
    product = f"({amount})::numeric * ({weight})::numeric"
    whole, remainder = f"div({product}, {total})", f"mod({product}, {total})"
    return (
        f"({whole} + (row_number() OVER ({rows}ORDER BY {remainder} DESC, {key})"
        f" <= ({amount})::numeric - sum({whole}) OVER ({rows}))::int)"
    )


def percentage(amount: int, basis_points: int) -> int:
    """So many hundredths of a percent of an amount, half a rupiah and more rounded up (away from zero below it).

    For a single percentage only: what must add up is apportioned.
    """
    twice = 2 * abs(amount * basis_points)
    part = (twice + WHOLE) // (2 * WHOLE)
    return part if amount * basis_points >= 0 else -part


DIGITS = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
THOUSANDS = ["", "ribu", "juta", "miliar", "triliun", "kuadriliun"]


def in_words(number: int) -> str:
    """A number as it is spelt out on Indonesian deeds: `1150` is `seribu seratus lima puluh`.

    Raises ValueError for one below nothing or of more than eighteen digits.
    """
    if not 0 <= number < 1_000 ** len(THOUSANDS):
        raise ValueError(f"not spelt out here: {number}")
    said = []
    for power, name in reversed(list(enumerate(THOUSANDS))):
        group = number // 1_000**power % 1_000
        if group:
            said += ["seribu"] if (group, power) == (1, 1) else [*_hundreds(group), *([name] if name else [])]
    return " ".join(said) or "nol"


def _hundreds(group: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    said = ["seratus"] if hundreds == 1 else [DIGITS[hundreds], "ratus"] if hundreds else []
    if tens == 1:
        return [*said, *{0: ["sepuluh"], 1: ["sebelas"]}.get(ones, [DIGITS[ones], "belas"])]
    return [*said, *([DIGITS[tens], "puluh"] if tens else []), *([DIGITS[ones]] if ones else [])]
