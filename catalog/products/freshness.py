"""Which facts a page shows, and when each last changed: so that a kept page is dropped exactly when it is out of date.

While a page is rendered, `shows()` gathers the facts in it. Whatever changes a fact says `changed()`; once that is
committed, the time goes into one small record in the shared cache. A kept page is fresh as long as none of its facts
changed after its rendering began, on whichever process either happened. A page that was being rendered while a fact
changed began before the change and is therefore never taken for fresh.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Model
from wagtail.models import Page

KEPT_FOR = 600  # seconds; bounds what a lost cache or a stopped clock could spoil
RECORD = "freshness"
SINCE = "since"
EVERYTHING = "everything"
PRICES = "prices"  # the order of goods by price
CATALOGUE = "catalogue"  # which goods there are, and what lists count and filter
SEARCH = "search"  # which words lead where
LOCK = 0x6A656C75  # "jelu": the advisory lock under which the record is written

Record = dict[str, float]

_gathering: ContextVar[set[str] | None] = ContextVar("facts", default=None)


@contextmanager
def gathered_facts() -> Iterator[set[str]]:
    """Gather what is shown inside the block."""
    facts = {EVERYTHING}
    token = _gathering.set(facts)
    try:
        yield facts
    finally:
        _gathering.reset(token)


def shows(*facts: str) -> None:
    """Say what the page being rendered shows. Does nothing where no page is being gathered."""
    gathering = _gathering.get()
    if gathering is not None:
        gathering.update(facts)


def changed(*facts: str) -> None:
    """Say what has changed. Takes effect when the transaction is committed."""
    transaction.on_commit(lambda: _note(facts))


def fact_of(thing: Any) -> str:
    """The fact that a row is as it is: a page by its path, anything else by its key."""
    if isinstance(thing, Page):
        return f"page:{thing.path}"
    return fact_by_key(type(thing), thing.pk)


def fact_by_key(model: type[Model], key: Any) -> str:
    return f"{model._meta.label_lower}:{key}"


def parents_of(page: Page) -> list[str]:
    """The facts of the pages above a page, which its breadcrumbs name."""
    return [f"page:{page.path[:length]}" for length in range(page.steplen, len(page.path), page.steplen)]


def live(model: type[Page]) -> str:
    """The fact that just these pages of a kind are on line."""
    return f"live:{model._meta.label_lower}"


def begin_record() -> None:
    """Begin the record where there is none, as on an emptied cache."""
    cache.add(RECORD, {SINCE: time.time()}, timeout=None)


def is_fresh(record: Record | None, began: float, facts: Iterable[str]) -> bool:
    """Whether a page whose rendering began then still shows what is so."""
    if record is None or record[SINCE] >= began:
        return False
    return not any(record.get(fact, 0) >= began for fact in facts)


def _note(facts: Iterable[str]) -> None:
    with _alone():
        now = time.time()
        record: Record = cache.get(RECORD) or {SINCE: now}
        recent = {fact: at for fact, at in record.items() if fact == SINCE or at > now - KEPT_FOR}
        cache.set(RECORD, recent | dict.fromkeys(facts, now), timeout=None)


@contextmanager
def _alone() -> Iterator[None]:
    """One writer of the record at a time, among all processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
