"""`manage.py simulate_distribution --amount N --weights FILE.csv`: what each key would get."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bumm.money import apportion

HEADER = ["key", "weight"]


class Command(BaseCommand):
    help = "Divide an amount by the weights in a CSV (key,weight), exact to the rupiah; prints key,weight,amount."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--amount", required=True, help="whole rupiah")
        parser.add_argument("--weights", required=True, type=Path, help="a CSV with the columns key,weight")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            amount = whole(options["amount"], "the amount")
            weights = read_weights(options["weights"])
            parts = divide(amount, weights)
        except (ValueError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow([*HEADER, "amount"])
        out.writerows([key, weight, part] for (key, weight), part in zip(weights.items(), parts, strict=True))


def divide(amount: int, weights: dict[str, int]) -> list[int]:
    """The parts in the order of the weights. Keys that are all whole numbers compare as numbers: 9 before 10.

    Raises ValueError where two are the same number.
    """
    if not all(map(is_whole, weights)):
        return list(apportion(amount, weights).values())
    numbered = {int(key): weight for key, weight in weights.items()}
    if len(numbered) < len(weights):
        raise ValueError("two keys are the same number")
    return list(apportion(amount, numbered).values())


def read_weights(file: Path) -> dict[str, int]:
    """The weights by their keys in the order of the file. Raises ValueError with the line that is wrong."""
    weights: dict[str, int] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        if [name.strip() for name in next(rows, [])] != HEADER:
            raise ValueError("the first line must be: key,weight")
        for row in rows:
            if len(row) != 2:
                raise ValueError(f"line {rows.line_num}: a key and a weight are wanted")
            key = row[0].strip()
            if not key or key in weights:
                raise ValueError(f"line {rows.line_num}: the key {key!r} is {'there twice' if key else 'missing'}")
            weights[key] = whole(row[1], f"line {rows.line_num}: the weight")
    return weights


def whole(text: str, what: str) -> int:
    if not is_whole(text.strip()):
        raise ValueError(f"{what} is no whole number: {text!r}")
    number = int(text)
    if number < 0:
        raise ValueError(f"{what} is negative: {text!r}")
    return number


def is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit()
