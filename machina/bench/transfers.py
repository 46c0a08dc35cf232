"""A file of 200 MB from Drive into the stored files and back: by how much the worker grows meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from machina.bench.desk import Desk, opened
from machina.bench.figures import Figure
from machina.bench.memory import MEGABYTE, processes_of
from machina.bench.storage import SIZE
from machina.bench.vendor import running_vendor
from machina.testing.stack import HERE

GROWTH_MB = 60.0
LOOKS_EVERY_S = 0.02
PATIENCE_S = 300.0


def measure(folder: Path, **environment: str) -> Iterator[Figure]:
    """In a stack of its own, whose worker has done nothing large before; the download is what the upload sends."""
    with (
        running_vendor("machina.bench.storage") as vendor,
        opened("transfers", folder, HERE, vendor, service="google_drive", **environment) as desk,
    ):
        (worker,) = [process for name, process in processes_of(desk.stack) if name == "worker"]
        _run(desk, "list_drives", {})  # what the first call loads stays anyway
        with _watched(worker) as download:
            stored = _run(desk, "download_file", {"file_id": "large"})
        with _watched(worker) as upload:
            made = _run(desk, "upload_file", {"file_id": stored["file_id"]})
        for moved in (stored["size"], made["size"]):
            if moved != SIZE:
                raise RuntimeError(f"{moved} bytes were moved instead of {SIZE}")
        yield Figure("worker's growth, download of 200 MB", download.megabytes, "MB", bar=GROWTH_MB)
        yield Figure("worker's growth, upload of 200 MB", upload.megabytes, "MB", bar=GROWTH_MB)


class _Watch:
    """The most that a process has grown by since the beginning."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._before = self._most = process.memory_info().rss

    def look(self) -> None:
        self._most = max(self._most, self._process.memory_info().rss)

    @property
    def megabytes(self) -> float:
        return (self._most - self._before) / MEGABYTE


@contextmanager
def _watched(process: psutil.Process) -> Iterator[_Watch]:
    watch, is_over = _Watch(process), threading.Event()

    def look_on() -> None:
        while not is_over.wait(LOOKS_EVERY_S):
            watch.look()

    thread = threading.Thread(target=look_on, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        is_over.set()
        thread.join()


def _run(desk: Desk, operation: str, params: dict[str, object]) -> dict[str, Any]:
    """The result. A call that takes longer than its answer waits (202) is asked for again under its key."""
    url = f"{desk.stack.url}/api/v1/operations/google_drive.{operation}/run"
    headers = {"Authorization": f"Bearer {desk.key}", "Idempotency-Key": operation}
    until = time.monotonic() + PATIENCE_S
    while True:
        sent = {"account_mode": "owner", "params": params}
        answer = httpx.post(url, headers=headers, json=sent, timeout=PATIENCE_S)
        if answer.status_code != 202 or time.monotonic() > until:
            break
    if answer.status_code != 200:
        raise RuntimeError(f"{operation} answered {answer.status_code}: {answer.text[:500]}")
    result: dict[str, Any] = answer.json()["result"]
    return result
