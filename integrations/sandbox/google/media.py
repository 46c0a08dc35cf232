"""Answers that are content and no JSON, whole or by range (RFC 9110, 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from integrations.sandbox.google.errors import GoogleError

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True, kw_only=True)
class Media:
    """Bytes of a file, or a part of them."""

    content: bytes
    mime_type: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def ranged(content: bytes, mime_type: str, asked: str) -> Media:
    """What a Range header asks for; everything without one. Raises 416 for a part that there is not."""
    match = RANGE.fullmatch(asked.strip())
    if match is None or not any(match.groups()):
        return Media(content=content, mime_type=mime_type, headers={"Accept-Ranges": "bytes"})
    first, last = match.groups()
    size = len(content)
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or end < start:
        headers = {"Content-Range": f"bytes */{size}"}
        raise GoogleError(416, "requestedRangeNotSatisfiable", "Request range not satisfiable", headers=headers)
    return Media(
        content=content[start : end + 1],
        mime_type=mime_type,
        status=206,
        headers={"Accept-Ranges": "bytes", "Content-Range": f"bytes {start}-{end}/{size}"},
    )
