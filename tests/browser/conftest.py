"""A real browser (Debian's chromium) against a real server and database."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page

from bumm.people.models import User
from catalog.products import listing
from tests.browser.market import open_market
from tests.factories import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE = 15_000  # milliseconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    if CHROMIUM:
        return CHROMIUM
    message = "no chromium on this machine; on Debian as root `make tools` installs it"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    return {"executable_path": chromium, "args": QUIET}


@pytest.fixture(scope="session", autouse=True)
def orm_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, which Django takes for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def plain_http(live_server: Any) -> Iterator[None]:
    with override_settings(WAGTAILADMIN_BASE_URL=live_server.url):
        yield


@pytest.fixture
def market(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small market on the live server, whose listing has short pages."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 4)
    cache.clear()
    open_market()


@pytest.fixture
def log_in(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a browser of someone's own, at phone width unless told, and log in through the form."""
    opened = []

    def as_user(user: User | None, width: int = 390, height: int = 844) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=live_server.url)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if user:
            page.goto("/akun/login/")
            page.locator("[name=login]").fill(user.username)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main form button[type=submit]").click()
            page.wait_for_url("**/kantor/**")
        return page

    yield as_user
    for context in opened:
        context.close()
