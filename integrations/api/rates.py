"""How many requests one key, and one customer whoever asks for it, may make: counted in Redis for all web processes.

Every answer says what is left in ``RateLimit-Limit``, ``RateLimit-Remaining`` and ``RateLimit-Reset``. What a request
weighs, its view says in ``weight`` (1 without it). A view with ``names_customer`` is counted for the customer that the
body names as well, so that one customer's flood through the operator's key leaves the key to the others.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.errors import RateLimited
from integrations.shared_store import store

if TYPE_CHECKING:  # rest_framework.views itself imports this class, by its name in the settings
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

BURST_SECONDS = 4
"""So many seconds' worth of requests may come at once."""
CUSTOMER_TIMES = 2
"""All keys of a customer together may make as many requests as two of them."""
OPERATOR_TIMES = 10
"""A key of the operator, who asks for many customers, and one of his people at the browser."""

ROOT = "machina:rate:"

# KEYS: the buckets. ARGV: what is taken, then refill per second and capacity of each. All buckets give, or none does.
# Answers the seconds to wait (0 if it was taken), then what is left in each bucket.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local weight, wait, left, answer = tonumber(ARGV[1]), 0, {}, {}
for i = 1, #KEYS do
  local refill, capacity = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local state = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  left[i] = capacity
  if state[1] then
    left[i] = math.min(capacity, tonumber(state[1]) + math.max(0, now - tonumber(state[2])) * refill)
  end
  wait = math.max(wait, (math.min(weight, capacity) - left[i]) / refill)
end
for i = 1, #KEYS do
  if wait <= 0 then
    local refill, capacity = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    left[i] = left[i] - math.min(weight, capacity)
    redis.call('HSET', KEYS[i], 'tokens', left[i], 'at', now)
    redis.call('EXPIRE', KEYS[i], math.ceil(capacity / refill) + 1)
  end
  answer[i] = tostring(left[i])
end
return {tostring(math.max(wait, 0)), unpack(answer)}
"""


@dataclass(frozen=True)
class Bucket:
    """What one key or customer may ask for; it fills up by itself."""

    key: str
    whose: str
    per_second: float

    @property
    def capacity(self) -> float:
        return self.per_second * BURST_SECONDS


class RequestRate(BaseThrottle):
    """DRF's hook: refuses with RateLimited what comes too often, and notes what is left in the view's headers."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        actor = actor_of(request)
        try:
            named = _named_customer(request) if getattr(view, "names_customer", False) else None
        except (ParseError, UnsupportedMediaType):
            self._count(actor, None, view)
            raise
        self._count(actor, named, view)
        return True

    def _count(self, actor: Actor, named: str | None, view: APIView) -> None:
        buckets = _buckets(actor, named)
        try:
            wait, *left = _take(buckets, getattr(view, "weight", 1))
        except redis.RedisError as error:
            logger.warning("api.rate_not_counted", extra={"why": str(error)})
            return
        view.headers.update(_headers(buckets, left))
        if wait > 0:
            tight = min(zip(left, buckets, strict=True), key=lambda each: each[0] / each[1].capacity)[1]
            raise RateLimited(
                f"{tight.whose} asks for more than {tight.per_second:g} requests a second. Wait, then send fewer: "
                "RateLimit-Remaining says how many are left.",
                retry_after=wait,
            )


def _take(buckets: Sequence[Bucket], weight: int) -> list[float]:
    """Seconds to wait, and what is left in each bucket. Raises redis.RedisError."""
    numbers = [number for each in buckets for number in (each.per_second, each.capacity)]
    script = store().register_script(_TAKE)
    return [float(each) for each in script(keys=[each.key for each in buckets], args=[weight, *numbers])]


def _buckets(actor: Actor, named: str | None) -> list[Bucket]:
    """The actor's own, and that of the customer it is confined to or has named."""
    rate, own = float(settings.API_RATE), f"{ROOT}{actor.kind}:{actor.id}"
    if actor.customer_id is not None:
        customer = Bucket(f"{ROOT}customer:{actor.customer_id}", "This customer", CUSTOMER_TIMES * rate)
        return [Bucket(own, repr(actor.label), rate), customer]
    operators = Bucket(own, repr(actor.label), OPERATOR_TIMES * rate)
    if named is None:
        return [operators]
    return [operators, Bucket(f"{ROOT}named:{named}", f"The customer {named!r}", CUSTOMER_TIMES * rate)]


def _named_customer(request: Request) -> str | None:
    """For whom the body asks, if it says so. Raises ParseError, UnsupportedMediaType."""
    body = request.data
    named = body.get("customer") if isinstance(body, dict) else None
    return named[:64] if isinstance(named, str) else None


def _headers(buckets: Sequence[Bucket], left: Sequence[float]) -> dict[str, str]:
    """What is left where it is least; ``RateLimit-Reset`` is whole seconds until nothing of it is used up."""
    amount, bucket = min(zip(left, buckets, strict=True), key=lambda each: each[0])
    return {
        "RateLimit-Limit": f"{bucket.capacity:g}",
        "RateLimit-Remaining": str(max(0, math.floor(amount))),
        "RateLimit-Reset": str(math.ceil((bucket.capacity - amount) / bucket.per_second)),
    }
