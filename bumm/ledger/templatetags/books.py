"""What templates say of the books."""

from django import template

from bumm.money import format_rupiah

register = template.Library()


@register.filter
def rupiah(amount: int) -> str:
    """`1500000` as `Rp1.500.000`."""
    return format_rupiah(amount)
