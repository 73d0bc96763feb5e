"""Keeps the public pages that anonymous visitors get, ready to send, and drops each exactly when it is out of date."""

import hashlib
import time
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from catalog.products import freshness

# A request with one of these may get a page of its own.
PERSONAL_COOKIES = {settings.SESSION_COOKIE_NAME, "messages"}
# Pages are kept for these query parameters only, so that nobody fills the cache with made-up ones.
KNOWN_PARAMETERS = {
    *("q", "kategori", "kelurahan", "kelompok", "harga_dari", "harga_sampai", "stok", "kios", "urut", "hal", "bagian"),
}
NOT_KEPT_HEADERS = {"Date", "Set-Cookie"}


class Kept(NamedTuple):
    """A response as it was sent, when its rendering began, and the facts in it."""

    began: float
    facts: frozenset[str]
    headers: dict[str, str]
    content: bytes


class PageCache:
    """Outside the compression, so that what is kept needs nothing more done to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _asks_for_a_public_page(request):
            return self.get_response(request)
        key = _key(request)
        found = cache.get_many([key, freshness.RECORD])
        kept, record = found.get(key), found.get(freshness.RECORD)
        if kept and freshness.is_fresh(record, kept.began, kept.facts):
            return _send(request, kept)
        if record is None:
            freshness.begin_record()
        return self._render(request, key)

    def _render(self, request: HttpRequest, key: str) -> HttpResponseBase:
        began = time.time()
        with freshness.gathered_facts() as facts:
            response = self.get_response(request)
        if not _may_be_kept(request, response, facts):
            return response
        response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        patch_cache_control(response, no_cache=True)
        headers = {name: value for name, value in response.items() if name not in NOT_KEPT_HEADERS}
        cache.set(key, Kept(began, frozenset(facts), headers, response.content), freshness.KEPT_FOR)
        return _conditional(request, response)


def _asks_for_a_public_page(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and not PERSONAL_COOKIES & request.COOKIES.keys()
        and request.GET.keys() <= KNOWN_PARAMETERS
    )


def _may_be_kept(request: HttpRequest, response: HttpResponse, facts: set[str]) -> bool:
    """A whole page, with facts in it, for everyone, whose view does not forbid it. With a CSRF cookie in the request a
    page may carry its token."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and settings.CSRF_COOKIE_NAME not in request.COOKIES
        and facts > {freshness.EVERYTHING}
    )


def _key(request: HttpRequest) -> str:
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    release = getattr(staticfiles_storage, "manifest_hash", "")  # a page names style sheets, which change with it
    address = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{request.get_full_path()} {compressed} {release}"
    return f"page:{hashlib.sha256(address.encode()).hexdigest()}"


def _send(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    response = HttpResponse(kept.content, headers=kept.headers)
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """304 for a browser that has the page already."""
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
