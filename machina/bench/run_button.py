"""The Run button: socket, Celery, HTTP call, socket; against the bare HTTP call to the same address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import httpx

from machina.bench.desk import PATH, Desk, milliseconds
from machina.bench.figures import Figure, percentile

WARM_UP = 10
ROUNDS = 120
P50_EXTRA_MS = 15.0
P95_EXTRA_MS = 40.0
SHARE_OF_OTHER = 0.5
"""What the design allows of the overhead that the other commit needs."""


def measure(desks: Sequence[Desk], vendor: str) -> Iterator[Figure]:
    """p50 and p95 in milliseconds. Raw calls and desks alternate, so that all see the same machine."""
    raw: list[float] = []
    pressed: dict[str, list[float]] = {desk.name: [] for desk in desks}
    with httpx.Client(base_url=vendor) as client:
        for number in range(WARM_UP + ROUNDS):
            raw_ms = milliseconds(lambda: client.get(PATH).raise_for_status())
            times = {desk.name: milliseconds(desk.press_run) for desk in desks}
            if number >= WARM_UP:
                raw.append(raw_ms)
                for name, taken in times.items():
                    pressed[name].append(taken)
    for desk in desks:
        for label, share, extra in (("p50", 0.5, P50_EXTRA_MS), ("p95", 0.95, P95_EXTRA_MS)):
            base, is_ours = percentile(raw, share), desk is desks[0]
            name = f"Run button, {label}{'' if is_ours else f', {desk.name}'}"
            value = percentile(pressed[desk.name], share)
            yield Figure(name, value, "ms", bar=base + extra if is_ours else None, raw=base)
    if len(desks) > 1:
        ours, others = (percentile(pressed[desk.name], 0.5) - percentile(raw, 0.5) for desk in desks)
        yield Figure(f"Run button, overhead of {desks[1].name}'s", ours / others, "x", bar=SHARE_OF_OTHER)
