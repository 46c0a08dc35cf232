"""Waiting for a call without asking for it again and again: in a thread, or in an event loop without any."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as NoNotice
from contextlib import contextmanager, suppress
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from integrations.database import giving_back, in_thread, release_database
from integrations.errors import NotFound
from integrations.execution.notices import subscription
from integrations.execution.outcome import FINISHED, Outcome, outcome_of
from integrations.models import Call

FoundT = TypeVar("FoundT")

FIRST_LOOK = 3.0
"""Seconds until the row is looked at, for the case that the notice got lost; twice as many each time after."""


class Place:
    """Where somebody waits for one call. It is taken before the call is opened, so that no notice is missed."""

    def __init__(self) -> None:
        self.call_id = uuid4()
        """Open the call under this id; another one's is waited for as well."""
        self.call: Call | None = None
        """What is waited for by whoever only knows the place."""
        self._notice = subscription.expect(self.call_id)

    def leave(self) -> None:
        subscription.forget(self.call_id, self._notice)

    async def outcome(self, call: Call, seconds: float) -> Outcome | None:
        """The outcome as soon as the call has ended, None if it has not within so many seconds. Raises NotFound."""
        if call.state in FINISHED or not self._is_mine(call):
            known = await in_thread(partial(_look, call.pk))
            if known is not None:
                return known
        for pause in _pauses(seconds):
            done, _ = await asyncio.wait([asyncio.wrap_future(self._notice)], timeout=pause)
            known = self._notice.result() if done else None
            known = known or await in_thread(partial(_look, call.pk))
            if known is not None:
                return known
        return None

    def outcome_in_thread(self, call: Call, seconds: float) -> Outcome | None:
        """The same, holding the caller's thread."""
        if call.state in FINISHED or not self._is_mine(call):
            known = _look(call.pk)
            if known is not None:
                return known
        for pause in _pauses(seconds):
            try:
                known = self._notice.result(pause) or _look(call.pk)
            except NoNotice:
                known = _look(call.pk)
            if known is not None:
                return known
        return None

    async def awaited(self, seconds: float) -> Outcome | None:
        """The outcome of ``call``."""
        assert self.call is not None
        return await self.outcome(self.call, seconds)

    def awaited_in_thread(self, seconds: float) -> Outcome | None:
        """The same, holding the caller's thread."""
        assert self.call is not None
        return self.outcome_in_thread(self.call, seconds)

    def _is_mine(self, call: Call) -> bool:
        """Whether the place was taken for this call; if not, it is from now on."""
        if call.pk == self.call_id:
            return True
        self.leave()
        self.call_id = call.pk
        self._notice = subscription.expect(call.pk)
        return False


class KeyPlace(Generic[FoundT]):
    """Where somebody waits for something that is no call, of which is told under a key once it has happened.

    ``look`` finds it in the rows, in a thread, or None. It is given what the notice carried, if there was one.
    """

    def __init__(self, key: UUID, look: Callable[[Outcome | None], FoundT | None]) -> None:
        if not subscription.is_ready:
            subscription.get_ready()
        self._key = key
        self._look = giving_back(look)
        self._notice = subscription.expect(key)

    def leave(self) -> None:
        subscription.forget(self._key, self._notice)

    async def awaited(self, seconds: float) -> FoundT | None:
        """It, or None where it has not come within so many seconds."""
        for pause in _pauses(seconds):
            await asyncio.wait([asyncio.wrap_future(self._notice)], timeout=pause)
            found = await in_thread(self._found)
            if found is not None:
                return found
        return None

    def awaited_in_thread(self, seconds: float) -> FoundT | None:
        """The same, holding the caller's thread."""
        for pause in _pauses(seconds):
            with suppress(NoNotice):
                self._notice.result(pause)
            found = self._found()
            if found is not None:
                return found
        return None

    def _found(self) -> FoundT | None:
        notice = self._notice
        if not notice.done():
            return self._look(None)
        found = self._look(notice.result())
        if found is None:  # it was told of something else
            self.leave()
            self._notice = subscription.expect(self._key)
        return found


@contextmanager
def place() -> Iterator[Place]:
    """A place to wait, until the block is left."""
    taken = take_place()
    try:
        yield taken
    finally:
        taken.leave()


def take_place() -> Place:
    """A place to wait, which has to be left."""
    if not subscription.is_ready:
        subscription.get_ready()
    return Place()


def _pauses(seconds: float) -> Iterator[float]:
    """How long to wait for a notice before each look, in all so many seconds."""
    give_up_at, pause = time.monotonic() + seconds, FIRST_LOOK
    while (left := give_up_at - time.monotonic()) > 0:
        yield min(pause, left)
        pause *= 2


def _look(call_id: UUID) -> Outcome | None:
    """The outcome of a call that has ended, from its row. Raises NotFound."""
    call = Call.objects.select_related("customer", "result").filter(pk=call_id).first()
    if call is None:
        raise NotFound(f"There is no call {str(call_id)!r}.")
    outcome = outcome_of(call)
    release_database()
    return outcome
