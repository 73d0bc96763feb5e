"""Identity numbers: checked, encrypted, matched without being read, and masked."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from bumm.people import identity

NIK = "3372011708850001"


@pytest.mark.parametrize("typed", [NIK, f" {NIK} ", "3372 0117 0885 0001", "33.72.01-170885-0001"])
def test_spaces_dots_and_hyphens_do_not_matter(typed: str) -> None:
    assert identity.normalise(typed) == NIK


@pytest.mark.parametrize("born", ["010100", "311299", "410185", "711285", "290200"])
def test_a_womans_day_of_birth_is_written_plus_forty(born: str) -> None:
    nik = f"337201{born}0001"
    assert identity.normalise(nik) == nik


@pytest.mark.parametrize(
    "nik",
    [
        "",
        "337201170885000",
        "33720117088500012",
        "337201170885000x",
        "٣٣٧٢٠١١٧٠٨٨٥٠٠٠١",  # digits, but not those of a card
        *(f"337201{born}0001" for born in ["000185", "320185", "400185", "720185", "990185", "170085", "171385"]),
    ],
)
def test_what_cannot_be_a_nik_is_refused(nik: str) -> None:
    with pytest.raises(ValueError, match="NIK"):
        identity.normalise(nik)


def test_encryption_can_be_undone_only_with_the_key(settings: Settings) -> None:
    cipher = identity.encrypt(NIK)
    assert NIK.encode() not in cipher
    assert identity.decrypt(memoryview(cipher)) == NIK
    assert identity.encrypt(NIK) != cipher  # two residents' ciphers tell nothing
    settings.NIK_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        identity.decrypt(cipher)


def test_keys_rotate_and_old_ciphers_stay_readable(settings: Settings) -> None:
    old, new = settings.NIK_KEYS[0], Fernet.generate_key().decode()
    cipher = identity.encrypt(NIK)
    settings.NIK_KEYS = [new, old]
    assert identity.decrypt(cipher) == NIK
    renewed = identity.encrypt(NIK)
    settings.NIK_KEYS = [new]
    assert identity.decrypt(renewed) == NIK


def test_the_same_number_has_the_same_print_under_one_key(settings: Settings) -> None:
    printed = identity.fingerprint(NIK)
    assert identity.fingerprint(NIK) == printed
    assert identity.fingerprint("3372011708850002") != printed
    settings.NIK_HASH_KEY = "another"
    assert identity.fingerprint(NIK) != printed


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_a_mask_shows_the_last_four_digits_only(nik: str) -> None:
    masked = identity.mask(nik)
    assert masked == "•" * 12 + nik[12:]
