"""What a socket has received: one message as it arrives, and those that wait for the application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from machina.server.limits import KILOBYTE, LARGEST_KEPT

KEPT_END = 8 * KILOBYTE


class Incoming:
    """A message in parts. Of one that is too large the beginning and the end stay; its receiver refuses it."""

    def __init__(self) -> None:
        self.size = 0
        self._kept = bytearray()
        self._end = b""

    def add(self, data: bytes) -> None:
        self.size += len(data)
        room = LARGEST_KEPT + 1 - len(self._kept)
        self._kept += data[:room]
        if self.size > LARGEST_KEPT:
            self._end = (self._end + data[max(room, 0) :])[-KEPT_END:]

    def content(self) -> bytes:
        return bytes(self._kept) + self._end

    @property
    def is_whole(self) -> bool:
        return self.size <= LARGEST_KEPT


class Inbox(asyncio.Queue[dict[str, Any]]):
    """An application's queue that tells when something was taken."""

    when_taken: Callable[[], None] | None = None

    def _get(self) -> dict[str, Any]:
        message: dict[str, Any] = super()._get()
        if self.when_taken is not None:
            self.when_taken()
        return message
