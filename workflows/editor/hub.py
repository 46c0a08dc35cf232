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
MANY = "editor.many"
"""Type of a message that holds ``messages``, which one group was sent while another was on its way."""
MOST_TOGETHER = 20
"""Each may carry an output of 256 KB, and Redis closes the connection of a reader for whom 32 MB wait."""


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
            for group, messages in (await self._next()).items():
                message = messages[0] if len(messages) == 1 else {"type": MANY, "messages": messages}
                try:
                    await layer.group_send(group, message)
                except Exception:  # whatever Redis or the network does, the next message gets its chance
                    logger.warning("hub.send_failed", extra={"group": group}, exc_info=True)

    async def _next(self) -> dict[str, list[Mapping[str, object]]]:
        """What waits, by group: sending one message costs more than making it."""
        group, message = await self._waiting.get()
        together = {group: [message]}
        for _ in range(min(self._waiting.qsize(), MOST_TOGETHER - 1)):
            group, message = self._waiting.get_nowait()
            together.setdefault(group, []).append(message)
        return together
