"""The shared cache: Redis where there is one, files where not. A lost cache slows the site and does not stop it."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import environ
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisUnreachable
from redis.exceptions import TimeoutError as RedisTooSlow

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 1


def configuration(url: str) -> dict[str, Any]:
    """What belongs in CACHES["default"] for `redis://...` or `filecache:///folder`."""
    settings: dict[str, Any] = environ.Env.cache_url_config(url)
    if settings["BACKEND"].endswith("RedisCache"):
        patience = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
        return settings | {"BACKEND": "config.forgiving_cache.ForgivingRedisCache", "OPTIONS": patience}
    return settings | {"OPTIONS": {"MAX_ENTRIES": 20_000}}


def _or(nothing: Callable[[], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer as an empty cache would where Redis does not answer."""

    def forgiving(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except (RedisUnreachable, RedisTooSlow) as error:
                log.warning("The cache does not answer: %s", error)
                return nothing()

        return wrapper

    return forgiving


class ForgivingRedisCache(RedisCache):
    add = _or(lambda: False)(RedisCache.add)
    set = _or(lambda: None)(RedisCache.set)
    touch = _or(lambda: False)(RedisCache.touch)
    delete = _or(lambda: False)(RedisCache.delete)
    get_many = _or(dict)(RedisCache.get_many)
    has_key = _or(lambda: False)(RedisCache.has_key)
    set_many = _or(list)(RedisCache.set_many)
    delete_many = _or(lambda: None)(RedisCache.delete_many)
    clear = _or(lambda: False)(RedisCache.clear)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(lambda: default)(super().get)(key, default, version)
