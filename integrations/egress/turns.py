"""Turns: one write after another for an account, across all workers, where a vendor asks for that."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import redis

from integrations.egress.deadline import Deadline
from integrations.errors import RateLimited
from integrations.shared_store import store

logger = logging.getLogger(__name__)

LOOK_AGAIN = 0.05
"""Seconds between two looks whether it is free."""
BACK_IN = 2.0
"""Seconds after which to come back, for who does not get it."""
# A turn that was lost to somebody else, because it took too long, is not his to end.
_GIVE_BACK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


@dataclass(frozen=True)
class Turn:
    """The right to write to one account of a service. Without Redis everybody has it: the vendor still decides.

    It ends with its call's deadline at the latest, so a worker that dies with it holds up others for so long.
    """

    service: str
    vendor: str
    account: str

    @contextmanager
    def held(self, deadline: Deadline, *, patience: float) -> Iterator[None]:
        """Have it, after at most so many seconds. Raises RateLimited where others have it for longer."""
        mine, give_up_below = uuid4().hex, deadline.remaining() - patience
        while not self._take(mine, deadline):
            if deadline.remaining() <= give_up_below:
                words = f"Others are writing to this account of {self.vendor}. Wait, then try again."
                raise RateLimited(words, retry_after=BACK_IN)
            deadline.wait(LOOK_AGAIN)
        try:
            yield
        finally:
            self._give_back(mine)

    def _take(self, mine: str, deadline: Deadline) -> bool:
        try:
            return bool(store().set(self._key, mine, nx=True, px=max(1, math.ceil(deadline.remaining() * 1000))))
        except redis.RedisError:
            logger.warning("egress.turns_unreachable", exc_info=True)
            return True

    def _give_back(self, mine: str) -> None:
        try:
            store().register_script(_GIVE_BACK)(keys=[self._key], args=[mine])
        except redis.RedisError:
            logger.warning("egress.turn_not_given_back", exc_info=True)

    @property
    def _key(self) -> str:
        return f"machina:turn:{self.service}:{self.account}"
