"""Identity numbers (NIK): checked, encrypted at rest, matched by a keyed hash, and masked on screen."""

import hashlib
import hmac
import re

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def normalise(nik: str) -> str:
    """Return the sixteen digits of a NIK. Spaces, dots and hyphens are dropped.

    Raises ValueError when it is not sixteen digits with a possible date of birth in digits 7-12
    (women's day of birth is written plus forty).
    """
    digits = re.sub(r"[\s.\-]", "", nik)
    if not re.fullmatch(r"[0-9]{16}", digits):
        raise ValueError("A NIK has sixteen digits.")
    day, month = int(digits[6:8]), int(digits[8:10])
    if not (1 <= day <= 31 or 41 <= day <= 71) or not 1 <= month <= 12:
        raise ValueError("Digits 7 to 12 of a NIK are the date of birth.")
    return digits


def encrypt(nik: str) -> bytes:
    return _cipher().encrypt(nik.encode())


def decrypt(ciphertext: bytes | memoryview) -> str:
    return _cipher().decrypt(bytes(ciphertext)).decode()


def fingerprint(nik: str) -> bytes:
    """A keyed hash (HMAC-SHA-256) by which the same number is recognised without being read."""
    return hmac.digest(settings.NIK_HASH_KEY.encode(), nik.encode(), hashlib.sha256)


def mask(nik: str) -> str:
    return "•" * 12 + nik[-4:]


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.NIK_KEYS])
