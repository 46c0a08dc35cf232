"""Which time zones there are, read once."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The names of all zones of the database that this Python reads."""
    return frozenset(available_timezones())
