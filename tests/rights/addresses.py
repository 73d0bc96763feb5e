"""Every address of the site, read from the URL configuration itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern

OFFICE = "kantor/"
IN_BOTH_LANGUAGES = "[en/]"
# Patterns without a name whose route is no plain path: one that fits.
SPELT_OUT = {"kantor/^.*/$": "kantor/tidak-ada/"}


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration. Arguments without a name are called "0", "1" and so on."""

    view: str
    route: str
    arguments: tuple[str, ...]

    @property
    def in_office(self) -> bool:
        return self.route.startswith(OFFICE)

    @property
    def in_both_languages(self) -> bool:
        return self.route.startswith(IN_BOTH_LANGUAGES)

    @property
    def namespace(self) -> str:
        return self.view.rpartition(":")[0]

    def path(self, arguments: dict[str, Any]) -> str:
        """Where it is, in the active language, with these arguments."""
        if not self.view:
            return "/" + SPELT_OUT.get(self.route, self.route.removeprefix(IN_BOTH_LANGUAGES))
        if self.arguments[:1] == ("0",):
            return reverse(self.view, args=[arguments[name] for name in self.arguments])
        return reverse(self.view, kwargs=arguments)


def all_addresses() -> list[Address]:
    return list(_below(get_resolver(), "", "", ()))


def office_addresses() -> list[Address]:
    return [address for address in all_addresses() if address.in_office]


def _below(resolver: URLResolver, route: str, namespace: str, before: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        both = isinstance(pattern.pattern, LocalePrefixPattern)
        path = route + (IN_BOTH_LANGUAGES if both else str(pattern.pattern))
        arguments = before + _arguments(pattern)
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from _below(pattern, path, inner, arguments)
        else:
            yield Address(f"{namespace}{pattern.name}" if pattern.name else "", path, arguments)


def _arguments(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    regex = pattern.pattern.regex
    return tuple(regex.groupindex) or tuple(str(number) for number in range(regex.groups))
