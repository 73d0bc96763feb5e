"""What tests of imports stand on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.db import connection

from bumm.people.models import Group
from catalog.products.models import GroupPage
from tests.factories import CategoryFactory, GroupPageFactory


@pytest.fixture
def group() -> Group:
    """A group with a page, and a category for its goods."""
    CategoryFactory(slug="perca", name="Kain perca", name_en="Patchwork")
    page: GroupPage = GroupPageFactory()
    return page.group


@pytest.fixture
def in_another_thread() -> Iterator[Callable[..., Future[Any]]]:
    """Begin a call on a connection of its own, and give it a moment to come to where it has to wait."""

    def call(function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:

        def begin(function: Callable[..., Any], *arguments: Any) -> Future[Any]:
            begun = pool.submit(call, function, *arguments)
            wait([begun], timeout=1)
            return begun

        yield begin
