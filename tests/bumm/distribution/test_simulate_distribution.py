"""`simulate_distribution`: data on standard output, refusals with exit code 2."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def simulate(tmp_path: Path, amount: str, text: str) -> None:
    file = tmp_path / "weights.csv"
    file.write_bytes(text.encode())
    call_command("simulate_distribution", amount=amount, weights=file)


@pytest.mark.parametrize(
    ("amount", "weights", "lines"),
    [
        ("100", "10,1\n9,1\n8,1\n", ["10,1,33", "9,1,33", "8,1,34"]),  # numbers: 8 is lowest
        ("100", "10,1\n9,1\nb,1\n", ["10,1,34", "9,1,33", "b,1,33"]),  # words: "10" is lowest
        ("0", "a,0\n", ["a,0,0"]),
        (
            "7200000",
            "x,2000000\r\ny,5000000\r\nz,4000000\r\n",
            ["x,2000000,1309091", "y,5000000,3272727", "z,4000000,2618182"],
        ),
        ("5", '"a, b",1\n', ['"a, b",1,5']),
    ],
)
def test_parts_come_in_the_order_given(
    tmp_path: Path, capsys: Any, amount: str, weights: str, lines: list[str]
) -> None:
    simulate(tmp_path, amount, "key,weight\n" + weights)
    captured = capsys.readouterr()
    assert captured.out.splitlines() == ["key,weight,amount", *lines]
    assert captured.err == ""


@pytest.mark.parametrize(
    ("amount", "text", "reason"),
    [
        ("1", "key,weight\na,1\na,2\n", "line 3.*twice"),
        ("1", "key,weight\n1,1\n01,2\n", "the same number"),
        ("1", "key,weight\na,-1\n", "line 2.*negative"),
        ("1", "key,weight\na,0\n", "no weight"),
        ("1", "key,weight\n", "no weight"),
        ("-1", "key,weight\na,1\n", "amount is negative"),
        ("1.5", "key,weight\na,1\n", "no whole number"),
        ("1", "key,weight\na,1.5\n", "line 2.*no whole number"),
        ("1", "key,weight\na,²\n", "line 2.*no whole number"),
        ("1", "a,1\n", "first line"),
        ("1", "", "first line"),
        ("1", "key,weight\na\n", "line 2"),
        ("1", "key,weight\n,1\n", "line 2.*missing"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(
    tmp_path: Path, capsys: Any, amount: str, text: str, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason) as refusal:
        simulate(tmp_path, amount, text)
    assert refusal.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="weights.csv") as refusal:
        call_command("simulate_distribution", amount="1", weights=tmp_path / "weights.csv")
    assert refusal.value.returncode == 2
