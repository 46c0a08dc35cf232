"""The Run button: socket, Celery, HTTP call, socket; against the bare HTTP call to the same address."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx

from machina.bench.figures import Figure, percentile
from machina.testing.consent import access_token
from machina.testing.person import Person
from machina.testing.stack import Stack

WARM_UP = 10
ROUNDS = 150
OPERATION = "gmail.list_labels"
ADDRESS = "/sandbox/google/gmail/v1/users/me/labels"
P50_EXTRA_MS = 15.0
P95_EXTRA_MS = 40.0


def measure(stack: Stack) -> Iterator[Figure]:
    """p50 and p95 in milliseconds. The rounds alternate, so that both see the same machine."""
    person = Person(stack)
    person.connect_owner("google", ["gmail"])
    headers = {"Authorization": f"Bearer {access_token(stack)}"}
    with httpx.Client(base_url=stack.sandbox_url, headers=headers) as raw_client:
        pressed: list[float] = []
        raw: list[float] = []
        for number in range(WARM_UP + ROUNDS):
            raw_ms = _milliseconds(lambda: raw_client.get(ADDRESS).raise_for_status())
            pressed_ms = _milliseconds(lambda: _press_run(person))
            if number >= WARM_UP:
                raw.append(raw_ms)
                pressed.append(pressed_ms)
    person.close()
    for name, share, extra in (("p50", 0.5, P50_EXTRA_MS), ("p95", 0.95, P95_EXTRA_MS)):
        base = percentile(raw, share)
        yield Figure(f"Run button, {name}", percentile(pressed, share), "ms", bar=base + extra, raw=base)


def _press_run(person: Person) -> None:
    reply = person.ask("execute_node", node_id="bench", node_type=OPERATION, parameters={}, account_mode="owner")
    if not reply["success"]:
        raise RuntimeError(f"{OPERATION} failed: {reply['error']}")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
