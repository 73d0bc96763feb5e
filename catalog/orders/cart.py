"""The basket of whoever shops, kept in the session: how many of which good, where it is to go, and what amounts were
shown for it. It survives a log-in, as the session does."""

import time
import uuid
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from catalog.orders.exceptions import CartFull
from catalog.orders.models.orders import MOST_PIECES

KEY = "cart"
PLACED = "placed"  # tokens of the checkouts that this session sent off, by the keys of their forms
MOST_GOODS = 50  # kinds in one basket
MOST_PLACED = 20
HONOURED_FOR = 24 * 60 * 60  # seconds for which an amount that was shown does not rise


class Cart:
    """`pieces` are numbers of pieces by the keys of variants, in the order in which they were put in.

    `destination` is "pickup", the code of a kecamatan, or "beyond" (Surakarta).
    """

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        self.kept: dict[str, Any] = session.get(KEY) or {}

    @property
    def pieces(self) -> dict[int, int]:
        return {int(key): quantity for key, quantity in self.kept.get("pieces", {}).items()}

    @property
    def destination(self) -> str:
        return str(self.kept.get("to", "pickup"))

    @destination.setter
    def destination(self, code: str) -> None:
        self.kept["to"] = code
        self._keep()

    @property
    def details(self) -> dict[str, str]:
        """What was typed on the way to the order."""
        return dict(self.kept.get("details", {}))

    @details.setter
    def details(self, typed: dict[str, str]) -> None:
        self.kept["details"] = typed
        self._keep()

    @property
    def key(self) -> str:
        """What tells this basket from the next: the same until it is sent off."""
        if "key" not in self.kept:
            self.kept["key"] = str(uuid.uuid4())
            self._keep()
        return str(self.kept["key"])

    def add(self, variant: int, quantity: int) -> int:
        """Put in so many more; returns how many there are now, at most MOST_PIECES. Raises CartFull."""
        return self.put(variant, self.pieces.get(variant, 0) + quantity)

    def put(self, variant: int, quantity: int) -> int:
        """Have just so many, or with 0 none; returns how many there are. Raises CartFull."""
        pieces: dict[str, int] = self.kept.setdefault("pieces", {})
        self.kept.pop("removed", None)
        if quantity <= 0:
            pieces.pop(str(variant), None)
        elif str(variant) not in pieces and len(pieces) >= MOST_GOODS:
            raise CartFull(MOST_GOODS)
        else:
            pieces[str(variant)] = min(quantity, MOST_PIECES)
        self._keep()
        return pieces.get(str(variant), 0)

    @property
    def removed(self) -> int | None:
        """The variant that was taken out last, until something else changes."""
        return self.kept["removed"][0] if "removed" in self.kept else None

    def take_out(self, variant: int) -> None:
        """Have none of it any more, but remember how many there were."""
        there_were = self.pieces.get(variant, 0)
        self.put(variant, 0)
        if there_were:
            self.kept["removed"] = [variant, there_were]
            self._keep()

    def put_back(self) -> None:
        """What was taken out last. Raises CartFull."""
        if "removed" in self.kept:
            self.put(*self.kept["removed"])

    def honoured(self, what: str, amount: int) -> int:
        """The lower of this amount, in rupiah, and what was shown under this name in the last day; noted as shown."""
        seen: dict[str, list[float]] = self.kept.setdefault("seen", {})
        now = time.time()
        shown, since = seen.get(what, [amount, now])
        if now - since > HONOURED_FOR:
            shown, since = amount, now
        if what not in seen or seen[what] != [min(shown, amount), since]:
            seen[what] = [min(shown, amount), since]
            self._keep()
        return int(seen[what][0])

    def sent_off(self, key: str, token: str) -> None:
        """Begin anew, and remember where this one led to."""
        placed: dict[str, str] = self.session.get(PLACED) or {}
        placed[key] = token
        self.session[PLACED] = dict(list(placed.items())[-MOST_PLACED:])
        if self.kept.get("key") == key:
            self.kept = {"to": self.destination, "details": self.details}
            self._keep()

    def led_to(self, key: str) -> str | None:
        """The token of what this session sent off from a form with this key."""
        return (self.session.get(PLACED) or {}).get(key)

    def _keep(self) -> None:
        self.session[KEY] = self.kept
