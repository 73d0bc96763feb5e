"""The same step many times at once."""

import threading
from typing import Any

from django.db import connection


def at_once(count: int, step: Any) -> None:
    """The same step in so many threads, each with a connection of its own."""
    gate, failures = threading.Barrier(count), []

    def run(place: int) -> None:
        try:
            gate.wait()
            step(place)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
