"""Reading `table.txt`, and writing lines for it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.rights.askers import ASKERS
from tests.rights.naming import Case, all_cases

TABLE = Path(__file__).with_name("table.txt")
HEADINGS = [name[:4] for name in ("anon", "none", *ASKERS[2:])]
AND_SO_ON = "…"
HOW_TO = """Print what is answered with `PYTHONPATH=site .venv/bin/python -m tests.rights.observe NAME_OF_VIEW`, look at
each sign, and paste what is meant into the table, or mend the code."""

Signs = dict[str, str]  # by asker


class Entry(NamedTuple):
    """What a line of the table is about: an address, and where it is asked for in several ways, which."""

    view: str
    label: str
    route: str

    def __str__(self) -> str:
        name = f"{self.view or '-'} ({self.label})" if self.label else self.view or "-"
        return f"{name:<58}  {self.route}"


class Row(NamedTuple):
    """The answers to GET and POST."""

    get: Signs
    post: Signs


def entry_of(case: Case) -> Entry:
    return Entry(case.address.view, case.label, case.address.route)


def not_declared(rows: Mapping[Entry, Row]) -> str:
    """The addresses that the table does not know, and what to do about them; "" where it knows them all."""
    missing = sorted({entry_of(case) for case in all_cases()} - rows.keys())
    return "\n".join([f"Not declared in tests/rights/{TABLE.name}:", *map(str, missing), HOW_TO]) if missing else ""


def not_there(rows: Mapping[Entry, Row]) -> str:
    """What the table declares without need; "" where there is nothing."""
    gone = sorted(rows.keys() - {entry_of(case) for case in all_cases()})
    return "\n".join([f"Declared in tests/rights/{TABLE.name}, but not there:", *map(str, gone)]) if gone else ""


# --- Reading ---------------------------------------------------------------------------------------------------------


def read(text: str) -> dict[Entry, Row]:
    """The table's rows. ValueError, with the number of the line, for one that makes no sense."""
    rows: dict[Entry, Row] = {}
    for number, entries, answers in _blocks(text):
        try:
            row = _read_row(answers)
            for entry in map(_read_entry, entries):
                if entry in rows:
                    raise ValueError(f"declared twice: {entry}")
                rows[entry] = row
        except ValueError as error:
            raise ValueError(f"{TABLE.name}, the block that ends in line {number}: {error}") from None
    return rows


def _blocks(text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """What blank lines part: the lines that name addresses, and the indented ones with their answers."""
    block: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith(("#", "==")) or line.split() == HEADINGS:
            continue
        if line.strip():
            block.append(line)
        elif block:
            answers = [line for line in block if line.startswith(" ")]
            yield number - 1, [line for line in block if line not in answers], answers
            block = []


def _read_entry(line: str) -> Entry:
    if not (found := re.fullmatch(r"(\S+)(?: \((.+?)\))?\s{2,}(.*)", line)):
        raise ValueError(f"a name, two blanks and a route are wanted: {line}")
    view, label, route = found.groups()
    return Entry("" if view == "-" else view, label or "", route)


def _read_row(lines: list[str]) -> Row:
    answers = dict(map(_read_answers, lines))
    match sorted(answers):
        case ["GET", "POST"]:
            return Row(answers["GET"], answers["POST"])
        case ["BOTH"]:
            return Row(answers["BOTH"], answers["BOTH"])
        case ["READ"]:
            return Row(answers["READ"], _posted_to_what_is_read(answers["READ"]))
        case ["SEND"]:
            return Row(_got_from_what_is_sent_to(answers["SEND"]), answers["SEND"])
    raise ValueError("a block has one line READ, SEND or BOTH, or one GET and one POST")


def _read_answers(line: str) -> tuple[str, Signs]:
    method, *cells = line.split()
    if cells[-1] == AND_SO_ON:
        cells = [*cells[:-1], *[cells[-2]] * (len(ASKERS) - len(cells) + 1)]
    if len(cells) != len(ASKERS):
        raise ValueError(f"{len(cells)} answers for {len(ASKERS)} columns: {line}")
    return method, dict(zip(ASKERS, cells, strict=True))


def _posted_to_what_is_read(get: Signs) -> Signs:
    return {asker: re.sub("[✓◐●]", "–", signs) for asker, signs in get.items()}


def _got_from_what_is_sent_to(post: Signs) -> Signs:
    return {asker: re.sub("[^?]", "–", signs) for asker, signs in post.items()}


# --- Writing ---------------------------------------------------------------------------------------------------------


def write(rows: Mapping[Entry, Row]) -> str:
    """Blocks of addresses that are answered alike, each in the place of its first."""
    blocks: dict[str, list[Entry]] = {}
    for entry, row in rows.items():
        blocks.setdefault(_write_row(row), []).append(entry)
    return "\n\n".join("\n".join([*map(str, entries), answers]) for answers, entries in blocks.items()) + "\n"


def _write_row(row: Row) -> str:
    if row.get == row.post:
        return _write_answers("BOTH", row.get.values())
    if row.post == _posted_to_what_is_read(row.get):
        return _write_answers("READ", row.get.values())
    if row.get == _got_from_what_is_sent_to(row.post):
        return _write_answers("SEND", row.post.values())
    return f"{_write_answers('GET', row.get.values())}\n{_write_answers('POST', row.post.values())}"


def _write_answers(method: str, signs: Iterable[str]) -> str:
    cells = list(signs)
    while len(cells) > 1 and cells[-1] == cells[-2]:
        cells.pop()
    line = f"    {method:<6}" + " ".join(f"{cell:<4}" for cell in cells)
    return line.rstrip() + (f" {AND_SO_ON}" if len(cells) < len(ASKERS) else "")


def headings() -> str:
    return " " * 10 + " ".join(HEADINGS)
