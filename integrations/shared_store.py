"""The one way to Redis: clients with limits in time and one retry, so that a Redis that is away costs seconds at most.

What Redis holds is a hint or a counter, and the database the truth: whoever asks it goes on without an answer.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

ANSWERS_WITHIN = 2.0
"""Seconds for connecting, and for each answer."""


def limits() -> dict[str, Any]:  # keyword arguments of other people's functions
    """Options of whatever connects to Redis; redis-py by itself waits 5 s and never tries an address twice.

    A connection that has died since it was used last is replaced at once. An answer that does not come in time is not
    asked for again: whoever waits has waited long enough.
    """
    return {
        "socket_timeout": ANSWERS_WITHIN,
        "socket_connect_timeout": ANSWERS_WITHIN,
        "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    }


def store() -> redis.Redis:
    """This process's client, whose pool all threads share. Its methods raise redis.RedisError."""
    return store_at(settings.REDIS_URL)


@cache
def store_at(url: str) -> redis.Redis:
    """The same for another address."""
    return redis.Redis.from_url(url, **limits())


def signed(text: str) -> bytes:
    """A message that only who knows our secret key can have made."""
    data = text.encode()
    return _signature(data) + data


def unsigned(message: bytes) -> str | None:
    """The text of a signed message; None if somebody else has made it."""
    signature, data = message[:_SIGNATURE_BYTES], message[_SIGNATURE_BYTES:]
    return data.decode() if hmac.compare_digest(signature, _signature(data)) else None


_SIGNATURE_BYTES = 32


def _signature(data: bytes) -> bytes:
    key = hashlib.sha256(b"machina.shared_store:" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, data, "sha256")
