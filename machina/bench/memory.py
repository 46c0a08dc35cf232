"""Resident memory of each process, after the other figures have put them under load."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from machina.bench.figures import Figure
from machina.testing.stack import Stack

BARS_MB = {"supervisor": 25.0, "web": 150.0, "worker": 250.0}
ALL_MB = 500.0
MEGABYTE = 1024 * 1024


def measure(stack: Stack) -> Iterator[Figure]:
    """Megabytes of supervisor, web, worker, the rest, and all together."""
    sizes: dict[str, float] = {}
    for name, process in processes_of(stack):
        sizes[name] = sizes.get(name, 0.0) + _megabytes(process)
    for name, size in sizes.items():
        yield Figure(f"memory, {name}", size, "MB", bar=BARS_MB.get(name))
    yield Figure("memory, all", sum(sizes.values()), "MB", bar=ALL_MB)


def processes_of(stack: Stack) -> Iterator[tuple[str, psutil.Process]]:
    """The supervisor and everything it runs, each with its part in the product."""
    supervisor = psutil.Process(stack.supervisor.pid)
    yield "supervisor", supervisor
    for child in supervisor.children(recursive=True):
        yield _name(child), child


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / MEGABYTE


def _name(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    marks = {
        "valkey-server": "valkey",
        "machina.server": "web",
        "daphne": "web",  # as older commits start it
        "celery": "worker",
        "scheduler": "scheduler",
    }
    return next((name for mark, name in marks.items() if mark in command), "other")
