"""`kill -9` at seeded points of a run over 5,000 holders, of the process and of a private durable PostgreSQL: begun
again, it ends in the same rows as a run that nobody disturbed."""

import os
import random
import signal
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from config import database
from django.db import connection

from bumm.charter import services as charters
from bumm.ledger import services as ledger
from bumm.ledger.services import Draft
from bumm.people.models import Role
from bumm.people.services import assign, join_group
from tests.bumm.distribution import scene, whole_run
from tests.config.test_database import Cluster
from tests.factories import PersonFactory, UserFactory, a_resident

SEED = 20_130_101
HOLDERS, POINTS, ALL_POINTS = 5_000, 10, 100
# So many residents become parties with shares; their hashes are no chain, which nothing here reads.
OWNERS = """
WITH person AS (
    INSERT INTO people_person (name, occupation, phone) SELECT 'Warga ' || n, 'other', ''
    FROM generate_series(1, %(holders)s) AS n RETURNING id
), party AS (
    INSERT INTO people_party (person_id) SELECT id FROM person RETURNING id
)
INSERT INTO shares_shareevent (share_class_id, number, kind, reference, effective_on, recorded_at, taker_id, quantity,
    par, hash)
SELECT %(share_class)s, 1 + row_number() OVER (ORDER BY id), 'issue', 'many:' || id,
    date '2013-03-01' + (id %% 200)::int, now(), id, 1 + id %% 23, 50000, repeat('0', 64) FROM party
"""
ROWS = {
    "runs": "SELECT state, digest, amount, step FROM distribution_distribution ORDER BY id",
    "allocations": """
        SELECT position, party_id, weight, allocation.amount FROM distribution_allocation allocation
        JOIN distribution_pool pool ON pool.id = pool_id JOIN distribution_part part ON part.id = part_id
        ORDER BY 1, 2""",
    "members": "SELECT person_id, weight, amount FROM distribution_memberpart ORDER BY 1",
    "batches": "SELECT number, method, state, prepared_by_id, approved_by_id FROM distribution_paymentbatch ORDER BY 1",
    "payments": """
        SELECT batch.number, party_id, amount, payment.state, entry_id IS NULL FROM distribution_payment payment
        JOIN distribution_paymentbatch batch ON batch.id = batch_id ORDER BY 1, 2""",
    "entries": """
        SELECT number, kind, regexp_replace(reference, '^distribution:[0-9]+', 'distribution'), effective_on, (
            SELECT array_agg(debit.code || credit.code || amount ORDER BY position) FROM ledger_transfer
            JOIN ledger_account debit ON debit.id = debit_id JOIN ledger_account credit ON credit.id = credit_id
            WHERE entry_id = entry.id)
        FROM ledger_entry entry ORDER BY number""",
    "resolutions": "SELECT reference FROM charter_resolution ORDER BY id",
}


class Point(NamedTuple):
    """Where to kill what: so many seconds after the begin of a statement, counted from 1."""

    target: str
    statement: int
    after: float


class Town:
    """A cluster of its own with a database in it that runs are begun from."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def renew(self) -> None:
        with self.cluster.connect() as direct:
            direct.execute("DROP DATABASE IF EXISTS run WITH (FORCE)")
            direct.execute("CREATE DATABASE run TEMPLATE scene")

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        about = {"host": str(self.cluster.sockets), "port": 5432, "user": "postgres", "dbname": "run"}
        with psycopg.connect(**about) as direct:
            return {name: direct.execute(query.encode()).fetchall() for name, query in ROWS.items()}

    def carry_out(self, point: Point | None = None) -> int:
        """In a process of its own; returns how many statements it took, or -1 where it did not come to its end."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            self._in_child(writing, point)
        os.close(writing)
        with os.fdopen(reading) as answer:
            said = answer.read()
        os.waitpid(child, 0)
        return int(said or -1)

    def _in_child(self, writing: int, point: Point | None) -> None:
        try:
            inherited.append(connection.connection)  # the parent's, which is not to be closed from here
            connection.connection = None
            connection.settings_dict |= {"HOST": str(self.cluster.sockets), "PORT": "5432", "NAME": "run"}
            connection.settings_dict |= {"USER": "postgres", "PASSWORD": ""}
            counted = Counted(point, {"process": os.getpid(), "server": self.cluster.pid})
            with connection.execute_wrapper(counted):
                whole_run.carry_out()
            os.write(writing, str(counted.statements).encode())
        except BaseException:
            if point is None:
                traceback.print_exc()
        finally:
            os._exit(0)


inherited: list[Any] = []


class Counted:
    """Counts statements, and kills at its point."""

    def __init__(self, point: Point | None, targets: dict[str, int]) -> None:
        self.point, self.targets, self.statements = point, targets, 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.statements += 1
        if self.point and self.statements == self.point.statement:
            kill = (self.targets[self.point.target], signal.SIGKILL)
            if self.point.after:
                threading.Timer(self.point.after, os.kill, kill).start()
            else:
                os.kill(*kill)
        return execute(*arguments)


@pytest.fixture
def town(transactional_db: None, tmp_path: Path) -> Iterator[Town]:
    """The scene, made in the test's database, goes over into a durable cluster that may be killed."""
    _make_scene()
    tmp_path.chmod(0o700)
    cluster = Cluster(tmp_path / ".pg" / "data")
    cluster.tell("start")
    try:
        assert cluster.ask("SELECT current_setting('fsync')") == "on"
        _copy_into(cluster)
        yield Town(cluster)
    finally:
        cluster.begin("stop").communicate(timeout=150)


def _make_scene() -> None:
    bumm = scene.founded([("reserve", 2_000), ("owners", 6_000), ("services", 2_000)], weighting="share_days")
    group, of_group = scene.group_with(bumm)
    for _member in range(7):
        join_group(person=PersonFactory(), group=group, since=scene.FOUNDED)
    scene.own(bumm, {of_group: 5})
    with connection.cursor() as cursor:
        cursor.execute(OWNERS, {"holders": HOLDERS, "share_class": scene.share_class_of(bumm).pk})
    for turnover in (2_000_000, 5_000_000, 4_000_000):
        scene.sell(bumm, scene.group_with(bumm)[0], turnover, commission=0)
    scene.earn(bumm, whole_run.AMOUNT)
    scene.close(bumm)
    fetched = ((scene.CASH, scene.BANK, whole_run.AMOUNT // 3),)
    ledger.post(book=bumm.book, draft=Draft("kas", scene.ANNOUNCED, fetched))
    for name, role in (("bendahara", "treasurer"), ("pengawas", "supervisor")):
        assign(user=UserFactory(username=name), role=Role.objects.get(code=role), bumm=bumm)
    ledger.store_evidence(file=scene.pdf("bukti"), by=None)
    charters.fill_roll(meeting=scene.annual_meeting(bumm), weights={a_resident(): 1 for _voter in range(3)})
    with connection.cursor() as cursor:  # every third is paid through a bank
        cursor.execute(
            "INSERT INTO distribution_bankaccount (party_id, bank, number, name, recorded_at)"
            " SELECT id, 'Bank', '12345678', 'Warga', now() FROM people_party WHERE id %% 3 <> 0",
            [],
        )


def _copy_into(cluster: Cluster) -> None:
    about = connection.settings_dict
    source = ["--host", about["HOST"], "--port", str(about["PORT"] or 5432), "--username", about["USER"], about["NAME"]]
    dump = subprocess.run([database._program("pg_dump"), *source], check=True, capture_output=True).stdout
    with cluster.connect() as direct:
        direct.execute("CREATE DATABASE scene")
    target = ["--host", str(cluster.sockets), "--port", "5432", "--username", "postgres", "--dbname", "scene"]
    subprocess.run(
        [database._program("psql"), "--quiet", "--set", "ON_ERROR_STOP=1", *target],
        input=dump, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def points(count: int, statements: int) -> list[Point]:
    """The same every time: process and server in turn, before a statement or some milliseconds into it."""
    chance = random.Random(SEED)
    at = (chance.randint(1, statements) for _point in range(count))
    return [
        Point(("process", "server")[number % 2], statement, chance.choice((0.0, chance.uniform(0.0005, 0.05))))
        for number, statement in enumerate(at)
    ]


@pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")),
    reason="the cluster that is killed is the embedded one also here, so it was killed in the run without DATABASE_URL",
)
@pytest.mark.xdist_group("kills")
@pytest.mark.parametrize("count", [POINTS, pytest.param(ALL_POINTS, marks=pytest.mark.long)])
def test_a_killed_run_ends_in_the_same_rows(town: Town, count: int) -> None:
    town.renew()
    statements = town.carry_out()
    assert statements > 50
    undisturbed = town.rows()
    assert len(undisturbed["payments"]) > HOLDERS
    broken_off = 0
    for point in points(count, statements):
        town.renew()
        broken_off += town.carry_out(point) == -1
        town.cluster.tell("start")
        assert town.carry_out() > 0, point
        found = town.rows()
        for name, rows in undisturbed.items():
            assert found[name] == rows, (name, point)
    assert broken_off >= count // 2  # the others were killed after their end, and must not have changed anything either


def test_the_points_are_the_same_every_time() -> None:
    assert points(3, 100) == points(3, 100)
    assert {point.target for point in points(10, 100)} == {"process", "server"}
