"""What templates say of the books."""

from collections.abc import Iterable
from typing import Any

from django import template

from bumm.money import format_rupiah

register = template.Library()


@register.filter
def rupiah(amount: int) -> str:
    """`1500000` as `Rp1.500.000`."""
    return format_rupiah(amount)


@register.filter
def total(lines: Iterable[Any]) -> int:
    """The amounts of lines or transfers, added up, in rupiah."""
    return sum(line.amount for line in lines)
