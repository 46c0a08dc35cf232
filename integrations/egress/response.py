"""The answer of a vendor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from integrations.errors import RemoteUnavailable


@dataclass(frozen=True, repr=False)
class EgressResponse:
    """A complete answer: ``headers`` under lower-case names, ``content`` decompressed, ``host`` after redirects."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes
    host: str

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", errors="replace")

    @property
    def retry_after(self) -> float | None:
        return retry_after_seconds(self.headers.get("retry-after"), now=datetime.now(UTC))

    def json(self) -> Any:  # whatever the vendor sent
        """The parsed body. Raises RemoteUnavailable when it is not JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:  # the second by a hundred thousand brackets
            raise RemoteUnavailable(f"{self.host} answered with something that is not JSON.") from error

    def __repr__(self) -> str:
        return f"<EgressResponse {self.status} from {self.host}, {len(self.content)} bytes>"


def headers_from_wire(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers under lower-case names; repeated ones are joined by a comma."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def retry_after_seconds(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait from a Retry-After header, given as seconds or as a date; None when it says nothing usable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
