"""An opening register as a table: `class,party_kind,party_key,quantity,since`, and a total for a class where wanted.

A person's key is the identity number (NIK) or the number of the record, a group's, the kelurahan's and a partner's its
slug. A row of kind `total` says how many shares of a class the rows above and below it must add up to.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from bumm.people import identity
from bumm.people.models import Group, Institution, Kelurahan, Party, Person
from bumm.people.services import party_of
from bumm.shares.exceptions import UnreadableRegister
from bumm.shares.services import OpeningRow

HEADER = ["class", "party_kind", "party_key", "quantity", "since"]
TOTAL = "total"
NIK_DIGITS = 16
BY_SLUG: dict[str, Any] = {"group": Group, "kelurahan": Kelurahan, "institution": Institution}


def read_register(lines: Iterable[str]) -> list[OpeningRow]:
    """The rows of a CSV in its order. Raises UnreadableRegister with everything in it that is wrong."""
    table = csv.reader(lines)
    if [name.strip() for name in next(table, [])] != HEADER:
        raise UnreadableRegister([_("The first line must be: {header}").format(header=",".join(HEADER))])
    rows: list[OpeningRow] = []
    totals: dict[str, int] = {}
    faults: list[str] = []
    for cells in table:
        where = _("line {number}").format(number=table.line_num)
        try:
            _read(where, [cell.strip() for cell in cells], rows, totals)
        except ValueError as error:
            faults.append(f"{where}: {error}")
    faults += _wrong_sums(rows, totals)
    if faults or not rows:
        raise UnreadableRegister(faults or [_("There is no row.")])
    return rows


def _read(where: str, cells: list[str], rows: list[OpeningRow], totals: dict[str, int]) -> None:
    """Add what one line says. Raises ValueError with what is wrong with it."""
    if not any(cells):
        return
    if len(cells) != len(HEADER):
        raise ValueError(_("{count} cells are wanted.").format(count=len(HEADER)))
    code, kind, key, quantity, since = cells
    if not (quantity.isascii() and quantity.isdigit()):
        raise ValueError(_("{text} is no number of shares.").format(text=quantity or "–"))
    if kind == TOTAL:
        totals[code] = int(quantity)
        return
    rows.append(OpeningRow(where, code, _party(kind, key), int(quantity), _day(since)))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("{text} is no day such as 2013-02-10.").format(text=text or "–")) from error


def _party(kind: str, key: str) -> Party:
    if kind == "person":
        found = _person(key)
    elif kind in BY_SLUG:
        found = BY_SLUG[kind].objects.filter(slug=key).first()
    else:
        raise ValueError(_("{kind} is no kind of party: person, group, kelurahan or institution.").format(kind=kind))
    if not found:
        raise ValueError(_("There is no {kind} {key}.").format(kind=kind, key=key or "–"))
    return party_of(found)


def _person(key: str) -> Person | None:
    if not (key.isascii() and key.isdigit()):
        return None
    if len(key) == NIK_DIGITS:
        return Person.objects.filter(nik_hash=identity.fingerprint(key)).first()
    return Person.objects.filter(pk=int(key)).first()


def _wrong_sums(rows: list[OpeningRow], totals: dict[str, int]) -> list[str]:
    sums = Counter[str]()
    for row in rows:
        sums[row.code] += row.quantity
    text = _("The shares of class {code} add up to {sum}, and the total says {total}.")
    return [
        text.format(code=code, sum=sums[code], total=total) for code, total in totals.items() if sums[code] != total
    ]
