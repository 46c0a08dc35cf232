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

# KEYS: the three pauses, what is left of three counts, then a bucket and its pace each. ARGV: capacity, refill per
# second and cost of each bucket, and the seconds a pace takes to be the whole again. All of them give, or none does.
# Time is the server's, so that workers on several machines agree.
_ACQUIRE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local recovery = tonumber(ARGV[#ARGV])
local wait = 0
for i = 1, 3 do wait = math.max(wait, redis.call('PTTL', KEYS[i]) / 1000) end
for i = 4, 6 do
  local left = redis.call('GET', KEYS[i])
  if left and tonumber(left) <= 0 then wait = math.max(wait, redis.call('PTTL', KEYS[i]) / 1000) end
end
local left = {}
for i = 7, #KEYS, 2 do
  local n = (i - 7) / 2 * 3
  local capacity, refill, cost = tonumber(ARGV[n + 1]), tonumber(ARGV[n + 2]), tonumber(ARGV[n + 3])
  local pace = redis.call('HMGET', KEYS[i + 1], 'share', 'at')
  if pace[1] then
    local share = math.min(1, tonumber(pace[1]) + math.max(0, now - tonumber(pace[2])) / recovery)
    capacity, refill = math.max(capacity * share, cost), refill * share
  end
  local state = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  local tokens = capacity
  if state[1] then
    tokens = math.min(capacity, tonumber(state[1]) + math.max(0, now - tonumber(state[2])) * refill)
  end
  left[i] = tokens - cost
  if left[i] < 0 then wait = math.max(wait, -left[i] / refill) end
end
if wait > 0 then return tostring(wait) end
for i = 4, 6 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('DECR', KEYS[i]) end
end
for i = 7, #KEYS, 2 do
  local n = (i - 7) / 2 * 3
  redis.call('HSET', KEYS[i], 'tokens', left[i], 'at', now)
  redis.call('EXPIRE', KEYS[i], math.ceil(tonumber(ARGV[n + 1]) / tonumber(ARGV[n + 2])) + 1)
end
return '0'
"""
# Half of what was allowed before, once for a burst of refusals: what was under way already is refused as well.
_SLOW_DOWN = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local recovery, least, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local pace = redis.call('HMGET', KEYS[1], 'share', 'at')
local share = 1
if pace[1] then
  if now - tonumber(pace[2]) < burst then return end
  share = math.min(1, tonumber(pace[1]) + (now - tonumber(pace[2])) / recovery)
end
redis.call('HSET', KEYS[1], 'share', math.max(least, share / 2), 'at', now)
redis.call('EXPIRE', KEYS[1], math.ceil(recovery))
"""
# Answers come in any order, and others are on their way: the least that was told or taken counts.
_COUNT_ALONG = """
local left = redis.call('GET', KEYS[1])
if not left or tonumber(ARGV[1]) < tonumber(left) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
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
RECOVERY = 600.0
"""Seconds in which a pace that was nothing would grow to the whole again."""
LEAST_PACE = 0.1
BURST = 5.0


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
        held = [self._key(what, about) for what in ("pause", "left") for about in get_args(About)]
        keys = [*held, *(key for pair, *_ in buckets for key in pair)]
        arguments = [number for _, *numbers in buckets for number in numbers]
        return self._run(_ACQUIRE, keys, [*arguments, RECOVERY])

    def hold(self, seconds: float, about: About = "account") -> None:
        """The vendor has asked to be left alone for so long: by this account, by the whole app, or with this method."""
        milliseconds = math.ceil(min(seconds, LONGEST_HOLD) * 1000)
        if milliseconds > 0:
            self._run(_HOLD, [self._key("pause", about)], [milliseconds])

    def slow_down(self, about: About = "account") -> None:
        """The vendor has refused because of a limit: the buckets give half as much, and more again with time.

        A limit of one method slows the account down: it has no bucket of its own.
        """
        pace = self._key("pace", "app" if about == "app" else "account")
        self._run(_SLOW_DOWN, [pace], [RECOVERY, LEAST_PACE, BURST])

    def count_along(self, left: int, seconds: float, about: About = "account") -> None:
        """The vendor says that it takes so many more requests within so many seconds."""
        milliseconds = math.ceil(min(seconds, LONGEST_HOLD) * 1000)
        if milliseconds > 0:
            self._run(_COUNT_ALONG, [self._key("left", about)], [left, milliseconds])

    def _run(self, script: str, keys: Sequence[str], arguments: Sequence[float]) -> float:
        try:
            return float(store().register_script(script)(keys=keys, args=arguments) or 0)
        except redis.RedisError:
            logger.warning("egress.throttle_unreachable", exc_info=True)
            return 0.0

    def _key(self, what: str, about: About) -> str:
        holder = {
            "account": f"{what}:{self.connection}",
            "app": f"{what}:app:{self.oauth_app}",
            "method": f"{what}:{self.connection}:{self.method}",
        }[about]
        return f"machina:throttle:{self.service}:{holder}"

    def _buckets(self, quota: int) -> Iterator[tuple[tuple[str, str], int, float, int]]:
        """Its key and that of its pace, capacity, refill per second and cost. A cost above the capacity takes all."""
        for limit in self.limits:
            is_own = limit.per == "connection"
            holder = self.connection if is_own else self.oauth_app
            key = f"machina:throttle:{self.service}:{limit.per}:{holder}:{limit.unit}:{limit.amount}/{limit.seconds}"
            cost = quota if limit.unit == "quota_unit" else 1
            pace = self._key("pace", "account" if is_own else "app")
            yield (key, pace), limit.amount, limit.amount / limit.seconds, min(cost, limit.amount)
