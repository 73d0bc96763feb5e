"""The yardsticks' bodies: what the real pages answer, so that all are of one size."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse


@cache
def body(name: str) -> str:
    return (Path(os.environ["BENCH_BODIES"]) / f"{name}.html").read_text(encoding="utf-8")


def trivial(request: HttpRequest, name: str) -> HttpResponse:
    """The least that Django can do: answer a string."""
    return HttpResponse(body(name))


def of_bare_page(request: HttpRequest) -> dict[str, str]:
    """A context processor: the body of the bare Wagtail page `/bare-<name>/`, whose template is one line."""
    name = request.path.strip("/").removeprefix("bare-")
    return {"yardstick_body": body(name)} if request.path.startswith("/bare-") else {}
