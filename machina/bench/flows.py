"""Workflows: what they add to the raw work of their calls, one at a time, ten at a time, and in parallel branches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from machina.bench.desk import PATH, Desk, at_once, median, milliseconds
from machina.bench.drawings import CALL, SET, SHORT, TEN, Json, chain, fan_out, for_each
from machina.bench.figures import Figure, percentile

WARM_UP, ROUNDS = 5, 40
CALLERS, FLOWS_EACH = 10, 10
LONG = 40
"""Pure nodes, or operations, of the long flows beside the short ones."""
OPERATIONS = 8
PARALLEL, CALL_MS = 100, 50.0
PURE_MS, STEP_MS, SHORT_MS, TEN_MS, FLOWS_A_SECOND, P99_MS, FAN_OUT_MS = 1.0, 5.0, 30.0, 40.0, 100.0, 250.0, 200.0


def measure(desk: Desk, vendor: str) -> Iterator[Figure]:
    """Flows of calls that the vendor answers at once."""
    flows = Flows(desk)
    with httpx.Client(base_url=vendor) as client:
        raw = median(lambda: client.get(PATH).raise_for_status(), rounds=ROUNDS)
    short = _times(flows, SHORT)
    yield Figure("call → set → output, p50", percentile(short, 0.5), "ms", bar=SHORT_MS, raw=raw)
    ten = _times(flows, TEN)
    yield Figure("ten nodes, 4 of them calls, p50", percentile(ten, 0.5), "ms", bar=TEN_MS, raw=4 * raw)
    longer = _times(flows, chain(CALL, *[SET] * (1 + LONG)))
    extra = (percentile(longer, 0.5) - percentile(short, 0.5)) / LONG
    yield Figure("  an extra pure node", extra, "ms", bar=PURE_MS)
    calls = _times(flows, chain(*[CALL] * (1 + OPERATIONS)))
    alone = _times(flows, chain(CALL))
    extra = (percentile(calls, 0.5) - percentile(alone, 0.5)) / OPERATIONS - raw
    yield Figure("  an extra call over its raw one", extra, "ms", bar=STEP_MS, raw=raw)
    yield from _many(flows)


def measure_parallel(desk: Desk) -> Iterator[Figure]:
    """Flows of calls that the vendor answers after 50 ms."""
    flows = Flows(desk)
    ideal = PARALLEL / 50 * CALL_MS
    for name, graph in (("fan-out", fan_out(PARALLEL)), ("for each", for_each(PARALLEL))):
        times = _times(flows, graph, rounds=5, warm_up=2)
        yield Figure(f"{name}, 100 calls of 50 ms", percentile(times, 0.5), "ms", bar=FAN_OUT_MS, raw=ideal)


@contextmanager
def runner(desk: Desk) -> Iterator[Callable[[], None]]:
    """What runs a short flow once."""
    flows = Flows(desk)
    with httpx.Client(timeout=60) as client:
        workflow = flows.make(client, SHORT)
        yield lambda: flows.run(client, workflow)


class Flows:
    """Makes workflows at a desk and runs them over REST, until the answer is there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._headers = {"Authorization": f"Bearer {desk.key}"}

    def make(self, client: httpx.Client, graph: Json) -> str:
        answer = client.post(
            f"{self._desk.stack.url}/api/v1/workflows/import",
            json={"name": "bench", "graph": graph},
            headers=self._headers,
        )
        return str(self._expected(answer, 201)["id"])

    def run(self, client: httpx.Client, workflow: str) -> None:
        answer = client.post(
            f"{self._desk.stack.url}/api/v1/workflows/{workflow}/run",
            json={"account_mode": "owner", "wait": 30},
            headers=self._headers,
        )
        state = self._expected(answer, 200)["state"]
        if state != "succeeded":
            raise RuntimeError(f"{self._desk.name}: the run has {state}: {answer.text[:500]}")

    def _expected(self, answer: httpx.Response, status: int) -> Mapping[str, Any]:
        if answer.status_code != status:
            raise RuntimeError(f"{self._desk.name}: {answer.status_code}: {answer.text[:500]}")
        body: Mapping[str, Any] = answer.json()
        return body


def _times(flows: Flows, graph: Json, *, rounds: int = ROUNDS, warm_up: int = WARM_UP) -> list[float]:
    with httpx.Client(timeout=60) as client:
        workflow = flows.make(client, graph)
        taken = [milliseconds(lambda: flows.run(client, workflow)) for _ in range(warm_up + rounds)]
    return taken[warm_up:]


def _many(flows: Flows) -> Iterator[Figure]:
    """Ten callers at once, each with one flow after another."""
    with httpx.Client(timeout=60) as client:
        workflow = flows.make(client, SHORT)
    rate, taken = at_once(CALLERS, FLOWS_EACH, lambda client: flows.run(client, workflow))
    yield Figure("call → set → output, ten at a time", rate, "flows/s", at_least=FLOWS_A_SECOND)
    yield Figure("  of these p99", percentile(taken, 0.99), "ms", bar=P99_MS)
