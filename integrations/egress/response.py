"""The answer of a vendor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from integrations.catalog.answer import Answer
from integrations.catalog.told_waits import asked_seconds
from integrations.egress.placing import Placed


@dataclass(frozen=True, repr=False)
class EgressResponse(Answer):
    """A complete answer as it came in; ``host`` is who gave it, after redirects."""

    reason: str = ""

    @property
    def retry_after(self) -> float | None:
        return asked_seconds(self, now=datetime.now(UTC))


@dataclass(frozen=True, repr=False)
class StreamedAnswer:
    """A success whose decompressed body is read piece by piece; iterating it gives the pieces, once."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]
    placed: Placed = field(default_factory=Placed)
    """What the request carried, to be taken out where the content is shown to people."""

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def __next__(self) -> bytes:
        return next(self.chunks)


def headers_from_wire(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers under lower-case names; repeated ones are joined by a comma."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
