"""What every test stands on: a database of its own, and no network."""

import gc
import ipaddress
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from config import database
from pytest_django import DjangoDbBlocker

REACHABLE = {"localhost", database.configuration(os.environ.get("DATABASE_URL"))["HOST"]}


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(refuse_network)
    if not hasattr(config, "workerinput"):
        try:
            database.ensure()
        except database.DatabaseUnavailable as refusal:
            raise pytest.UsageError(str(refusal)) from None


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: Python need not look through it again and again for what can go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Fail the test that reaches past this machine. (Libraries in C and other processes do not pass here.)"""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if isinstance(host, str) and host not in REACHABLE and not is_loopback(host):
        pytest.fail(f"the network is closed to tests, and this one reached for {host}")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's: copy a template, and copy it again after each test that commits."""
    from django.test import TransactionTestCase

    from tests.template_database import copied_database

    with ExitStack() as stack:
        with django_db_blocker.unblock():
            renew = stack.enter_context(copied_database())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: renew())
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a scene that the tests of a module begin with: what is made on this is made once, and undone after the last.

    What a test changes of it is undone after the test, as always; the test takes a deep copy of the objects. It is
    nothing for modules with tests that commit.
    """
    from django.db import transaction
    from django.utils import translation

    with django_db_blocker.unblock(), transaction.atomic(), translation.override("id"):
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    """Each test begins in Indonesian, whatever language a request before it left behind."""
    from django.utils import translation

    with translation.override("id"):
        yield


@pytest.fixture(scope="session")
def pango() -> None:
    """What PDF is drawn with, from Debian."""
    from bumm.documents import CannotDraw, library

    try:
        library()
    except CannotDraw:
        message = "no pango on this machine; on Debian as root `make tools` installs it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
