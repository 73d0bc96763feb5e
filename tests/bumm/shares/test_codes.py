"""Codes on certificates: nobody guesses them, and a person can type them."""

import re

import pytest

from bumm.shares.codes import ALPHABET, CODE, new_code, read_code, spaced


def test_codes_differ_and_use_their_bits() -> None:
    codes = {new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert all(re.fullmatch(CODE, code) for code in codes)
    assert {code[0] for code in codes} == set("01234567")  # of 26 times five bits 128 are used
    for place in range(1, 26):
        assert {code[place] for code in codes} == set(ALPHABET)


def test_what_stands_on_paper_is_read_back() -> None:
    code = new_code()
    assert spaced(code).count("-") == 6
    for typed in (
        code,
        spaced(code),
        spaced(code).lower().replace("-", " "),
        f"  {code}\n",
        spaced(code).replace("-", "–"),
    ):
        assert read_code(typed) == code


def test_look_alikes_are_taken_for_what_they_look_like() -> None:
    assert read_code("oOiIlL" + "7" * 20) == "001111" + "7" * 20


@pytest.mark.parametrize(
    "typed", ["", "7" * 25, "7" * 27, "U" + "7" * 25, "é" + "7" * 25, "7" * 13 + "\n\n" + "?" * 13, "\0"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""
