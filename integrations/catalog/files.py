"""References to stored content, passed between steps instead of the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict

CHUNK = 64 * 1024


class FileRef(BaseModel):
    """A file kept in payload storage, visible to its customer only."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True)

    file_id: str
    """Identifier of the stored file; pass it to another step to use the content there."""
    filename: str
    """Name of the file, without a path."""
    mime_type: str
    """Media type, for example application/pdf."""
    size: int
    """Size in bytes."""


def in_chunks(stream: BinaryIO, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """The stream's bytes from ``start`` on, ``length`` of them or all, in pieces of 64 KB at most."""
    stream.seek(start)
    left = length
    while left is None or left > 0:
        chunk = stream.read(CHUNK if left is None else min(CHUNK, left))
        if not chunk:
            return
        yield chunk
        left = None if left is None else left - len(chunk)
