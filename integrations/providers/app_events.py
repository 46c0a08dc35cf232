"""How a vendor sends the events of an app to one address: signed, and with the accounts that they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Headers = Mapping[str, str]
"""By names in small letters."""
Sent = Mapping[str, object]
"""The body as JSON."""


@dataclass(frozen=True, kw_only=True)
class AppEvents:
    """What is particular to one vendor. Nothing of a body is read before its signature was found to be right."""

    is_signed: Callable[[Headers, bytes, str, float], bool]
    """Given headers, raw body, the app's signing secret and the time now: whether the vendor has sent it, just now."""
    challenge: Callable[[Sent], str | None]
    """What has to be answered to prove that the address is ours; None for an event."""
    accounts: Callable[[Sent], frozenset[str]]
    """The vendor's ids of the accounts it is about."""
    event: Callable[[Sent], Sent | None]
    """The event itself, as receivers of services know it; None where there is none."""
    documentation_url: str
    """The vendor's page on it."""
