"""The double of Stripe on a port of this machine."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.catalog.payments.strict import NotAllowed, nested
from tests.catalog.payments.stripe_double import KEY, Refused, Row, StripeDouble, invalid


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    double: StripeDouble

    def do_GET(self) -> None:
        self._respond("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._respond("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _respond(self, method: str, form: str) -> None:
        time.sleep(self.double.delay)
        try:
            status, body = 200, self._answer(method, form)
        except NotAllowed as fault:
            status, body = 400, invalid(str(fault), "parameter_invalid").body
        except Refused as refusal:
            status, body = refusal.status, refusal.body
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, method: str, form: str) -> Row:
        path = urlsplit(self.path).path
        with self.double.lock:
            self.double.requests.append((method, path))
            if self.headers.get("Authorization") != f"Bearer {KEY}":
                raise Refused(401, "invalid_request_error", "Invalid API Key provided.")
            if self.double.broken:
                self.double.broken -= 1
                raise Refused(500, "api_error", "An error occurred with our connection.")
            return self.double.answer(method, path, nested(form), self.headers.get("Idempotency-Key"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def running() -> Iterator[tuple[StripeDouble, str]]:
    """The double, and the address of its API."""
    double = StripeDouble()
    handler = type("HandlerOfOne", (Handler,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
