"""Codes that nobody can guess, and that a person can read aloud and type."""

import re
import secrets

# Without I, L, O and U, which look or sound like others. (Douglas Crockford's base 32.)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26  # of which each says five bits
CODE = rf"^[{ALPHABET}]{{{LENGTH}}}$"
BITS = 128
BLOCK = 4


def new_code() -> str:
    """128 random bits."""
    number = secrets.randbits(BITS)
    return "".join(ALPHABET[number >> shift & 31] for shift in reversed(range(0, 5 * LENGTH, 5)))


def spaced(code: str) -> str:
    """The code in blocks of four, as it stands on paper."""
    return "-".join(code[start : start + BLOCK] for start in range(0, len(code), BLOCK))


def read_code(typed: str) -> str:
    """The code that was meant, whether typed with blanks and dashes, small, or with look-alikes; "" for none."""
    meant = re.sub(r"[\s\-–—.]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    return meant if re.fullmatch(CODE, meant) else ""
