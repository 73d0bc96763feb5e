"""Content in two languages: each text has a twin field ending in `_en`; English falls back to Indonesian."""

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language


class Words(NamedTuple):
    """A text and the language it is really in, which differs from the page's where the translation is missing."""

    text: Any
    lang: str

    @property
    def is_fallback(self) -> bool:
        return self.lang != (get_language() or settings.LANGUAGE_CODE)


def in_language(thing: Any, field: str) -> Words:
    """The field's words in the active language, or the Indonesian ones where there is no translation."""
    if (get_language() or settings.LANGUAGE_CODE) == "en" and (english := getattr(thing, f"{field}_en", "")):
        return Words(english, "en")
    return Words(getattr(thing, field), "id")
