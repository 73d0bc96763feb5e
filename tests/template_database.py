"""Databases for the tests, copied from a template that is migrated once.

Every test process has a copy of its own, and a new one after each test that commits: so Wagtail's root page
and the rows of data migrations are always there, and no trigger has to be switched off to empty a table.

Whoever uses one of these databases holds an advisory lock on its name. Any number of test runs may therefore
share a server, and a database without a holder is left over from a killed run or from older migrations.
"""

import hashlib
import secrets
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "bumm_test_"


@contextmanager
def copied_database() -> Iterator[Callable[[], None]]:
    """Point Django at a migrated database that only this process uses; yields what makes it new again."""
    original = connection.settings_dict["NAME"]
    template, copy = template_name(), f"{PREFIX}copy_{secrets.token_hex(6)}"

    def renew() -> None:
        connection.close()
        _create(cursor, copy, f"TEMPLATE {template} STRATEGY WAL_LOG")  # FILE_COPY syncs a thousand files
        ContentType.objects.clear_cache()

    with connection._nodb_cursor() as cursor:  # connected to the server's maintenance database
        _lock(cursor, "pg_advisory_lock_shared", template)
        _lock(cursor, "pg_advisory_lock_shared", copy)
        _lock(cursor, "pg_advisory_lock", PREFIX)
        _drop_left_over(cursor, except_for=template)
        if not _finished(cursor, template):
            _migrate(cursor, template)
        _lock(cursor, "pg_advisory_unlock", PREFIX)
        renew()
        connection.settings_dict["NAME"] = copy
        yield renew
        connection.close()
        connection.settings_dict["NAME"] = original
        _drop(cursor, copy)


def template_name() -> str:
    """Changes with every migration of ours, the data beside it, and every installed version of others'."""
    digest = hashlib.sha256()
    for folder in ("site", "catalog", "bumm"):
        for file in sorted([*(ROOT / folder).rglob("migrations/*.py"), *(ROOT / folder).rglob("data/*.csv")]):
            digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    for package in sorted(Path(sysconfig.get_path("purelib")).glob("*.dist-info")):
        digest.update(f"{package.name}\n".encode())
    return f"{PREFIX}template_{digest.hexdigest()[:12]}"


def _migrate(cursor: "CursorWrapper", template: str) -> None:
    """Make the template. Only a finished one is closed to connections, which a source of copies must be."""
    _create(cursor, template, "")
    connection.close()
    connection.settings_dict["NAME"] = template
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    cursor.execute(f"ALTER DATABASE {template} ALLOW_CONNECTIONS false")


def _finished(cursor: "CursorWrapper", template: str) -> bool:
    cursor.execute("SELECT FROM pg_database WHERE datname = %s AND NOT datallowconn", [template])
    return cursor.fetchone() is not None


def _create(cursor: "CursorWrapper", name: str, options: str) -> None:
    """Make a database, in place of any of that name. It may lose commits in a crash; the cluster not."""
    _drop(cursor, name)
    cursor.execute(f"CREATE DATABASE {name} {options}")
    cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")


def _drop(cursor: "CursorWrapper", name: str) -> None:
    cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drop_left_over(cursor: "CursorWrapper", *, except_for: str) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    for (name,) in cursor.fetchall():
        if name != except_for and _lock(cursor, "pg_try_advisory_lock", name):
            _drop(cursor, name)
            _lock(cursor, "pg_advisory_unlock", name)


def _lock(cursor: "CursorWrapper", function: str, name: str) -> bool:
    """Call one of PostgreSQL's advisory lock functions; the locks end with the cursor's connection."""
    cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
    return bool(cursor.fetchone()[0])
