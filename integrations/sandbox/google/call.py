"""What a handler is given: who asks, and a request that the discovery document has already accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.sandbox.google.media import Media
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, Behaviour

ParameterValue = str | int | bool | datetime | list[str]


class Parameters:
    """Checked parameters, each read as the type it was declared with."""

    def __init__(self, values: Mapping[str, ParameterValue]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """A string; empty when absent."""
        value = self._values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def texts(self, name: str) -> list[str]:
        """A repeated string; empty when absent."""
        value = self._values.get(name, [])
        return value if isinstance(value, list) else [str(value)]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean."""
        return bool(self._values.get(name, default))

    def number(self, name: str, *, default: int) -> int:
        """An integer."""
        value = self._values.get(name, default)
        return value if isinstance(value, int) else default

    def moment(self, name: str) -> datetime | None:
        """A time with its offset."""
        value = self._values.get(name)
        return value if isinstance(value, datetime) else None


@dataclass(frozen=True, kw_only=True)
class ApiCall:
    """One call of one method."""

    method: str
    account: Account
    scopes: frozenset[str]
    parameters: Parameters
    body: Resource
    media: bytes | None
    """The uploaded bytes, where the request came as an upload."""
    media_type: str
    """What the client calls them; empty where it says nothing."""
    root: str
    """The sandbox's own address for Google."""
    headers: Mapping[str, str]
    """By lower-case name."""
    behaviour: Behaviour
    now: datetime


Handler = Callable[[ApiCall], Resource | Media | None]
