"""Figures drawn on the server: each a picture with its table."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("components/bar.html")
def bar(parts: Sequence[tuple[str, int]], caption: str) -> dict[str, Any]:
    """What a whole is made of: (name, amount in rupiah) of each part, in order. Percentages are rounded half up."""
    total = sum(amount for _name, amount in parts)
    starts = accumulate((amount for _name, amount in parts), initial=0)
    drawn = [
        {"name": name, "amount": amount, "start": start, "percent": (200 * amount + total) // (2 * total)}
        for (name, amount), start in zip(parts, starts, strict=False)
        if amount
    ]
    return {"caption": caption, "total": total, "parts": drawn}
