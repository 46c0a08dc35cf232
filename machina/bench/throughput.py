"""`POST …/run` with ten callers at once: calls a second, and the processor time a call costs web and worker."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import psutil

from machina.bench.desk import Desk
from machina.bench.figures import Figure
from machina.bench.memory import processes_of

CALLERS = 10
CALLS_EACH = 15
ROUNDS = 3
TIMES_OTHER = 2.0


@dataclass
class Work:
    """What one desk has done so far."""

    calls: int = 0
    seconds: float = 0.0
    web: float = 0.0
    worker: float = 0.0

    @property
    def rate(self) -> float:
        return self.calls / self.seconds


def measure(desks: Sequence[Desk]) -> Iterator[Figure]:
    """The desks take turns; the first round of each is thrown away."""
    done = {desk.name: Work() for desk in desks}
    for desk in desks:
        desk.person.close()  # nobody would read what an open socket is told of every call
    for number in range(1 + ROUNDS):
        for desk in desks:
            _round(desk, done[desk.name] if number else Work())
    for desk in desks:
        work, suffix = done[desk.name], "" if desk is desks[0] else f", {desk.name}"
        yield Figure(f"POST …/run, ten callers{suffix}", work.rate, "calls/s")
        yield Figure(f"  processor of web a call{suffix}", 1000 * work.web / work.calls, "ms")
        yield Figure(f"  processor of worker a call{suffix}", 1000 * work.worker / work.calls, "ms")
    if len(desks) > 1:
        ours, others = (done[desk.name].rate for desk in desks)
        yield Figure(f"POST …/run, times {desks[1].name}", ours / others, "x", at_least=TIMES_OTHER)


def _round(desk: Desk, work: Work) -> None:
    named = {name: process for name, process in processes_of(desk.stack) if name in ("web", "worker")}
    before, began = {name: _seconds(process) for name, process in named.items()}, time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        for finished in [callers.submit(_call_often, desk) for _ in range(CALLERS)]:
            finished.result()
    work.seconds += time.perf_counter() - began
    work.calls += CALLERS * CALLS_EACH
    work.web += _seconds(named["web"]) - before["web"]
    work.worker += _seconds(named["worker"]) - before["worker"]


def _call_often(desk: Desk) -> None:
    with httpx.Client(timeout=60) as client:
        for _ in range(CALLS_EACH):
            desk.call(client)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
