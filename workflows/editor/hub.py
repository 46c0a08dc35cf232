"""Sends messages to groups of editor sockets from any thread of any process, without ever making it wait."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

MAX_WAITING = 10_000
"""Messages kept while Redis is slow; beyond that they are dropped, because they are hints and the rows the truth."""


_lock = threading.Lock()
_hub: Hub | None = None


def send(group: str, message: Mapping[str, object]) -> None:
    """Hand a message over for sending; it may get lost. Messages of one process arrive in their order."""
    global _hub
    with _lock:
        _hub = _hub or Hub()
    _hub.send(group, message)


class Hub:
    """One event loop in a thread of its own, with its own connection to Redis, for the life of the process."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._waiting: asyncio.Queue[tuple[str, Mapping[str, object]]] = asyncio.Queue(MAX_WAITING)
        threading.Thread(target=self._run, name="editor-hub", daemon=True).start()  # noqa: TID251  # Redis alone

    def send(self, group: str, message: Mapping[str, object]) -> None:
        self._loop.call_soon_threadsafe(self._enqueue, group, message)

    def _enqueue(self, group: str, message: Mapping[str, object]) -> None:
        try:
            self._waiting.put_nowait((group, message))
        except asyncio.QueueFull:
            logger.warning("hub.dropped", extra={"group": group})

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._send_all())

    async def _send_all(self) -> None:
        layer = get_channel_layer()
        while True:
            group, message = await self._waiting.get()
            try:
                await layer.group_send(group, message)
            except Exception:  # whatever Redis or the network does, the next message gets its chance
                logger.warning("hub.send_failed", extra={"group": group}, exc_info=True)
