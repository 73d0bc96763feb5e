"""What the sales of the rooms above are called on screen: a sale itself knows only its reference, such as `order:12`.

A room says in AppConfig.ready() how it calls its own: `CALLED["order"]` is given what stands behind the colon.
"""

from collections.abc import Callable

CALLED: dict[str, Callable[[str], str]] = {}


def name_of(reference: str) -> str:
    kind, _colon, key = reference.partition(":")
    return CALLED[kind](key) if kind in CALLED else reference
