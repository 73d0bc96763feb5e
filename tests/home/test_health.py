"""Is the site well? Asked by load balancers, and answered even when it is not."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]

# A process of its own, whose database has gone: nothing listens where it should be.
ASK = """
import django
django.setup()
from django.test import Client
answer = Client().get("/healthz")
print(answer.status_code, answer.content.decode())
"""


@pytest.mark.django_db
def test_a_site_that_is_well_says_so(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "cache": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_costs_one_query_and_no_session(client: Client, django_assert_num_queries: object) -> None:
    cache.clear()
    with django_assert_num_queries(1):  # type: ignore[operator]
        answer = client.get("/healthz")
    assert not answer.cookies


def test_without_its_database_it_is_unwell_and_does_not_fall_over() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, but nobody listens
        port = nobody.getsockname()[1]
        code, state = ask(DATABASE_URL=f"postgres://nobody@127.0.0.1:{port}/none")
    assert (code, state["database"]) == (503, "gone")


def test_without_its_cache_it_is_only_slower() -> None:
    url = os.environ.get("DATABASE_URL")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        database = {"DATABASE_URL": url} if url else {}
        code, state = ask(CACHE_URL=f"redis://127.0.0.1:{port}/0", **database)
    assert (code, state) == (200, {"database": "ok", "cache": "gone"})


def ask(**environment: str) -> tuple[int, dict[str, str]]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | settings | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    code, _space, body = done.stdout.strip().splitlines()[-1].partition(" ")
    return int(code), json.loads(body)
