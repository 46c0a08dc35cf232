"""Slows down whoever guesses link addresses: so many misses from one address in ten minutes, then a pause."""

from __future__ import annotations

from ipaddress import ip_network

from django.core.cache import cache

from integrations.connect.one_time import hashed
from integrations.errors import RateLimited

MISSES = 20
WINDOW_SECONDS = 600


def check_guesses(address: str) -> None:
    """Raises RateLimited for an address with too many misses."""
    if cache.get(_key(address), 0) >= MISSES:
        raise RateLimited("Too many wrong addresses were tried from here. Wait 10 minutes.", retry_after=WINDOW_SECONDS)


def note_miss(address: str) -> None:
    """Count one miss."""
    if not cache.add(_key(address), 1, timeout=WINDOW_SECONDS):
        try:
            cache.incr(_key(address))
        except ValueError:  # it lapsed in between
            cache.add(_key(address), 1, timeout=WINDOW_SECONDS)


def network_of(address: str) -> str:
    """What is counted as one: a household of IPv6 has a whole /64 of addresses."""
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def _key(address: str) -> str:
    return f"connect:misses:{hashed(network_of(address))[:32]}"
