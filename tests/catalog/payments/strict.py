"""What a request to Stripe may hold, by the SDK's own types: unknown names and wrong types are refused."""

import sys
import types
import typing
from collections.abc import Mapping
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

import stripe
import typing_extensions
from stripe._request_options import RequestOptions

# What the annotations that every parameter type inherits are spelt with.
TYPES_OF_OPTIONS = {"Mapping": Mapping, "StripeContext": stripe.StripeContext}


class NotAllowed(Exception):
    """A request that Stripe would refuse; says where."""


def nested(form: str) -> dict[str, Any]:
    """`a[b][0][c]=1` as it is meant: {"a": {"b": [{"c": "1"}]}}."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True, strict_parsing=bool(form)):
        first, *rest = name.replace("]", "").split("[")
        here = root
        for step, following in zip([first, *rest], rest, strict=False):
            here = here.setdefault(step, {})
            assert isinstance(here, dict), f"{name}: {following}"
        last = [first, *rest][-1]
        here[str(len(here)) if last == "" else last] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    """What is counted from 0 is a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    return list(inner.values()) if list(inner) == [str(place) for place in range(len(inner))] else inner


def checked(said: Any, wanted: Any, where: str = "") -> Any:
    """The values as the types want them. Raises NotAllowed."""
    wanted = _plain(wanted)
    if typing_extensions.is_typeddict(wanted):
        return _members(said, wanted, where)
    origin = get_origin(wanted)
    if origin in (typing.Union, types.UnionType):
        return _one_of(said, get_args(wanted), where)
    if origin in (list, typing.List):  # noqa: UP006
        return [
            checked(one, get_args(wanted)[0], f"{where}[{place}]") for place, one in enumerate(_a(list, said, where))
        ]
    if origin in (dict, typing.Dict):  # noqa: UP006
        return {
            name: checked(one, get_args(wanted)[1], f"{where}.{name}") for name, one in _a(dict, said, where).items()
        }
    if origin is typing.Literal:
        return _literal(said, get_args(wanted), where)
    return _simple(said, wanted, where)


def _plain(wanted: Any) -> Any:
    while get_origin(wanted) in (typing.NotRequired, typing.Required, typing_extensions.NotRequired):
        wanted = get_args(wanted)[0]
    return wanted


def _members(said: Any, wanted: Any, where: str) -> dict[str, Any]:
    names = {**TYPES_OF_OPTIONS, **vars(sys.modules[wanted.__module__])}
    hints = typing_extensions.get_type_hints(wanted, globalns=names, include_extras=True)
    own = {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}
    said = _a(dict, said, where)
    if unknown := said.keys() - own.keys():
        raise NotAllowed(f"Received unknown parameter: {where}.{min(unknown)}")
    needed = {
        name
        for name, hint in own.items()
        if get_origin(hint) not in (typing.NotRequired, typing_extensions.NotRequired)
    }
    if missing := needed - said.keys():
        raise NotAllowed(f"Missing required param: {where}.{min(missing)}")
    return {name: checked(value, own[name], f"{where}.{name}") for name, value in said.items()}


def _one_of(said: Any, kinds: tuple[Any, ...], where: str) -> Any:
    for kind in kinds:
        try:
            return checked(said, kind, where)
        except NotAllowed:
            continue
    raise NotAllowed(f"Invalid value at {where}: {said!r}")


def _a(kind: type, said: Any, where: str) -> Any:
    if not isinstance(said, kind):
        raise NotAllowed(f"Invalid {kind.__name__} at {where}: {said!r}")
    return said


def _literal(said: Any, allowed: tuple[Any, ...], where: str) -> Any:
    if said not in allowed:
        raise NotAllowed(f"Invalid value at {where}: must be one of {allowed}")
    return said


def _simple(said: Any, wanted: Any, where: str) -> Any:
    if not isinstance(said, str):
        raise NotAllowed(f"Invalid value at {where}: {said!r}")
    if wanted is str:
        return said
    if wanted is int and said.removeprefix("-").isdecimal():
        return int(said)
    if wanted is bool and said in ("true", "false"):
        return said == "true"
    raise NotAllowed(f"Invalid {getattr(wanted, '__name__', wanted)} at {where}: {said!r}")
