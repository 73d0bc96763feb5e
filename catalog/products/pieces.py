"""Pieces of pages as HTML: cards, and larger parts, kept ready like whole pages and dropped by the same facts.

A changed price redraws one card and one product's page; the lists that show it are put together again from the rest.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import PageQuerySet

from catalog.products.freshness import KEPT_FOR, RECORD, begin_record, gathered_facts, is_fresh, shows
from catalog.products.models import GroupPage, ProductPage


class Kept(NamedTuple):
    """A card, when its drawing began, and the facts on it."""

    began: float
    facts: frozenset[str]
    html: str


class Kind(NamedTuple):
    """Cards of one kind of page: their template, and what reads all that they show of many pages at once."""

    template: str
    read: Callable[[], PageQuerySet]


PRODUCTS = Kind("components/product_card.html", lambda: ProductPage.objects.live().for_cards())
GROUPS = Kind("components/group_card.html", lambda: GroupPage.objects.live().for_cards())


def draw(kind: Kind, keys: Sequence[int], request: HttpRequest | None, *, eager: int = 0) -> list[SafeString]:
    """The cards of the pages with these keys in their order, from the cache as far as they are fresh.

    Pages that are not live are left out. The first `eager` cards load their picture at once, as what opens the view
    should. A card that the same request has drawn before is not looked for again.
    """
    wanted = [(key, place < eager) for place, key in enumerate(keys)]
    at_hand: dict[str, Kept] = request.__dict__.setdefault("cards_at_hand", {}) if request else {}
    names = {(key, first): f"{kind.template}:{get_language()}:{key}:{int(first)}" for key, first in wanted}
    if unseen := {pair: name for pair, name in names.items() if name not in at_hand}:
        at_hand |= _kept(list(unseen.values()))
        if missing := {pair: name for pair, name in unseen.items() if name not in at_hand}:
            drawn = _draw_anew(kind, missing, request)
            cache.set_many(drawn, KEPT_FOR)
            at_hand |= drawn
    cards = [at_hand[name] for name in names.values() if name in at_hand]
    for card in cards:
        shows(*card.facts)
    return [mark_safe(card.html) for card in cards]


def piece(name: str, render: Callable[[], str]) -> SafeString:
    """The part of a page called `name`, from the cache as long as it is fresh. `render` draws it anew.

    It must be the same for everyone who may see the page; the caller's name says what else it hangs on.
    """
    kept = _kept([name]).get(name)
    if kept is None:
        began = time.time()
        with gathered_facts() as facts:
            html = render()
        kept = Kept(began, frozenset(facts), html)
        cache.set(name, kept, KEPT_FOR)
    shows(*kept.facts)
    return mark_safe(kept.html)


def _kept(names: list[str]) -> dict[str, Kept]:
    """Those of these pieces that are kept and fresh."""
    found = cache.get_many([*names, RECORD])
    record = found.pop(RECORD, None)
    if record is None:
        begin_record()
    return {name: kept for name, kept in found.items() if is_fresh(record, kept.began, kept.facts)}


def _draw_anew(kind: Kind, names: dict[tuple[int, bool], str], request: HttpRequest | None) -> dict[str, Kept]:
    began = time.time()
    template = get_template(kind.template)
    pages = {page.pk: page for page in kind.read().filter(pk__in={key for key, _eager in names})}
    drawn = {}
    for (key, eager), name in names.items():
        if key in pages:
            with gathered_facts() as facts:
                html = template.render({"page": pages[key], "request": request, "eager": eager})
            drawn[name] = Kept(began, frozenset(facts), html)
    return drawn
