"""Asking for an address, and putting the answer into one sign. `table.txt` says what each sign means."""

import io
import re
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import openpyxl
from django.contrib.messages import ERROR, get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from tests.rights.askers import Asker
from tests.rights.naming import Case

OPEN, SHOWS_OWN, SHOWS_OTHERS, LEADS_ON, LOG_IN, REFUSED = "✓", "◐", "●", "→", "?", "✗"
BY_STATUS = {403: REFUSED, 404: "·", 405: "–", 400: "!", 500: "E"}
TURNED_AWAY = {LOG_IN, REFUSED, "·", "–", "!", "E"}
OPENS = [OPEN, SHOWS_OWN, SHOWS_OTHERS]  # from little to much
# Office addresses that show a page as the public would see it, where groups are named.
PREVIEWS = {f"wagtailadmin_pages:{view}" for view in ("view_draft", "revisions_view", "workflow_preview")}
# An empty form, as a browser sends it.
FORM = {
    **{f"{name}-TOTAL_FORMS": "0" for name in ("comments", "photos", "choices", "lines")},
    **{f"{name}-INITIAL_FORMS": "0" for name in ("comments", "photos", "choices", "lines")},
    **{f"{name}-count": "0" for name in ("body", "body_en", "sections")},
    "new_parent_page": "",
    "external-link-chooser-url": "",
}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Answer:
    """One sign for each subject that the case has, and what the requests wrote, by table."""

    signs: str = ""
    written: list[tuple[str, set[str]]] = field(default_factory=list)  # for each subject, sign and tables


def ask(asker: Asker, case: Case, method: str) -> Answer:
    """Ask for every subject in turn. Nothing that the requests change stays."""
    answer = Answer()
    for _whose, arguments, query in case.requests(asker):
        sign, tables = _one(asker, case, method, arguments, query)
        answer.signs += sign
        answer.written.append((sign, tables))
    return answer


def _one(asker: Asker, case: Case, method: str, arguments: dict[str, Any], query: str) -> tuple[str, set[str]]:
    signs, tables = [], set()
    for language in ["id", "en"] if case.address.in_both_languages else ["id"]:
        with translation.override(language):
            path = case.address.path(arguments) + query
        with _undone(), _tables_written() as written:
            signs.append(_sign(asker, case, method, path))
        tables |= written
    return signs[0] if len(set(signs)) == 1 else f"[{'/'.join(signs)}]", tables


def _sign(asker: Asker, case: Case, method: str, path: str) -> str:
    """The sign for the answer; for a list that can be had as a sheet, for what shows most of list and sheets."""
    in_office = case.address.in_office and case.address.view not in PREVIEWS
    response = _request(asker, method, path)
    sign = sign_of(asker, response, in_office=in_office)
    if method == "GET" and sign in OPENS and "export=xlsx" in text_of(response):
        sheets = [_request(asker, method, f"{path}?export={kind}") for kind in ("csv", "xlsx")]
        assert all(sheet.headers["Content-Disposition"].startswith("attachment") for sheet in sheets), path
        return max([sign, *(sign_of(asker, sheet, in_office=in_office) for sheet in sheets)], key=OPENS.index)
    return sign


def _request(asker: Asker, method: str, path: str) -> HttpResponse:
    cache.clear()  # rate limits, and sessions whose end was undone
    asker.client.cookies = SimpleCookie({"sessionid": asker.session} if asker.session else {})
    response = asker.client.get(path) if method == "GET" else asker.client.post(path, FORM)
    if response.streaming:
        content = b"".join(response.streaming_content)
        return HttpResponse(content, status=response.status_code, headers=response.headers)
    return response


@contextmanager
def _undone() -> Any:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _tables_written() -> Any:
    written: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            written.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def sign_of(asker: Asker, response: HttpResponse, *, in_office: bool) -> str:
    if response.status_code in (301, 302, 303, 307, 308):
        return _sign_of_redirect(response)
    if response.status_code not in (200, 201, 204, 422):
        return BY_STATUS.get(response.status_code, f"[{response.status_code}]")
    text = text_of(response)
    # The public may know that a group exists; what is in the office about it is the business of those who work with it.
    if any(word in text for word in _business(asker.others_words, in_office=in_office)):
        return SHOWS_OTHERS
    if any(word in text for word in _business(asker.own_words, in_office=in_office)):
        return SHOWS_OWN
    return OPEN


def _business(words: list[str], *, in_office: bool) -> Iterable[str]:
    return words if in_office else [word for word in words if word.islower()]


def _sign_of_redirect(response: HttpResponse) -> str:
    path = response.headers["Location"].partition("?")[0]
    if path == reverse("account_login"):
        return LOG_IN
    said = [message for message in get_messages(response.wsgi_request) if message.level >= ERROR]
    return REFUSED if said and path == reverse("wagtailadmin_home") else LEADS_ON


def text_of(response: HttpResponse) -> str:
    """What can be read in the response, in sheets too."""
    if "spreadsheetml" in response.headers.get("Content-Type", ""):
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row)
    return response.content.decode(errors="replace")
