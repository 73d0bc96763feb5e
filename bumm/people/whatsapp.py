"""Links that open a conversation."""

from typing import Any
from urllib.parse import quote


def whatsapp_link(phone: Any, text: str = "") -> str:
    """A `wa.me` link to a number, with a prepared message; "" without a number."""
    number = str(getattr(phone, "as_e164", phone) or "").lstrip("+")
    message = f"?text={quote(text)}" if text else ""
    return f"https://wa.me/{number}{message}" if number else ""
