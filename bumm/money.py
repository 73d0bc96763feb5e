"""Whole rupiah. Imports nothing of Django, so that it can be read, tested and trusted alone."""

import re

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
