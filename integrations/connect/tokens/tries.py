"""How often credentials may be tried at vendors, for one holder within an hour."""

from __future__ import annotations

from django.core.cache import cache

from integrations.errors import RateLimited
from integrations.holders import Holder

TRIES = 30
WINDOW_SECONDS = 3600


def count_try(holder: Holder) -> None:
    """Called before the vendor is asked, so that trying in parallel gains nothing. Raises RateLimited."""
    key = f"connect:tries:{holder.scope}"
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    try:
        tries = cache.incr(key)
    except ValueError:  # it lapsed in between
        tries = 1
    if tries > TRIES:
        raise RateLimited(
            f"{TRIES} credentials of {holder} were tried within the last hour. Wait, then try again.",
            retry_after=WINDOW_SECONDS,
        )
