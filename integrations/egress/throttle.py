"""Token buckets in Redis that keep calls within a vendor's published limits, across all workers."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

import redis

from integrations.catalog.declare import Limit
from integrations.errors import About
from integrations.shared_store import store

logger = logging.getLogger(__name__)

# KEYS: the three pauses, then the buckets. ARGV: capacity, refill per second and cost of each bucket.
# All buckets give, or none does. Time is the server's, so that workers on several machines agree.
_ACQUIRE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local wait = 0
for i = 1, 3 do wait = math.max(wait, redis.call('PTTL', KEYS[i]) / 1000) end
local left = {}
for i = 4, #KEYS do
  local capacity, refill, cost = tonumber(ARGV[3 * i - 11]), tonumber(ARGV[3 * i - 10]), tonumber(ARGV[3 * i - 9])
  local state = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  local tokens = capacity
  if state[1] then
    tokens = math.min(capacity, tonumber(state[1]) + math.max(0, now - tonumber(state[2])) * refill)
  end
  left[i] = tokens - cost
  if left[i] < 0 then wait = math.max(wait, -left[i] / refill) end
end
if wait > 0 then return tostring(wait) end
for i = 4, #KEYS do
  redis.call('HSET', KEYS[i], 'tokens', left[i], 'at', now)
  redis.call('EXPIRE', KEYS[i], math.ceil(tonumber(ARGV[3 * i - 11]) / tonumber(ARGV[3 * i - 10])) + 1)
end
return '0'
"""
# A shorter wish to be left alone never ends a longer one.
_HOLD = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
end
"""
# After so long it is asked again, whatever it has said: a wrong date must not close a connection for ever. Quotas are
# counted by the day at most.
LONGEST_HOLD = 86_400.0


@dataclass(frozen=True)
class Throttle:
    """The limits of one service for one connection and the OAuth app it was made with.

    ``method`` is what is being called, for vendors that limit each method by itself.
    """

    service: str
    limits: Sequence[Limit]
    connection: str
    oauth_app: str
    method: str = ""

    def acquire(self, quota: int = 1) -> float:
        """Take one request of ``quota`` units: 0.0 to go ahead, else the seconds after which to ask again.

        Without Redis the answer is to go ahead: the vendor's own limits still hold.
        """
        buckets = list(self._buckets(quota))
        pauses = [self._pause_key(about) for about in get_args(About)]
        keys = [*pauses, *(key for key, *_ in buckets)]
        arguments = [number for _, *numbers in buckets for number in numbers]
        return self._run(_ACQUIRE, keys, arguments)

    def hold(self, seconds: float, about: About = "account") -> None:
        """The vendor has asked to be left alone for so long: by this account, by the whole app, or with this method."""
        milliseconds = math.ceil(min(seconds, LONGEST_HOLD) * 1000)
        if milliseconds > 0:
            self._run(_HOLD, [self._pause_key(about)], [milliseconds])

    def _run(self, script: str, keys: Sequence[str], arguments: Sequence[float]) -> float:
        try:
            return float(store().register_script(script)(keys=keys, args=arguments) or 0)
        except redis.RedisError:
            logger.warning("egress.throttle_unreachable", exc_info=True)
            return 0.0

    def _pause_key(self, about: About) -> str:
        holder = {
            "account": f"pause:{self.connection}",
            "app": f"pause:app:{self.oauth_app}",
            "method": f"pause:{self.connection}:{self.method}",
        }[about]
        return f"machina:throttle:{self.service}:{holder}"

    def _buckets(self, quota: int) -> Iterator[tuple[str, int, float, int]]:
        """Key, capacity, refill per second and cost. A cost above the capacity takes all of it."""
        for limit in self.limits:
            holder = self.connection if limit.per == "connection" else self.oauth_app
            key = f"machina:throttle:{self.service}:{limit.per}:{holder}:{limit.unit}:{limit.amount}/{limit.seconds}"
            cost = quota if limit.unit == "quota_unit" else 1
            yield key, limit.amount, limit.amount / limit.seconds, min(cost, limit.amount)
