"""`make bench PART=register`: what reading the register of shares costs, beside a plain pass over the same rows.

Two classes, with 10,000 events and with EVENTS (1,000,000 unless the environment says otherwise), a holder for every
hundred of them, days in no order. Only reads are measured, so the rows are laid down with triggers off and without a
chain. Rounds are interleaved. All of it runs in a database of its own on the durable embedded server, or on that of
DATABASE_URL, and is dropped afterwards. One JSON line a figure; `ratio` is to the yardstick in the same run, and
`growth` is time an event with many events beside that with few.
"""

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "site" / "deploy")]

from django.db import connection

from bench import books
from bench.books import own_database, seconds
from bumm.people.models import Bumm, Institution, Kelurahan, Party
from bumm.people.services import open_bumm
from bumm.shares.models import ShareClass
from bumm.shares.selectors import capital, holding_of, holdings, issued

FEW, MANY = 10_000, int(os.environ.get("EVENTS") or 1_000_000)
EVENTS_OF_A_HOLDER = 100
ROUNDS = 5
HALFWAY, LAST_DAY = dt.date(2018, 1, 1), dt.date(2023, 1, 1)

# Each holder gets shares on the first day; then one gives one share to another, on any day of ten years.
EVENTS = """
INSERT INTO shares_shareevent
    (share_class_id, number, kind, reference, effective_on, recorded_at, giver_id, taker_id, quantity, par, hash)
SELECT %(share_class)s, n, CASE WHEN n <= %(holders)s THEN 'issue' ELSE 'transfer' END, 'bench:' || n,
    date '2013-01-01' + CASE WHEN n <= %(holders)s THEN 0 ELSE (n * 31 %% 3650)::int END, now(),
    CASE WHEN n > %(holders)s THEN %(first)s + n * 7919 %% %(holders)s END,
    %(first)s + CASE WHEN n <= %(holders)s THEN n - 1 ELSE (n * 7919 + 1 + n %% 97) %% %(holders)s END,
    CASE WHEN n <= %(holders)s THEN 1000000 ELSE 1 END, 50000, md5(n::text) || md5(n::text)
FROM generate_series(1, %(events)s::bigint) AS n
"""
YARDSTICK = """
SELECT count(*), sum(quantity), count(giver_id), count(taker_id) FROM shares_shareevent
WHERE share_class_id = %s AND effective_on <= %s
"""


def register_with(events: int, bumm: Bumm) -> tuple[ShareClass, Party]:
    holders = events // EVENTS_OF_A_HOLDER
    names = [Institution(name=f"Pemegang {events} {n}", slug=f"pemegang-{events}-{n}") for n in range(holders)]
    owners = [Party(institution=institution) for institution in Institution.objects.bulk_create(names)]
    first = Party.objects.bulk_create(owners)[0]
    share_class = ShareClass.objects.create(bumm=bumm, code="A")
    said = {"share_class": share_class.pk, "holders": holders, "first": first.pk, "events": events}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shares_shareevent DISABLE TRIGGER USER")
        cursor.execute(EVENTS, said)
        cursor.execute("ALTER TABLE shares_shareevent ENABLE TRIGGER USER")
    return share_class, first


def reads(share_class: ShareClass, holder: Party, events: int) -> dict[str, Callable[[], Any]]:
    def pass_over_all() -> None:
        with connection.cursor() as cursor:
            cursor.execute(YARDSTICK, [share_class.pk, LAST_DAY])
            assert cursor.fetchone()[0] == events  # noqa: S101

    return {
        "yardstick": pass_over_all,
        "as of the last day": lambda: holdings(share_class, as_of=LAST_DAY),
        "as of a day halfway": lambda: holdings(share_class, as_of=HALFWAY),
        "as of that day, known at half": lambda: holdings(share_class, as_of=HALFWAY, known_at=events // 2),
        "one holder": lambda: holding_of(share_class, holder, as_of=LAST_DAY),
        "shares issued": lambda: issued(share_class, as_of=LAST_DAY),
        "capital": lambda: capital(share_class.bumm, as_of=LAST_DAY),
    }


def measured(works: dict[str, Callable[[], Any]]) -> dict[str, float]:
    for work in works.values():
        work()
    rounds = [{name: seconds(work) for name, work in works.items()} for _round in range(ROUNDS)]
    return {name: median(each[name] for each in rounds) for name in works}


def main() -> None:
    books.NAME = "bench_register"
    with own_database():
        places = Kelurahan.objects.order_by("code")[:2]
        bumm = [open_bumm(kelurahan=place, name=f"BUMM {place.name}") for place in places]
        registers = [register_with(events, each) for events, each in zip((FEW, MANY), bumm, strict=True)]
        connection.cursor().execute("VACUUM ANALYZE")
        few, many = (
            measured(reads(*register, events)) for register, events in zip(registers, (FEW, MANY), strict=True)
        )
    for name, took in many.items():
        figures = {"events": MANY, "milliseconds": round(1000 * took, 2), "ratio": round(took / many["yardstick"], 2)}
        growth = round(took / MANY / (few[name] / FEW), 2)
        print(json.dumps({"bench": "register", "figure": name, **figures, "growth": growth}), flush=True)


if __name__ == "__main__":
    main()
