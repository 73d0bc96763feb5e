"""What production refuses, and what it turns on."""

import json
import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "SECRET_KEY": "a-key-for-this-test-only-that-is-long-enough-to-be-taken-for-a-good-one",
    "NIK_KEYS": urlsafe_b64encode(b"test-only-key-of-thirty-two-byte").decode(),
    "NIK_HASH_KEY": "test-only",
}
NAMES = [
    "DEBUG",
    "DEMO_ACCOUNTS",
    "STAFF_MFA_REQUIRED",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "ALLOWED_HOSTS",
]
SHOW = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))
"""


def python(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Python under production settings, with nothing of this process's environment that could change them."""
    inherited = {
        name: os.environ[name] for name in ["PATH", "HOME", "BUMM_PGDATA", "DATABASE_URL"] if name in os.environ
    }
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.production", "PYTHONPATH": paths}
    return subprocess.run(
        [sys.executable, *arguments],
        env=inherited | settings | environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def settings_at(url: str, **environment: str) -> dict[str, Any]:
    done = python("-c", SHOW, SITE_URL=url, **KEYS, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    "url",
    [
        "http://pasar.example",
        "http://127.0.0.1.example",
        "http://10.0.0.5:8000",
        "http://0.0.0.0:8000",
        "ftp://127.0.0.1",
        "pasar.example",
        "",
    ],
)
def test_without_encryption_there_is_no_site_but_on_ones_own_machine(url: str) -> None:
    done = python("-c", SHOW, SITE_URL=url, **KEYS)
    assert done.returncode != 0
    assert "use https://" in done.stderr


@pytest.mark.parametrize("missing", KEYS)
def test_a_secret_that_is_not_set_has_no_default(missing: str) -> None:
    keys = {name: value for name, value in KEYS.items() if name != missing}
    done = python("-c", SHOW, SITE_URL="https://pasar.example", **keys)
    assert done.returncode != 0
    assert missing in done.stderr


def test_in_public_everything_is_strict() -> None:
    assert settings_at("https://pasar.example") == {
        "DEBUG": False,
        "DEMO_ACCOUNTS": False,
        "STAFF_MFA_REQUIRED": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "ALLOWED_HOSTS": ["pasar.example"],
    }


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8123/", "http://[::1]:8000"])
def test_on_ones_own_machine_plain_http_works(url: str) -> None:
    """A browser keeps neither a secure cookie nor a way back from HSTS on plain HTTP."""
    found = settings_at(url)
    assert found["ALLOWED_HOSTS"][1:] == ["127.0.0.1"]
    del found["ALLOWED_HOSTS"]
    assert found == {
        "DEBUG": False,
        "DEMO_ACCOUNTS": True,
        "STAFF_MFA_REQUIRED": False,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
    }


def test_demo_accounts_cannot_be_had_in_public() -> None:
    assert settings_at("https://pasar.example", DEMO_ACCOUNTS="true")["DEMO_ACCOUNTS"] is False


def test_djangos_own_check_has_nothing_to_say() -> None:
    check = [str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
    done = python(*check, SITE_URL="https://pasar.example", **KEYS)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert "0 silenced" in done.stdout
