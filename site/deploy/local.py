"""The whole site on one machine, as `make run` starts it: database, task worker and web server on loopback.

Production settings made safe for plain HTTP: no HSTS, no secure cookies, demo accounts without a second factor.
What it keeps lies in `.run/`: secret keys, static files, the cache, and the numbers of its processes.
"""

import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
STATE = ROOT / ".run"
PROCESSES = STATE / "processes.json"
PORT = int(os.environ.get("PORT") or 8000)
ADDRESS = f"http://127.0.0.1:{PORT}"
MANAGE = [sys.executable, str(ROOT / "manage.py")]
PATIENCE_SECONDS = 60
SECONDS_BETWEEN_SWEEPS = 300


def run() -> None:
    """Bring everything up, say where it is, and stay in the foreground until Ctrl-C or `make stop`."""
    stop()
    _refuse_taken_port()
    environment = environment_of_this_copy()
    _manage("migrate", "--verbosity=0", environment=environment)
    collect_static(environment)
    accounts = subprocess.run([*MANAGE, "load_pilot"], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    _manage("requeue_tasks", "--older-than=0", environment=environment)
    worker = subprocess.Popen(
        ["nice", *MANAGE, "db_worker", "--backend=slow", "--queue-name=slow", "--verbosity=0"], env=environment
    )
    web = subprocess.Popen(web_server(), env=environment, cwd=ROOT)
    PROCESSES.write_text(json.dumps({"web": web.pid, "worker": worker.pid}))
    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _wait_until_well(web)
        _announce(accounts.stdout)
        _end_orders_until_it_stops(web, environment)
    except KeyboardInterrupt:
        pass
    finally:
        for process in (web, worker):
            _end(process)
        PROCESSES.unlink(missing_ok=True)


def _end_orders_until_it_stops(web: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    """What a timer does on a server: end what was not paid in time."""
    while web.poll() is None:
        try:
            web.wait(timeout=SECONDS_BETWEEN_SWEEPS)
        except subprocess.TimeoutExpired:
            subprocess.call([*MANAGE, "end_orders", "--verbosity=0"], env=environment)


def stop() -> None:
    """Stop what an earlier `make run` left running, then nothing more. The database is stopped by its own command."""
    if not PROCESSES.exists():
        return
    for name, pid in json.loads(PROCESSES.read_text()).items():
        if _is_ours(pid):
            say(f"Stopping the {name} process {pid} that was left running.")
            os.kill(pid, signal.SIGTERM)
    PROCESSES.unlink()


def reset() -> None:
    """The pilot afresh: the embedded database, uploads and cache are thrown away and made again."""
    if os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL is set: this command only resets the embedded database.")
    stop()
    _drop_database()
    for leftover in [*_files(ROOT / "media"), *_files(STATE / "private"), *_files(STATE / "cache")]:
        leftover.unlink()
    environment = environment_of_this_copy()
    _manage("migrate", "--verbosity=0", environment=environment)
    _manage("load_pilot", environment=environment)


def _drop_database() -> None:
    import psycopg

    sys.path.append(str(SITE))
    from config import database

    database.ensure()
    place = database.configuration(None)
    with psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=database.MAINTENANCE
    ) as link:
        link.autocommit = True
        link.execute(f"DROP DATABASE IF EXISTS {database.NAME} WITH (FORCE)")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def environment_of_this_copy() -> dict[str, str]:
    STATE.mkdir(exist_ok=True)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(SITE)]),
        "SITE_URL": ADDRESS,
        **_keys(),
    }


def _keys() -> dict[str, str]:
    """Secrets of this copy of the site, made on the first run and kept for those after it."""
    file = STATE / "keys.json"
    if not file.exists():
        keys = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "NIK_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "NIK_HASH_KEY": secrets.token_urlsafe(32),
        }
        file.touch(mode=0o600)
        file.write_text(json.dumps(keys))
    kept: dict[str, str] = json.loads(file.read_text())
    return {name: os.environ.get(name) or value for name, value in kept.items()}


def collect_static(environment: dict[str, str]) -> None:
    """Hash and compress the static files, unless neither they nor the packages have changed since the last time."""
    digest = hashlib.sha256()
    for package in sorted(f"{found.name} {found.version}" for found in distributions()):
        digest.update(package.encode())
    for file in sorted(_files(SITE / "static")):
        digest.update(str(file).encode() + file.read_bytes())
    stamp = STATE / "static.sha256"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    say("Collecting static files ...")
    _manage("collectstatic", "--noinput", "--clear", "--verbosity=0", environment=environment)
    stamp.write_text(digest.hexdigest())


def web_server() -> list[str]:
    return [
        *[str(Path(sys.executable).with_name("granian")), "config.wsgi:application", "--interface", "wsgi"],
        *["--host", "127.0.0.1", "--port", str(PORT), "--workers", "2", "--blocking-threads", "2"],
        *["--log-level", "warning", "--no-ws", "--respawn-failed-workers"],
        *["--static-path-route", "/media", "--static-path-mount", str(ROOT / "media")],
        *["--static-path-expires", "30d"],
    ]


def _wait_until_well(web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if web.poll() is not None:
            sys.exit(f"The web server ended at once with code {web.returncode}; its words are above.")
        try:
            with urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"The site did not answer on {ADDRESS}/healthz within {PATIENCE_SECONDS} seconds.")


def _announce(accounts: str) -> None:
    rows = [line.split("\t") for line in accounts.splitlines() if line]
    width = max((len(row[0]) for row in rows), default=0)
    say(f"\nJelujur is on {ADDRESS}/   (staff: {ADDRESS}/kantor/)\n")
    if rows:
        say(f"Demo accounts, all with the password {rows[0][1]}, without a second factor because this is loopback:")
        for username, _password, role, _description in rows:
            say(f"  {username:{width}}  {role}")
    say("\nCtrl-C stops it; the data stays.")


def _refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            sys.exit(f"Port {PORT} is taken by another program: stop it, or choose another: make run PORT=8001")


def _manage(*arguments: str, environment: dict[str, str]) -> None:
    if code := subprocess.call([*MANAGE, *arguments], env=environment, stdout=subprocess.DEVNULL):
        sys.exit(code)


def _is_ours(pid: int) -> bool:
    """Whether the process is one of this checkout's, and not another that got the same number since."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return False
    return str(ROOT) in command


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != ".gitkeep"]


if __name__ == "__main__":
    {"run": run, "stop": stop, "reset": reset}[sys.argv[1]]()
