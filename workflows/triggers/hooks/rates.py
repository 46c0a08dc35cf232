"""How many calls one webhook takes in this process: a flood is told to wait before it costs anything."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

PER_SECOND = 1_000.0
BURST = 2_000.0
MOST_KNOWN = 10_000
LONGEST = 100
"""Of a name that is kept: whoever asks for an address that is none chooses how long it is."""

_lock = threading.Lock()
_buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
"""What is left of each, and when that was; who asked last stands last."""


def seconds_to_wait(public_id: str) -> float:
    """Take one call of the webhook; 0 if there was room for it."""
    public_id, now = public_id[:LONGEST], time.monotonic()
    with _lock:
        left, at = _buckets.pop(public_id, (BURST, now))
        left = min(BURST, left + (now - at) * PER_SECOND)
        wait = max(0.0, (1 - left) / PER_SECOND)
        _buckets[public_id] = (left if wait else left - 1, now)
        if len(_buckets) > MOST_KNOWN:
            _buckets.popitem(last=False)
    return wait
