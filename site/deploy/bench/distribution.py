"""`make bench PART=distribution`: what a run over very many holders costs, beside its floor in the same run.

The floor of allocating: a plain INSERT ... SELECT of as many rows, counted before, into a twin of the table with the
same keys. Rounds are interleaved and rolled back; all foreign keys are checked within the time. The rest of a run is
timed once. In a database of its own, dropped afterwards. One JSON line a figure.

HOLDERS at the end: 1,000,000, unless the environment says otherwise; growth is seen from a hundredth of it.
"""

import json
import os
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "site" / "deploy")]

from django.db import connection, transaction

from bench.books import own_database, seconds  # which makes Django ready
from bumm.distribution import services
from bumm.distribution.distributable import closed_years, distributable
from bumm.distribution.hashing import digest
from bumm.distribution.models import Distribution
from bumm.distribution.services import drafts
from bumm.people.models import Bumm, User
from bumm.shares.models import ShareClass
from bumm.shares.selectors import holdings

HOLDERS = int(os.environ.get("HOLDERS") or 1_000_000)
ROUNDS = 3
PEOPLE = """
WITH person AS (
    INSERT INTO people_person (name, occupation, phone) SELECT 'Warga ' || n, 'other', ''
    FROM generate_series(%(first)s, %(last)s) AS n RETURNING id
), party AS (
    INSERT INTO people_party (person_id) SELECT id FROM person RETURNING id
)
INSERT INTO shares_shareevent (share_class_id, number, kind, reference, effective_on, recorded_at, taker_id, quantity,
    par, hash)
SELECT %(share_class)s, %(last_number)s + row_number() OVER (ORDER BY id), 'issue', 'bench:' || id,
    %(day)s::date - (id %% 300)::int, now(), id, 1 + id %% 40, %(par)s, repeat('0', 64) FROM party
"""
TWIN = """
DROP TABLE IF EXISTS bare_allocation, counted;
CREATE TABLE bare_allocation (LIKE distribution_allocation INCLUDING ALL,
    FOREIGN KEY (pool_id) REFERENCES distribution_pool DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (party_id) REFERENCES people_party DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE counted AS {allocated};
ANALYZE counted
"""
PLAIN = (
    "INSERT INTO bare_allocation (pool_id, party_id, weight, amount) SELECT pool, party, weight, amount FROM counted"
)


def main() -> None:
    with own_database():
        bumm = town()
        beside = [measure(bumm, holders) for holders in (HOLDERS // 100, HOLDERS)]
        say("growth", holders=HOLDERS, from_holders=HOLDERS // 100, times_as_long_a_row=round(beside[1] / beside[0], 2))
        whole_run(bumm)


def town() -> Bumm:
    """The pilot's BUMM Tipes with its register and a closed year."""
    from pilot import books, people

    with transaction.atomic():
        people.load()
        books.load()
    return Bumm.objects.get(kelurahan__slug="tipes")


def with_holders(bumm: Bumm, wanted: int) -> None:
    share_class = ShareClass.objects.get(bumm=bumm, code="A")
    last = share_class.events.latest("number")
    there = share_class.events.count()
    about = {"share_class": share_class.pk, "par": last.par, "last_number": last.number}
    day = {"day": closed_years(bumm.book)[0]}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, about | day | {"first": there + 1, "last": wanted})
        cursor.execute("ANALYZE")


def measure(bumm: Bumm, holders: int) -> float:
    """Seconds a row of allocating, after saying how it stands beside the floor."""
    with_holders(bumm, holders)
    year_end = closed_years(bumm.book)[0]
    with transaction.atomic():
        run = draft(bumm)
        part = run.parts.get(target="owners")
        owners = drafts.owners_part(run, part)
        with connection.cursor() as cursor:
            cursor.execute(TWIN.format(allocated=owners.allocated()), owners.parameters())
        rounds = [(rolled_back(lambda: drafts._to_owners(run)), rolled_back(plain)) for _round in range(ROUNDS)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM counted")
            rows = cursor.fetchone()[0]
        transaction.set_rollback(True)
    ours, floor = (median(column) for column in zip(*rounds, strict=True))
    ratio = median(own / bare for own, bare in rounds)
    say("allocate", rows=rows, seconds=round(ours, 2), plain=round(floor, 2), ratio=round(ratio, 2), most=1.5)
    share_class = ShareClass.objects.get(bumm=bumm, code="A")
    register = median(seconds(lambda: holdings(share_class, as_of=year_end)) for _round in range(ROUNDS))
    say("register as of a day", events=share_class.events.count(), seconds=round(register, 3))
    return ours / rows


def draft(bumm: Bumm) -> Distribution:
    year_end = closed_years(bumm.book)[0]
    amount = distributable(bumm.book, year_end).amount
    by, _created = User.objects.get_or_create(username="bench-treasurer")
    return services.prepare_distribution(bumm=bumm, period_end=year_end, amount=amount, by=by)


def plain() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)


def rolled_back(do: Any) -> float:
    """Seconds of doing it with every foreign key looked at, and then undone."""

    def whole() -> None:
        do()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with transaction.atomic():
        took = seconds(whole)
        transaction.set_rollback(True)
    return took


def whole_run(bumm: Bumm) -> None:
    """Each step of a run, once."""
    run = draft(bumm)
    steps = []
    while run.state == Distribution.State.PREPARING:
        steps.append(round(seconds(lambda: drafts._take_step(run)), 1))
        run.refresh_from_db()
    say("allocate, seal and commit", rows=HOLDERS, seconds=round(sum(steps), 1), by_step=steps)
    say("hash counted anew", rows=HOLDERS, seconds=round(seconds(lambda: digest(run)), 1))
    if digest(run) != run.digest:
        sys.exit("the hash does not fit")


def say(name: str, **figures: Any) -> None:
    print(json.dumps({"bench": "distribution", "figure": name, **figures}), flush=True)


if __name__ == "__main__":
    main()
