"""Content on its way into storage: counted, hashed and bounded while it passes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import RawIOBase

from integrations.errors import PayloadTooLarge

MEGABYTE = 1024 * 1024


class Intake(RawIOBase):
    """Chunks of any length as the file that storages read from; never more than one chunk is in memory."""

    def __init__(self, chunks: Iterable[bytes], *, limit: int, name: str) -> None:
        super().__init__()
        self.size = 0
        self._hash = hashlib.sha256()
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self._limit = limit
        self._name = name

    @property
    def sha256(self) -> str:
        """Of what has passed, in hexadecimal."""
        return self._hash.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # what read() passes
        """Raises PayloadTooLarge with the first byte over the limit, before that byte is handed on."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._take(chunk)
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)

    def _take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._limit:
            limit = f"{self._limit // MEGABYTE} MB"
            raise PayloadTooLarge(f"{self._name!r} is larger than {limit}, the limit of a file. Send it in parts.")
        self._hash.update(chunk)
        self._rest = memoryview(chunk)
