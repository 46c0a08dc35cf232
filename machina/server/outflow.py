"""Whether a client reads what is sent to it, so that nobody makes more than it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from twisted.internet import reactor
from twisted.internet.interfaces import IDelayedCall, IReactorTime


class Outflow:
    """Stopped and started by the transport; ``stalled`` is called when it stays stopped for ``seconds``."""

    def __init__(self, seconds: float, stalled: Callable[[], None]) -> None:
        self._seconds = seconds
        self._stalled = stalled
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._timer: IDelayedCall | None = None

    async def room(self) -> None:
        """Wait until the transport has passed on what it had, or is gone."""
        await self._has_room.wait()

    def stop(self) -> None:
        self._has_room.clear()
        if self._timer is None:
            self._timer = IReactorTime(reactor).callLater(self._seconds, self._stall)

    def start(self) -> None:
        self._has_room.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stall(self) -> None:
        self._timer = None
        self._stalled()
