"""Django's cache in Redis: JSON alone, and while Redis is away each process counts for itself."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from integrations.shared_store import store_at

logger = logging.getLogger(__name__)

ASKED_AGAIN_AFTER = 5.0
"""Seconds for which Redis is left alone once it did not answer: one page asks the cache several times."""

# In one step: Django's own way goes on without an end if a counter lapses between its two.
_INCREMENT = "if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('INCRBY', KEYS[1], ARGV[1]) end return false"


class NotOurs(ValueError):
    """What was found is no JSON, so somebody else has written it."""


class JsonSerializer:
    """Whole numbers as they are, so that Redis can count them, and everything else as JSON."""

    def dumps(self, obj: object) -> str | int:
        """Raises TypeError or ValueError for what JSON does not have."""
        return obj if type(obj) is int else json.dumps(obj, allow_nan=False)

    def loads(self, data: bytes) -> object:
        """Raises NotOurs."""
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise NotOurs(f"The cache holds {data[:40]!r}, which is no JSON.") from None


class _Client(RedisCacheClient):
    """Uses the one client that all threads share; Django's own would make one for each thread."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return store_at(vars(self)["_servers"][0])

    def incr(self, key: Any, delta: int) -> int:
        value = self.get_client().eval(_INCREMENT, 1, key, delta)
        if value is None:
            raise ValueError(f"Key {key!r} not found.")
        return int(value)


def _asked(name: str) -> Callable[..., Any]:
    ask, ask_instead = getattr(RedisCache, name), getattr(LocMemCache, name)

    def method(self: SharedCache, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= SharedCache.left_alone_until:
            try:
                return ask(self, *args, **options)
            except redis.RedisError:
                SharedCache.left_alone_until = time.monotonic() + ASKED_AGAIN_AFTER
                logger.warning("cache.redis_away", exc_info=True)
            except NotOurs:
                logger.warning("cache.not_ours", exc_info=True)
        return ask_instead(self.stand_in, *args, **options)

    return method


class SharedCache(RedisCache):
    """Never fails for want of Redis: what is asked meanwhile, a cache in the memory of this process answers."""

    left_alone_until = 0.0  # of the class, because every thread has an object of its own

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
        self._options = {"serializer": JsonSerializer}
        self.stand_in = LocMemCache(f"stand-in for {server}", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    add = _asked("add")
    get = _asked("get")
    set = _asked("set")
    touch = _asked("touch")
    delete = _asked("delete")
    has_key = _asked("has_key")
    incr = _asked("incr")
    get_many = _asked("get_many")
    set_many = _asked("set_many")
    delete_many = _asked("delete_many")
    clear = _asked("clear")
